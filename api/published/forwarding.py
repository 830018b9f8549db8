"""Leaves a redirect at every address that pages have lost: two statements, however many pages they are.

Wagtail's own handler works after the transaction and page by page, and SQLite refuses its question about more
than a thousand pages; `WAGTAILREDIRECTS_AUTO_CREATE` is off.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connections, router
from django.db.models import F, Value
from django.db.models.functions import Concat, Length, Substr
from wagtail.contrib.redirects.models import Redirect

from api.published.models import DocumentQuerySet

LONGEST = 255
"""A longer address leads nowhere afterwards: no redirect can hold it."""

# What an editor entered stays; what came from an earlier move now leads to what stood here last.
_LEAVE = """
INSERT INTO wagtailredirects_redirect AS stored
    (old_path, site_id, redirect_page_id, is_permanent, redirect_page_route_path, redirect_link,
     automatically_created, created_at)
SELECT moved.old, moved.site_id, moved.page_id, TRUE, '', '', TRUE, %s FROM ({rows}) AS moved WHERE TRUE
ON CONFLICT (old_path, site_id) DO UPDATE
SET redirect_page_id = excluded.redirect_page_id, redirect_page_route_path = '', redirect_link = ''
WHERE stored.automatically_created
"""
_LIFT = """
DELETE FROM wagtailredirects_redirect WHERE automatically_created
AND (old_path, site_id) IN (SELECT here.old, here.site_id FROM ({rows}) AS here)
"""


def leave(rows: DocumentQuerySet, *, old: str, new: str, now: datetime) -> None:
    """From the addresses under `old` to these documents, which stand under `new`: those that anybody saw."""
    seen = rows.filter(is_public=True, visible_from__lte=now, path__startswith=new)
    created_at = _connection().ops.adapt_datetimefield_value(now)
    _run(_LEAVE, seen, Concat(Value(old), Substr("path", len(new) + 1)), created_at)


def lift(rows: DocumentQuerySet) -> None:
    """No redirect of an earlier move where these stand now."""
    _run(_LIFT, rows, F("path"))


def _run(statement: str, rows: DocumentQuerySet, address: Any, *parameters: Any) -> None:
    found = rows.annotate(address=address, address_length=Length("address"))
    # Redirects are written without the slash at the end.
    short = found.filter(address_length__gt=1, address_length__lte=LONGEST + 1).order_by()
    selected = short.values("page_id", "site_id", old=Substr("address", 1, F("address_length") - 1))
    text, given = selected.query.sql_with_params()
    with _connection().cursor() as cursor:
        cursor.execute(statement.format(rows=text), (*parameters, *given))


def _connection() -> Any:
    return connections[router.db_for_write(Redirect)]
