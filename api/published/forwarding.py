"""Leaves a redirect at every address that pages have left: two statements, however many pages they are.

Wagtail's own handler works after the transaction and page by page: a crash in between would lose them, and a
section of thousands would wait for it; `WAGTAILREDIRECTS_AUTO_CREATE` is off.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connections, router
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat, Length, Substr
from wagtail.contrib.redirects.models import Redirect

from api.published.models import Document, DocumentQuerySet

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


def old_addresses(page_ids: Collection[int]) -> set[tuple[int, str, int]]:
    """(site, path, page) of every address that these pages have left and at which nothing public stands."""
    rows = Redirect.objects.filter(
        redirect_page_id__in=page_ids, automatically_created=True, site_id__isnull=False
    )
    found = {
        (site_id, f"{old_path}/", page_id)
        for site_id, old_path, page_id in rows.values_list("site_id", "old_path", "redirect_page_id")
    }
    there = Document.objects.filter(path__in={path for _, path, _ in found}, is_public=True)
    taken = set(there.values_list("site_id", "path"))
    return {each for each in found if each[:2] not in taken}


def give_way(places: Collection[tuple[int, str, int]]) -> None:
    """What stood last at these (site, path, page) is gone: nothing leads to what stood there before.

    Readers and caches are told of the paths as those of the pages that are gone.
    """
    for site_id in {each[0] for each in places}:
        old = {path.rstrip("/") for of_site, path, _ in places if of_site == site_id}
        rows = Redirect.objects.filter(site_id=site_id, old_path__in=old, automatically_created=True)
        rows._raw_delete(_connection().alias)


def led_to(site_id: int, path: str) -> QuerySet[Redirect, Any]:
    """The pages that stood at this path, as their `redirect_page_id`."""
    old = Redirect.normalise_path(path)
    rows: QuerySet[Redirect, Any] = Redirect.objects.filter(
        site_id=site_id, old_path=old, automatically_created=True
    )
    return rows.values("redirect_page_id")


def _run(statement: str, *parameters: Any) -> None:
    with _connection().cursor() as cursor:
        cursor.execute(statement, parameters)


def _connection() -> Any:
    return connections[router.db_for_write(Redirect)]
