"""Every block of a body in its public form, in the feeds, in search, and in the words that are counted."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.core.files.base import ContentFile
from jsonschema import Draft202012Validator
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from api.http import openapi
from api.syndication.body import html_of
from tests import newsroom
from tests.api.calls import read

pytestmark = pytest.mark.django_db

API = "http://127.0.0.1:8000"
ROOT = "http://127.0.0.1:3000"


def table(*rows: list[str], headings: list[str] | None = None, names_rows: bool = False) -> dict[str, Any]:
    headings = headings or [""] * len(rows[0])
    cells = {
        "columns": [{"type": "text", "heading": heading} for heading in headings],
        "rows": [{"values": list(row)} for row in rows],
        "caption": "Ongkos",
    }
    return {"cells": cells, "names_rows": names_rows}


def publish(*blocks: tuple[str, Any], **fields: Any) -> dict[str, Any]:
    """The public detail of an article with this body, its stored ids numbered from `b1`."""
    body = [{"type": kind, "value": value, "id": f"b{n}"} for n, (kind, value) in enumerate(blocks, start=1)]
    article = newsroom.article(newsroom.section("Berita"), body=body, **fields)
    return read(f"articles/{article.pk}/")


def value_of(kind: str, value: Any) -> Any:
    """The public value of one block, None where it is left out."""
    body = publish((kind, value))["body"]
    return body[0]["value"] if body else None


def file(name: str = "rekaman.mp3", **fields: Any) -> Document:
    return Document.objects.create(title=name, file=ContentFile(b"x", name), file_size=1, **fields)


def private_collection() -> Collection:
    collection = Collection.get_first_root_node().add_child(name="Rahasia")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection


@pytest.mark.parametrize(
    ("headings", "names_rows", "header", "row_count"),
    [
        (["Negara", "Ongkos"], False, "row", 2),
        (["Negara", "Ongkos"], True, "both", 2),
        (["", ""], True, "column", 1),
        (["", ""], False, "none", 1),
    ],
)
def test_a_table_says_where_its_headers_are(headings, names_rows, header, row_count) -> None:
    found = value_of(
        "table", table(["<p>Taiwan</p>", "<p><b>0</b></p>"], headings=headings, names_rows=names_rows)
    )
    assert (found["caption"], found["header"], len(found["rows"])) == ("Ongkos", header, row_count)
    assert found["rows"][-1] == [
        {"html": "<p>Taiwan</p>", "text": "Taiwan"},
        {"html": "<p><b>0</b></p>", "text": "0"},
    ]


def test_a_heading_of_a_column_is_text_not_html() -> None:
    found = value_of("table", table(["<p>x</p>"], headings=["A & <b>"]))
    assert found["rows"][0] == [{"html": "A &amp; &lt;b&gt;", "text": "A & <b>"}]


def test_a_fact_box_holds_paragraphs_and_lists_with_ids_of_their_own() -> None:
    found = value_of("fact_box", {"title": "Syarat", "text": "<p>Dua hal.</p><ol><li>satu</li></ol>"})
    assert found == {
        "title": "Syarat",
        "blocks": [
            {"id": "b1-1", "type": "paragraph", "value": {"html": "<p>Dua hal.</p>", "text": "Dua hal."}},
            {
                "id": "b1-2",
                "type": "list",
                "value": {"ordered": True, "items": [{"html": "satu", "text": "satu"}]},
            },
        ],
    }


def test_questions_are_plain_text() -> None:
    found = value_of(
        "faq", {"items": [{"question": "Siapa?", "answer": "A & B\n\nC"}, {"question": "?", "answer": ""}]}
    )
    assert found == {"items": [{"question": "Siapa?", "answer": "A & B\n\nC"}]}


def test_a_moment_of_a_timeline_is_utc() -> None:
    """A stored time without a zone is of the newsroom's: midnight in Jakarta."""
    items = [
        {"at": "2026-08-17T00:00:00", "title": "Merdeka", "text": "<p>Kata.</p>"},
        {"at": "2026-08-17T05:00:00Z", "title": "Siang", "text": ""},
    ]
    assert value_of("timeline", {"items": items})["items"] == [
        {"at": "2026-08-16T17:00:00Z", "title": "Merdeka", "html": "<p>Kata.</p>", "text": "Kata."},
        {"at": "2026-08-17T05:00:00Z", "title": "Siang", "html": "", "text": ""},
    ]


@pytest.mark.parametrize(
    ("kind", "name", "mime"),
    [
        ("audio", "a.mp3", "audio/mpeg"),
        ("audio", "a.webm", "audio/webm"),
        ("video", "a.webm", "video/webm"),
        ("video", "a.MP4", "video/mp4"),
    ],
)
def test_a_player_names_its_files_and_their_types(kind: str, name: str, mime: str) -> None:
    stored = file(name)
    sources = [
        {"document": stored.pk, "url": ""},
        {"document": None, "url": f"https://cdn.example/x/{name}?a=1"},
    ]
    assert value_of(kind, {"title": "Rekaman", "sources": sources, "duration_seconds": 12}) == {
        "title": "Rekaman",
        "sources": [
            {"url": f"{API}{stored.url}", "type": mime},
            {"url": f"https://cdn.example/x/{name}?a=1", "type": mime},
        ],
        "poster": None,
        "transcript": "",
        "duration_seconds": 12,
    }


def test_the_poster_of_a_player_is_an_image() -> None:
    image = newsroom.image("Studio")
    source = {"url": "https://cdn.example/a.mp4"}
    found = value_of(
        "video", {"title": "Film", "sources": [source], "poster": image.pk, "transcript": "Kata."}
    )
    assert (found["poster"]["id"], found["poster"]["alt"]) == (image.pk, "Studio, dilihat dari depan")
    assert (found["transcript"], found["duration_seconds"]) == ("Kata.", None)


def test_a_player_whose_files_are_private_is_left_out() -> None:
    stored = file(collection=private_collection())
    assert value_of("audio", {"title": "Rekaman", "sources": [{"document": stored.pk}]}) is None


def test_a_call_to_action_leads_to_a_page_or_an_address() -> None:
    target = newsroom.article(newsroom.section("Panduan"), title="Cara Mendaftar")
    words = {"text": "Sudah siap?", "label": "Daftar"}
    path = "/panduan/cara-mendaftar/"
    assert value_of("call_to_action", {**words, "page": target.pk, "url": ""}) == {
        **words, "path": path, "url": ROOT + path,
    }  # fmt: skip
    assert value_of("call_to_action", {**words, "page": None, "url": "https://example.org/"}) == {
        **words, "path": None, "url": "https://example.org/",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["call_to_action", "related_link"])
def test_what_leads_to_a_hidden_page_is_left_out(kind: str) -> None:
    target = newsroom.article(newsroom.section("Panduan"), publish=False)
    assert value_of(kind, {"text": "", "title": "", "label": "Daftar", "page": target.pk, "url": ""}) is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("call_to_action", {"label": "x", "url": "javascript:alert(1)"}),
        ("related_link", {"title": "x", "url": "javascript:alert(1)"}),
        ("embed", {"url": "javascript:alert(1)", "facts": {}}),
        ("audio", {"title": "x", "sources": [{"url": "javascript:alert(1)"}]}),
    ],
)
def test_an_address_that_is_none_of_the_web_is_left_out(kind: str, value: dict[str, Any]) -> None:
    assert value_of(kind, value) is None


FACTS = {
    "provider": "youtube",
    "provider_name": "YouTube",
    "title": "Pelatihan",
    "html": '<iframe src="https://www.youtube.com/embed/abc"></iframe><script src="https://evil.example/x.js"></script>',
    "embed_url": "https://www.youtube.com/embed/abc?a=1&b=2",
    "thumbnail": "https://i.ytimg.com/vi/abc/hqdefault.jpg",
    "width": 200,
    "height": 113,
}


def test_an_embed_is_a_frame_of_ours_and_says_what_it_needs() -> None:
    url = "https://www.youtube.com/watch?v=abc"
    assert value_of("embed", {"url": url, "title": 'Kelas "A"', "facts": FACTS}) == {
        "provider": "youtube",
        "provider_name": "YouTube",
        "url": url,
        "title": 'Kelas "A"',
        "embed_url": "https://www.youtube.com/embed/abc?a=1&b=2",
        "thumbnail": "https://i.ytimg.com/vi/abc/hqdefault.jpg",
        "aspect_ratio": 1.7699,
        "html": '<iframe src="https://www.youtube.com/embed/abc?a=1&amp;b=2" title="Kelas &quot;A&quot;"'
        ' sandbox="allow-scripts allow-same-origin allow-popups allow-presentation"'
        ' referrerpolicy="strict-origin" loading="lazy" allowfullscreen></iframe>',
        "script_url": "",
        "consent": "marketing",
    }


@pytest.mark.parametrize(
    ("facts", "html", "script_url", "consent"),
    [
        ({}, None, "", None),
        ({"html": '<blockquote>x</blockquote><script async src="//platform.example/w.js"></script>'},
         None, "https://platform.example/w.js", "marketing"),
        ({"embed_url": "javascript:alert(1)"}, None, "", None),
        ({"embed_url": "http://old.example/frame"}, None, "", None),
        ({"embed_url": "https://www.youtube-nocookie.com/embed/abc"}, True, "", "functional"),
    ],
)  # fmt: skip
def test_an_embed_without_a_frame_has_no_html(facts, html, script_url, consent) -> None:
    found = value_of("embed", {"url": "https://example.org/1", "title": "", "facts": facts})
    assert (found["script_url"], found["consent"]) == (script_url, consent)
    assert found["html"] is None if html is None else found["html"].startswith("<iframe src=")


def every_block() -> list[tuple[str, Any]]:
    image, stored = newsroom.image().pk, file()
    target = newsroom.article(newsroom.section("Panduan"), title="Cara Mendaftar").pk
    picture = {"image": image, "alt": "", "caption": "Keterangan", "credit": "Foto"}
    return [
        ("paragraph", "<p>satu dua</p><ul><li>tiga</li></ul>"),
        ("heading", {"level": "2", "text": "empat"}),
        ("image", picture),
        ("gallery", {"title": "Galeri", "images": [{"type": "item", "value": picture, "id": "g"}]}),
        ("quote", {"text": "<p>lima</p>", "attribution": "Ani", "role": "Guru"}),
        ("embed", {"url": "https://example.org/1", "title": "Peta", "facts": FACTS}),
        ("related_link", {"title": "", "page": target, "url": ""}),
        ("document", {"title": "Berkas", "document": stored.pk}),
        ("table", table(["<p>enam</p>", "<p>tujuh</p>"], headings=["delapan", ""])),
        ("fact_box", {"title": "sembilan", "text": "<p>sepuluh</p>"}),
        ("faq", {"items": [{"question": "sebelas?", "answer": "dua belas"}]}),
        ("timeline", {"items": [{"at": "2026-08-17T00:00:00", "title": "tiga belas",
                                 "text": "<p>kemerdekaan</p>"}]}),
        ("audio", {"title": "Siniar", "sources": [{"document": stored.pk}],
                   "transcript": "terdengar gamelan"}),
        ("video", {"title": "Film", "sources": [{"url": "https://cdn.example/a.mp4"}], "poster": image,
                   "duration_seconds": 90}),
        ("call_to_action", {"text": "Ayo", "label": "Daftar", "page": target, "url": ""}),
        ("divider", None),
        ("slot", {"code": "article-inline-1"}),
        ("form", {"code": "kontak"}),
    ]  # fmt: skip


KINDS = [
    "paragraph", "list", "heading", "image", "gallery", "quote", "embed", "related_link", "document", "table",
    "fact_box", "faq", "timeline", "audio", "video", "call_to_action", "divider", "slot", "form",
]  # fmt: skip


def test_every_block_is_as_the_openapi_says_it() -> None:
    detail = publish(*every_block())
    assert [block["type"] for block in detail["body"]] == KINDS
    schema = {"$ref": "#/components/schemas/ArticleDetail", "components": openapi.document()["components"]}
    assert [error.message for error in Draft202012Validator(schema).iter_errors(detail)] == []


def test_the_words_of_boxes_count_and_those_of_captions_and_buttons_do_not() -> None:
    assert publish(*every_block())["word_count"] == 16


def test_search_finds_the_words_of_boxes_and_transcripts() -> None:
    found = publish(*every_block())["id"]
    for word in ("kemerdekaan", "sepuluh", "gamelan", "siniar", "ongkos"):
        assert [item["id"] for item in read("search/", q=word)["items"]] == [found], word


def test_nodes_stand_in_place_of_html_in_every_block() -> None:
    article = publish(*every_block())["id"]
    body = {
        block["type"]: block["value"]
        for block in read(f"articles/{article}/", rich_text_format="json")["body"]
    }
    assert b'"html":"<p' not in orjson.dumps(body)
    assert body["table"]["rows"][1][0] == {
        "nodes": [{"type": "text", "text": "enam", "marks": []}],
        "text": "enam",
    }
    assert body["fact_box"]["blocks"][0]["value"]["text"] == "sepuluh"
    assert body["timeline"]["items"][0]["nodes"][0]["text"] == "kemerdekaan"


def test_feeds_carry_every_block_that_text_can_carry() -> None:
    html = html_of(publish(*every_block())["body"], root_url=ROOT)
    for part in (
        "<table><caption>Ongkos</caption><tr><th>delapan</th><th></th></tr>"
        "<tr><td><p>enam</p></td><td><p>tujuh</p></td></tr></table>",
        "<aside><p><strong>sembilan</strong></p><p>sepuluh</p></aside>",
        "<p><strong>sebelas?</strong></p><p>dua belas</p>",
        '<ul><li><time datetime="2026-08-16T17:00:00Z">2026-08-17</time>: '
        "<strong>tiga belas</strong> <p>kemerdekaan</p></li></ul>",
        '<p><a href="https://cdn.example/a.mp4">Film</a></p>',
        f'<p>Ayo</p><p><a href="{ROOT}/panduan/cara-mendaftar/">Daftar</a></p>',
    ):
        assert part in html, part


def test_questions_and_films_are_told_to_search_engines() -> None:
    detail = publish(*every_block())
    article, faq, film = orjson.loads(detail["seo"]["json_ld"])
    assert article["@type"] == "NewsArticle"
    assert faq == {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": "sebelas?",
                "acceptedAnswer": {"@type": "Answer", "text": "dua belas"},
            }
        ],
    }
    assert (film["@type"], film["name"], film["duration"]) == ("VideoObject", "Film", "PT90S")
    assert film["contentUrl"] == "https://cdn.example/a.mp4"
    assert film["uploadDate"] == detail["published_at"]


def test_a_changed_picture_page_or_file_of_a_box_shows_at_once() -> None:
    image, stored = newsroom.image("Studio"), file("a.mp3")
    target = newsroom.article(newsroom.section("Panduan"), title="Cara Mendaftar")
    article = publish(
        ("video", {"title": "F", "sources": [{"url": "https://cdn.example/a.mp4"}], "poster": image.pk}),
        ("audio", {"title": "S", "sources": [{"document": stored.pk}, {"url": "https://cdn.example/a.mp3"}]}),
        ("call_to_action", {"text": "", "label": "Daftar", "page": target.pk, "url": ""}),
    )["id"]
    image.description = "Studio malam"
    image.save()
    stored.collection = private_collection()
    stored.save()
    target.unpublish()
    video, audio = read(f"articles/{article}/")["body"]
    assert video["value"]["poster"]["alt"] == "Studio malam"
    assert audio["value"]["sources"] == [{"url": "https://cdn.example/a.mp3", "type": "audio/mpeg"}]
