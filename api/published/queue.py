"""Builds stale documents anew, batch by batch, and compares what is stored with what should be."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, Q, When

from api.published.builder import BATCH, Built, build, schema_version
from api.published.live import is_stale
from api.published.models import SECTION, Document, DocumentDependency, DocumentTerm
from api.published.portal import VERSION, portals
from api.published.structure import wanted_page_ids
from api.published.transactions import changed, content_changes, lock
from api.published.writing import analyse, write
from runtime import versions
from runtime.progress import Tell, silent

log = logging.getLogger("warta.published")

AT_MOST = 5_000
_ATTEMPTS = 3
AT_ONCE = 250
"""Of all documents: they share what they embed; an editor waits half a second for a write of so many."""


class Overtaken(Exception):
    """Content changed between reading and writing."""


def drain(*, now: datetime, at_most: int = AT_MOST) -> int:
    """Builds stale documents; a page that fails is logged and stays stale, the next ones are built."""
    _mark_other_shapes()
    done, failed = 0, set[int]()
    while done < at_most:
        page_ids = _next_batch(now, failed)
        if not page_ids:
            break
        done += _renew(page_ids, now=now, failed=failed)
    return done


_shape_marked: int | None = None


def _mark_other_shapes() -> None:
    """Once a process: its settings decide the shape."""
    global _shape_marked
    if _shape_marked != schema_version():
        Document.objects.exclude(schema_version=schema_version()).filter(dirty=False).update(dirty=True)
        _shape_marked = schema_version()


def _next_batch(now: datetime, failed: set[int]) -> list[int]:
    # Sections last: they count what is published below them.
    rows = Document.objects.filter(Q(dirty=True) | Q(valid_until__lte=now)).exclude(page_id__in=failed)
    order = Case(When(page_type=SECTION, then=1), default=0)
    return list(dict.fromkeys(rows.order_by(order, "pk").values_list("page_id", flat=True)[:BATCH]))


def _renew(page_ids: list[int], *, now: datetime, failed: set[int]) -> int:
    try:
        renew(page_ids, now=now)
    except Exception as error:
        if len(page_ids) == 1:
            log.exception("document of page %s failed", page_ids[0])
            failed.add(page_ids[0])
            return 0
        log.warning("a batch failed, building one by one: %s", type(error).__name__)
        return sum(_renew([page_id], now=now, failed=failed) for page_id in page_ids)
    return len(page_ids)


def renew(page_ids: list[int], *, now: datetime) -> None:
    """Builds outside of a transaction and writes inside one, again where content changed in between."""
    for _attempt in range(_ATTEMPTS):
        try:
            _build_then_write(page_ids, now=now)
            return
        except Overtaken:
            continue
    with content_changes():
        write(build(page_ids, now=now), page_ids=page_ids, now=now)
        changed()


def _build_then_write(page_ids: list[int], *, now: datetime) -> None:
    seen = versions.read(VERSION)
    found = build(page_ids, now=now)
    with transaction.atomic():
        if lock() != seen:
            raise Overtaken
        write(found, page_ids=page_ids, now=now)
        versions.bump(VERSION)


def rebuild_all(*, now: datetime, tell: Tell = silent) -> int:
    """Every document, and those that are missing."""
    page_ids = _all_page_ids()
    rebuild(page_ids, now=now, tell=tell)
    drain(now=now)
    return len(page_ids)


def rebuild(page_ids: list[int], *, now: datetime, tell: Tell = silent) -> None:
    """The documents of these pages, whether they are stale or not."""
    done = 0
    for batch in batched_lists(page_ids):
        _renew(batch, now=now, failed=set())
        done += len(batch)
        tell("documents", done, len(page_ids))
    analyse()


def _all_page_ids() -> list[int]:
    """Every page that has a document or should have one."""
    stored = Document.objects.values_list("page_id", flat=True)
    return list(dict.fromkeys([*wanted_page_ids(portals()), *stored]))


def batched_lists(page_ids: list[int]) -> Iterator[list[int]]:
    return (page_ids[start : start + AT_ONCE] for start in range(0, len(page_ids), AT_ONCE))


def drift(*, now: datetime) -> Iterator[str]:
    """A line for each document that differs from what should be stored and does not know it."""
    for batch in batched_lists(_all_page_ids()):
        yield from _drift(batch, now=now)


def _drift(page_ids: list[int], *, now: datetime) -> Iterator[str]:
    wanted = {built.key: built for built in build(page_ids, now=now)}
    rows = {(row.page_id, row.site_id): row for row in Document.objects.filter(page_id__in=page_ids)}
    stale = {key for key, row in rows.items() if is_stale(row, now)}
    ids = [row.pk for row in rows.values()]
    terms = _grouped(DocumentTerm.objects.filter(document_id__in=ids), "kind", "value")
    dependencies = _grouped(DocumentDependency.objects.filter(document_id__in=ids), "key")
    for key in sorted(wanted.keys() | rows.keys()):
        if key in stale:
            continue
        differences = _differences(wanted.get(key), rows.get(key), terms, dependencies)
        if differences:
            yield f"page {key[0]} on site {key[1]}: {', '.join(differences)}"


def _grouped(rows: Any, *columns: str) -> dict[int, set[tuple[str, ...]]]:
    grouped: dict[int, set[tuple[str, ...]]] = {}
    for document_id, *values in rows.values_list("document_id", *columns):
        grouped.setdefault(document_id, set()).add(tuple(values))
    return grouped


_UNCOMPARED = {"id", "related_at", "content_version", "modified_at", "dirty", "card", "detail"}


def _differences(
    wanted: Built | None,
    row: Document | None,
    terms: dict[int, set[tuple[str, ...]]],
    dependencies: dict[int, set[tuple[str, ...]]],
) -> list[str]:
    if wanted is None or row is None:
        return ["it should not exist" if wanted is None else "it is missing"]
    columns = [field.attname for field in Document._meta.concrete_fields if field.name not in _UNCOMPARED]
    found = [each for each in columns if getattr(row, each) != getattr(wanted.document, each)]
    found += [
        each for each in ("card", "detail") if bytes(getattr(row, each)) != getattr(wanted.document, each)
    ]
    if terms.get(row.pk, set()) != wanted.terms:
        found.append("terms")
    if dependencies.get(row.pk, set()) != {(key,) for key in wanted.keys}:
        found.append("dependencies")
    return found
