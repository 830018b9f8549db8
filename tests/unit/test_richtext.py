"""Rich text in its public form."""

from __future__ import annotations

import pytest

from api.serializers.blocks import with_nodes
from api.serializers.richtext import Part, clean, display, items, linked_ids, nodes, split


def resolve(kind: str, target: int) -> dict[str, str]:
    return {"href": f"/{kind}/", "data-page": str(target)} if target == 43 else {}


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('<p><a linktype="page" id="43">a</a></p>', '<p><a href="/page/" data-page="43">a</a></p>'),
        ('<p><a linktype="page" id="44">a</a></p>', "<p><a>a</a></p>"),
        ('<p><a linktype="page" id="44" href="/hidden/">a</a></p>', "<p><a>a</a></p>"),
        ('<p><a linktype="page" id="x">a</a></p>', "<p><a>a</a></p>"),
        (
            '<p><a href="https://e.example/?a=1&amp;b=2">a</a></p>',
            '<p><a href="https://e.example/?a=1&amp;b=2">a</a></p>',
        ),
        ('<p><a href="javascript:alert(1)">a</a></p>', "<p><a>a</a></p>"),
        ('<p data-block-key="x" onclick="y()" style="z">a</p>', "<p>a</p>"),
        ('<p>a<img src="x" onerror="y()"><script>z</script></p>', "<p>a</p>"),
        ("<h2>a</h2>", "a"),
        ("<p>5 < 6 & 7</p>", "<p>5 &lt; 6 &amp; 7</p>"),
    ],
)
def test_display_html_is_safe_and_its_links_are_resolved(source, shown):
    assert display(source, resolve) == shown


def test_every_internal_link_is_found():
    source = '<p><a linktype="page" id="4">a</a> <a id="5" linktype="document">b</a> <a href="https://e.example/">c</a></p>'
    assert list(linked_ids(source)) == [("page", 4), ("document", 5)]


def test_rich_text_is_split_at_its_top_level():
    source = (
        "<p>a</p><ul><li>b<ul><li>c</li></ul></li></ul><p></p>"
        "<ol><li><p>d</p></li></ol>loose <b>e</b><p>f</p>"
    )
    assert list(split(clean(source))) == [
        Part("p", "<p>a</p>"),
        Part("ul", "<ul><li>b<ul><li>c</li></ul></li></ul>"),
        Part("ol", "<ol><li><p>d</p></li></ol>"),
        Part("p", "<p>loose <b>e</b></p>"),
        Part("p", "<p>f</p>"),
    ]


@pytest.mark.parametrize("source", ["", "<p></p>", "<p> <br></p>", "<ul><li></li></ul>"])
def test_what_is_empty_gives_no_part(source):
    assert list(split(clean(source))) == []


def test_items_keep_the_lists_inside_them():
    assert items("<ul><li>a<ol><li>b</li></ol></li><li></li><li>c</li></ul>") == ["a<ol><li>b</li></ol>", "c"]


def test_nodes_of_a_paragraph_are_its_inside():
    assert nodes('<p>a <b>b <i>c</i></b><br><a href="/x/" data-page="4">d</a><a>e</a></p>') == [
        {"type": "text", "text": "a ", "marks": []},
        {"type": "text", "text": "b ", "marks": ["bold"]},
        {"type": "text", "text": "c", "marks": ["bold", "italic"]},
        {"type": "break"},
        {"type": "link", "href": "/x/", "page": 4, "nodes": [{"type": "text", "text": "d", "marks": []}]},
        {"type": "link", "href": None, "page": None, "nodes": [{"type": "text", "text": "e", "marks": []}]},
    ]


def test_nodes_of_a_list_nest():
    assert nodes("a<ul><li>b &amp; c</li></ul>") == [
        {"type": "text", "text": "a", "marks": []},
        {
            "type": "list",
            "ordered": False,
            "items": [{"nodes": [{"type": "text", "text": "b & c", "marks": []}]}],
        },
    ]


def test_several_paragraphs_stay_paragraphs():
    assert [node["type"] for node in nodes("<p>a</p><p>b</p>")] == ["paragraph", "paragraph"]


def test_with_nodes_changes_rich_text_only():
    detail = {
        "body": [{"type": "paragraph", "value": {"html": "<p>a</p>", "text": "a"}}],
        "embed": {"html": "<iframe>"},
    }
    assert with_nodes(detail) == {
        "body": [
            {
                "type": "paragraph",
                "value": {"nodes": [{"type": "text", "text": "a", "marks": []}], "text": "a"},
            }
        ],
        "embed": {"html": "<iframe>"},
    }
