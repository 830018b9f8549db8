"""What the blocks of a body accept and refuse."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StreamValue

from articles import blocks, links
from articles.models import ArticlePage
from tests import newsroom

pytestmark = pytest.mark.django_db

NAMES = [
    "paragraph",
    "heading",
    "image",
    "gallery",
    "quote",
    "embed",
    "related_link",
    "document",
    "table",
    "fact_box",
    "faq",
    "timeline",
    "audio",
    "video",
    "call_to_action",
    "divider",
    "slot",
    "form",
]


def test_a_body_is_made_of_these_blocks() -> None:
    assert list(blocks.BodyBlocks().child_blocks) == NAMES


def test_a_text_that_stayed_empty_is_dropped() -> None:
    body = blocks.BodyBlocks()
    value = body.normalize([("paragraph", "<p> </p>"), ("paragraph", "<p>Satu</p>"), ("divider", None)])
    cleaned = body.clean(value)
    assert [child.block_type for child in cleaned] == ["paragraph", "divider"]
    assert cleaned[0].value.source == "<p>Satu</p>"


@pytest.mark.parametrize("level", ["2", "3", "4"])
def test_headings_have_levels_two_to_four(level: str) -> None:
    assert clean("heading", {"level": level, "text": "Dua hal"})["level"] == level


@pytest.mark.parametrize("level", ["1", "5", "", "x"])
def test_other_levels_are_refused(level: str) -> None:
    assert refused("heading", {"level": level, "text": "Dua hal"}) == ["level"]


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        ({}, ["page", "url"]),
        ({"page": "article", "url": "https://example.org/", "title": "Dua"}, ["page", "url"]),
        ({"url": "https://example.org/"}, ["title"]),
        ({"url": "ftp://example.org/", "title": "Berkas"}, ["url"]),
        ({"url": "javascript:alert(1)", "title": "Berkas"}, ["url"]),
    ],
)
def test_a_related_link_has_exactly_one_target(value: dict[str, Any], fields: list[str]) -> None:
    if value.get("page"):
        value = {**value, "page": newsroom.article(newsroom.section("Satu"))}
    assert refused("related_link", value) == fields


def test_a_related_link_to_a_page_needs_no_title() -> None:
    article = newsroom.article(newsroom.section("Satu"))
    assert clean("related_link", {"page": article, "url": "", "title": ""})["page"].pk == article.pk


def test_a_slot_is_one_that_exists() -> None:
    assert clean("slot", {"code": "article-bottom-1"})["code"] == "article-bottom-1"
    assert refused("slot", {"code": "nowhere"}) == ["code"]


def test_a_gallery_holds_at_least_one_image() -> None:
    image = {"image": newsroom.image(), "alt": "", "caption": "", "credit": "", "decorative": False}
    child = blocks.BodyBlocks().child_blocks["gallery"]
    assert len(child.clean(child.normalize({"title": "", "images": [image, image]}))["images"]) == 2
    with pytest.raises(ValidationError):
        child.clean(child.normalize({"title": "", "images": []}))


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ({"code": "article-bottom-1", "position": "after_body", "paragraph": 3}, "after_body"),
        ({"code": "article-bottom-1", "position": "after_paragraph", "paragraph": 3}, "after_paragraph:3"),
    ],
)
def test_a_slot_row_names_its_place(row: dict[str, Any], place: str) -> None:
    child = blocks.SlotRowBlock()
    assert child.clean(child.normalize(row)).place == place


def test_a_place_after_a_paragraph_needs_its_number() -> None:
    child = blocks.SlotRowBlock()
    with pytest.raises(ValidationError) as error:
        child.clean(child.normalize({"code": "article-bottom-1", "position": "after_paragraph"}))
    assert list(error.value.block_errors) == ["paragraph"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//example.org", "x"])
def test_links_go_to_the_web_a_mailbox_or_a_telephone(address: str) -> None:
    child = links.LinkBlock()
    with pytest.raises(ValidationError):
        child.clean(child.normalize({"name": "X", "url": address}))


def test_raw_values_of_every_block_come_back_as_they_were() -> None:
    image, section = newsroom.image(), newsroom.section("Satu")
    target = newsroom.article(section)
    body = [
        ("heading", {"level": "3", "text": "Sub"}),
        ("image", {"image": image, "alt": "A", "caption": "B", "credit": "C", "decorative": False}),
        ("quote", {"text": "<p>Kata</p>", "attribution": "Tatang", "role": ""}),
        ("related_link", {"title": "", "page": target, "url": ""}),
        ("divider", None),
        ("slot", {"code": "article-bottom-1"}),
    ]
    stored = ArticlePage.objects.get(pk=newsroom.article(section, body=body).pk).body
    assert isinstance(stored, StreamValue)
    assert [block.block_type for block in stored] == [name for name, _value in body]
    assert stored[1].value["image"] == image
    assert stored[3].value["page"].pk == target.pk


def clean(name: str, value: dict[str, Any]) -> Any:
    child = blocks.BodyBlocks().child_blocks[name]
    return child.clean(child.normalize(value))


def refused(name: str, value: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as error:
        clean(name, value)
    return sorted(error.value.block_errors)


def cells(*rows: list[str]) -> dict[str, Any]:
    columns = [{"type": "text", "heading": ""} for _ in (rows[0] if rows else ())]
    return {"columns": columns, "rows": [{"values": list(row)} for row in rows], "caption": ""}


def test_a_table_has_a_cell_and_at_most_two_hundred_rows_of_twenty() -> None:
    assert clean("table", {"cells": cells(["<p>x</p>"]), "names_rows": False})["cells"].rows
    assert refused("table", {"cells": cells(), "names_rows": False}) == ["cells"]
    assert refused("table", {"cells": cells(*[["x"]] * 201), "names_rows": False}) == ["cells"]
    assert refused("table", {"cells": cells(["x"] * 21), "names_rows": False}) == ["cells"]


@pytest.mark.parametrize("kind", ["faq", "timeline"])
def test_a_list_of_questions_or_moments_is_not_empty(kind: str) -> None:
    assert refused(kind, {"items": []}) == ["items"]


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("audio", {"url": ""}),
        ("audio", {"url": "https://cdn.example/a.mp4"}),
        ("video", {"url": "https://cdn.example/a.mp3"}),
        ("video", {"url": "https://cdn.example/watch"}),
    ],
)
def test_a_player_plays_what_browsers_play(kind: str, source: dict[str, Any]) -> None:
    assert refused(kind, player(source)) == ["sources"]


@pytest.mark.parametrize(("kind", "end"), [("audio", "mp3"), ("video", "mp4"), ("video", "webm")])
def test_a_player_takes_an_address_or_a_document(kind: str, end: str) -> None:
    from wagtail.documents.models import Document

    document = Document.objects.create(title="R", file=f"documents/r.{end}")
    for source in ({"url": f"https://cdn.example/a.{end}?b=1"}, {"document": document, "url": ""}):
        assert len(clean(kind, player(source))["sources"]) == 1


def player(source: dict[str, Any]) -> dict[str, Any]:
    return {"title": "R", "sources": [{"document": None, **source}], "transcript": "", "poster": None}


def test_a_call_to_action_has_exactly_one_target() -> None:
    assert refused("call_to_action", {"text": "", "label": "Daftar", "page": None, "url": ""}) == [
        "page",
        "url",
    ]
    address = {"text": "", "label": "Daftar", "page": None, "url": "https://example.org/"}
    assert clean("call_to_action", address)["url"] == "https://example.org/"
