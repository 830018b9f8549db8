"""Leaves a redirect at every address that pages have lost: two statements, however many pages they are.

Wagtail's own handler works after the transaction and page by page: a crash in between would lose them, and a
section of thousands would wait for it; `WAGTAILREDIRECTS_AUTO_CREATE` is off.
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
# Each row is looked up by keys, whatever a planner guesses of tables that have just grown.
_LIFT = """
DELETE FROM wagtailredirects_redirect WHERE automatically_created
AND redirect_page_id IN (SELECT id FROM wagtailcore_page WHERE path LIKE %s)
AND EXISTS (SELECT 1 FROM api_document AS here
            WHERE here.page_id = wagtailredirects_redirect.redirect_page_id
            AND here.site_id = wagtailredirects_redirect.site_id
            AND here.path = wagtailredirects_redirect.old_path || '/')
"""


def leave(rows: DocumentQuerySet, *, old: str, new: str, now: datetime) -> None:
    """From the addresses under `old` to these documents, which stand under `new`: those that anybody saw."""
    seen = rows.filter(is_public=True, visible_from__lte=now, path__startswith=new)
    address = Concat(Value(old), Substr("path", len(new) + 1))
    found = seen.annotate(address=address, address_length=Length("address"))
    # Redirects are written without the slash at the end.
    short = found.filter(address_length__gt=1, address_length__lte=LONGEST + 1).order_by()
    selected = short.values("page_id", "site_id", old=Substr("address", 1, F("address_length") - 1))
    text, given = selected.query.sql_with_params()
    _run(_LEAVE.format(rows=text), _connection().ops.adapt_datetimefield_value(now), *given)


def lift(tree_path: str) -> None:
    """A page at this place of the tree, or below it, that came back is no redirect to itself."""
    _run(_LIFT, f"{tree_path}%")


def _run(statement: str, *parameters: Any) -> None:
    with _connection().cursor() as cursor:
        cursor.execute(statement, parameters)


def _connection() -> Any:
    return connections[router.db_for_write(Redirect)]
