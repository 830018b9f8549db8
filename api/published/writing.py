"""Writes documents with their terms and dependencies, set by set, and marks what a write makes stale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from wagtail.models import Page

from api.published import forwarding, keys
from api.published.builder import Built, build
from api.published.models import (
    ARTICLE,
    SECTION,
    Document,
    DocumentDependency,
    DocumentTerm,
    DocumentText,
    Tombstone,
)
from api.published.told import PageChange, Told
from api.published.transactions import next_version

_KEY_FIELDS = ("page_id", "site")
_IDENTITY = {"id", "page_id", "site"}
_WRITTEN = [field.name for field in Document._meta.concrete_fields if field.name not in _IDENTITY]

COUNTED = ("is_public", "visible_from", "visible_until", "tree_path", "section_key", "locale")
"""Columns by which a page counts in what is listed above it."""

NAMED = (*COUNTED, "path", "title")
"""Columns by which a page is named in what embeds it as an ancestor."""


def rebuild(page_ids: Iterable[int], *, now: datetime, anew: bool = False) -> list[Built]:
    """Builds and writes the documents of these pages; those that should have none lose theirs.

    With `anew` what to read next is looked for again. To be called inside `transactions.content_changes`.
    """
    ids = list(dict.fromkeys(page_ids))
    return write(build(ids, now=now, anew=ids if anew else ()), page_ids=ids, now=now)


def write(found: list[Built], *, page_ids: Collection[int], now: datetime) -> list[Built]:
    """Makes the stored documents of these pages equal to the built ones."""
    before = _stored(page_ids)
    for built in found:
        built.document.modified_at = _modified_at(before.get(built.key), built, now)
    _write(found)
    vanished = [row for key, row in before.items() if key not in {built.key for built in found}]
    _remove(vanished, now=now)
    _lift_tombstones(found, now=now)
    _mark_lists(before, found, vanished)
    return found


def analyse() -> None:
    """Tells PostgreSQL what was loaded: by itself it looks a minute later, and plans badly until then."""
    if connection.vendor != "postgresql":
        return
    tables = (each._meta.db_table for each in (Document, DocumentTerm, DocumentText, DocumentDependency))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


def _stored(page_ids: Collection[int]) -> dict[tuple[int, int], Document]:
    columns = ("page_id", "site_id", "page_type", "etag", "modified_at", *NAMED)
    rows = Document.objects.filter(page_id__in=page_ids).only(*columns)
    return {(row.page_id, row.site_id): row for row in rows}


def _modified_at(before: Document | None, built: Built, now: datetime) -> datetime:
    return before.modified_at if before is not None and before.etag == built.document.etag else now


def _write(found: list[Built]) -> None:
    if not found:
        return
    for built in found:
        built.document.content_version = next_version()
    Document.objects.bulk_create(
        [built.document for built in found],
        update_conflicts=True,
        unique_fields=list(_KEY_FIELDS),
        update_fields=_WRITTEN,
    )
    by_id = {built.document.pk: built for built in found}
    _write_texts(by_id)
    terms = _replace(DocumentTerm, {pk: built.terms for pk, built in by_id.items()}, ("kind", "value"))
    _mark_sections(terms)
    _replace(
        DocumentDependency,
        {pk: {(key,) for key in built.keys} for pk, built in by_id.items()},
        ("key",),
    )


def _write_texts(found: dict[int, Built]) -> None:
    """The database keeps the search index by these rows, in this transaction."""
    DocumentText.objects.bulk_create(
        [
            DocumentText(document_id=pk, locale=built.document.locale, **built.texts)
            for pk, built in found.items()
        ],
        update_conflicts=True,
        unique_fields=["document"],
        update_fields=["locale", "title", "standfirst", "names", "body"],
    )


def _replace(
    model: type[Model], wanted: dict[int, Collection[tuple[str, ...]]], columns: tuple[str, ...]
) -> set[tuple[str, ...]]:
    """Makes the rows of these documents equal to what is wanted, touching only what differs; returns that."""
    rows: QuerySet[Any] = model._default_manager.filter(document_id__in=wanted)
    present: dict[int, dict[tuple[str, ...], int]] = defaultdict(dict)
    for pk, document_id, *values in rows.values_list("pk", "document_id", *columns):
        present[document_id][tuple(values)] = pk
    stale = {
        pk: value
        for each, found in present.items()
        for value, pk in found.items()
        if value not in wanted[each]
    }
    if stale:
        model._default_manager.filter(pk__in=stale).delete()
    missing = [
        (each, value)
        for each, values in wanted.items()
        for value in values
        if value not in present.get(each, {})
    ]
    model._default_manager.bulk_create(
        [model(document_id=each, **dict(zip(columns, value, strict=True))) for each, value in missing],
        batch_size=500,
    )
    return {*stale.values(), *(value for _, value in missing)}


def _mark_sections(terms: set[tuple[str, ...]]) -> None:
    """Sections that documents came into or left, found by their keys."""
    section_keys = {value for kind, value in terms if kind == DocumentTerm.SECTION}
    if section_keys:
        Document.objects.sections().filter(section_key__in=section_keys, dirty=False).update(dirty=True)


def _remove(rows: list[Document], *, now: datetime) -> None:
    if rows:
        bury(rows, now=now)
        Document.objects.filter(pk__in=[row.pk for row in rows]).delete()


def bury(rows: Iterable[Document], *, now: datetime, for_good: bool = False) -> None:
    """A tombstone for each of these that the public could see, or could until its time was up.

    With `for_good`, when pages are deleted, also at the addresses that they had before.
    """
    gone = {(row.site_id, row.path, row.page_id) for row in rows if row.is_public and row.visible_from <= now}
    for batch in _batches(sorted(gone)):
        former = forwarding.old_addresses({page_id for _, _, page_id in batch}) if for_good else set()
        _bury([*batch, *sorted(former)], now)
        forwarding.give_way(batch)


_BURIED_AT_ONCE = 400


def _batches(places: list[tuple[int, str, int]]) -> Iterator[list[tuple[int, str, int]]]:
    return (places[start : start + _BURIED_AT_ONCE] for start in range(0, len(places), _BURIED_AT_ONCE))


def _bury(places: list[tuple[int, str, int]], now: datetime) -> None:
    Tombstone.objects.bulk_create(
        [
            Tombstone(site_id=site_id, path=path, page_id=page_id, gone_at=now)
            for site_id, path, page_id in places
        ],
        update_conflicts=True,
        unique_fields=["site", "path"],
        update_fields=["page_id", "gone_at"],
        batch_size=200,
    )


def _lift_tombstones(found: list[Built], *, now: datetime) -> None:
    paths: dict[int, list[str]] = defaultdict(list)
    for built in found:
        if built.document.is_visible(now):
            paths[built.document.site_id].append(built.document.path)
    for site_id, of_site in paths.items():
        Tombstone.objects.filter(site_id=site_id, path__in=of_site).delete()


def _mark_lists(
    before: dict[tuple[int, int], Document], found: list[Built], vanished: list[Document]
) -> None:
    """Sections show how many articles they hold and which sections: stale when one comes, goes or moves."""
    changed = [each.document for each in found if _is_listed_anew(before.get(each.key), each.document)]
    old = [before[(each.page_id, each.site_id)] for each in changed if (each.page_id, each.site_id) in before]
    mark(list_keys([*changed, *old, *vanished]))


def _is_listed_anew(old: Document | None, new: Document) -> bool:
    if new.page_type not in (ARTICLE, SECTION):
        return False
    return old is None or any(getattr(old, column) != getattr(new, column) for column in COUNTED)


def list_keys(rows: Iterable[Document]) -> set[str]:
    """The keys of every section that these stand in, from their places in the tree."""
    return {key for found in list_keys_by_place(rows).values() for key in found}


def changes_of(told: Told, now: datetime) -> list[PageChange]:
    """What pages did for readers, with the lists that they stand in; to be asked when all is told."""
    if told.worded is None:
        rows = [row for pair in told.pages.values() for row in pair if row is not None]
        told.worded = told.changes(now, list_keys_by_place(rows))
    return told.worded


def list_keys_by_place(rows: Iterable[Document]) -> dict[str, set[str]]:
    """The same for each place: one query."""
    above = {row.tree_path: _places_above(row.tree_path) for row in rows}
    places = {place for found in above.values() for place in found}
    if not places:
        return {}
    ids = dict(Page.objects.filter(path__in=places).values_list("path", "pk"))
    return {
        place: {keys.of_list(ids[each]) for each in found if each in ids} for place, found in above.items()
    }


def _places_above(tree_path: str) -> list[str]:
    return [tree_path[:length] for length in range(Page.steplen, len(tree_path), Page.steplen)]


def mark(dependency_keys: Iterable[str], *, but_of: int | None = None) -> int:
    """Every document that embeds one of these is stale, but those of one page: one UPDATE."""
    wanted = set(dependency_keys)
    if not wanted:
        return 0
    rows = Document.objects.depending_on(wanted).filter(dirty=False)
    if but_of is not None:
        rows = rows.exclude(page_id=but_of)
    return rows.update(dirty=True)
