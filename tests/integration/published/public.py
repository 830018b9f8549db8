"""What the public gets, asked as the views ask: nothing here looks past the reading side."""

from __future__ import annotations

from typing import Any

import orjson

from api.published import queue, store
from api.published.builder import build
from api.published.models import Document
from api.published.portal import portal
from runtime import clock


def detail(page: Any) -> dict[str, Any] | None:
    """The detail of a page, None where it is hidden."""
    answer = store.detail(portal=portal(), now=clock.now(), page_id=page.pk)
    return None if answer is None else orjson.loads(answer.body or b"null")


def at(path: str) -> dict[str, Any] | None:
    answer = store.detail(portal=portal(), now=clock.now(), path=path)
    return None if answer is None else orjson.loads(answer.body or b"null")


def cards(**filters: str) -> list[dict[str, Any]]:
    """The cards of all visible articles, newest first; `section=`, `tag=`, `author=` narrow them."""
    now = clock.now()
    rows = Document.objects.of_site(portal().site_id).in_locale("id").articles().visible(now)
    narrow = {"section": rows.in_section, "tag": rows.tagged, "author": rows.by_author}
    for name, value in filters.items():
        rows = getattr(rows, narrow[name].__name__)(value)
    found = rows.cards().order_by("-published_at", "-page_id")
    return [orjson.loads(card.body) for card in store.cards(found, portal=portal(), now=now)]


def titles(**filters: str) -> list[str]:
    return [card["title"] for card in cards(**filters)]


def front(section_key: str | None = None) -> dict[str, Any] | None:
    answer = store.front(portal=portal(), locale="id", now=clock.now(), section_key=section_key)
    return None if answer is None else orjson.loads(answer.body or b"null")


def sections() -> list[dict[str, Any]]:
    answer = store.sections(portal=portal(), locale="id", now=clock.now())
    return orjson.loads(answer.body or b"null")["items"]


def section(key: str) -> dict[str, Any] | None:
    answer = store.section(portal=portal(), locale="id", key=key, now=clock.now())
    return None if answer is None else orjson.loads(answer.body or b"null")


def drain() -> int:
    return queue.drain(now=clock.now())


def differences() -> list[str]:
    """Clean documents that differ in bytes, columns, terms or dependencies from what is serialised live."""
    return list(queue.drift(now=clock.now()))


def dirty() -> set[int]:
    return set(Document.objects.filter(dirty=True).values_list("page_id", flat=True))


def live_bytes(page: Any) -> tuple[bytes, bytes]:
    [built] = build([page.pk], now=clock.now())
    return bytes(built.document.card), bytes(built.document.detail)


def stored_bytes(page: Any) -> tuple[bytes, bytes]:
    row = Document.objects.get(page_id=page.pk)
    return bytes(row.card), bytes(row.detail)
