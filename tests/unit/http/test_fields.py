"""The `fields=` language: what it adds, takes away and refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http import fields
from api.http.parameters import Unfit

NAMES = {
    "id": {},
    "title": {},
    "body": {},
    "authors": {"name": {}, "slug": {}, "path": {}, "photo": {}},
    "meta": {"slug": {}, "html_url": {}},
}
STORED = {
    "id": 42,
    "meta": {"slug": "a", "html_url": "https://portal.example/a/"},
    "title": "Judul",
    "authors": [{"name": "Siti", "slug": "siti", "path": "/p/siti/", "photo": None}],
    "body": [],
}
CARD = frozenset({"id", "meta", "title", "authors"})


def picked(text, default=CARD):
    selection = fields.parse(text)
    fields.check(selection, NAMES)
    return fields.pick(selection, STORED, default=default)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("body", ["id", "meta", "title", "authors", "body"]),
        ("_,title", ["title"]),
        ("_", []),
        ("*", ["id", "meta", "title", "authors", "body"]),
        ("*,-body,-id", ["meta", "title", "authors"]),
        ("-meta", ["id", "title", "authors"]),
        ("_,title,id", ["id", "title"]),
    ],
)
def test_chooses_names_and_keeps_their_order(text, names):
    assert list(picked(text)) == names


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("_,authors(name)", {"name": "Siti"}),
        ("_,authors(_,slug)", {"slug": "siti"}),
        ("_,authors(-photo,-path)", {"name": "Siti", "slug": "siti"}),
        ("_,authors(*,-photo)", {"name": "Siti", "slug": "siti", "path": "/p/siti/"}),
    ],
)
def test_brackets_choose_inside_each_item(text, author):
    assert picked(text) == {"authors": [author]}


def test_brackets_choose_inside_an_object():
    assert picked("_,meta(html_url)") == {"meta": {"html_url": "https://portal.example/a/"}}


def test_null_stays_null_under_brackets():
    assert fields.pick(fields.parse("_,sponsor(name)"), {"sponsor": None}) == {"sponsor": None}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (",", "invalid"),
        ("title,", "invalid"),
        ("title,,id", "invalid"),
        ("title,_", "invalid"),
        ("-*", "invalid"),
        ("*(id)", "invalid"),
        ("authors()", "invalid"),
        ("authors(name", "invalid"),
        ("authors(photo(id))", "invalid"),
        ("-authors(name)", "invalid"),
        ("title(x)", "invalid"),
        ("title,title", "repeated_field"),
        ("title,-title", "repeated_field"),
        ("authors(" + ",".join("abcdefghijk") + ")", "too_many"),
        ("draft_title", "unknown_field"),
        ("authors(email)", "unknown_field"),
        ("authors__user", "unknown_field"),
        ("TITLE", "invalid"),
    ],
)
def test_refuses(text, code):
    with pytest.raises(Unfit) as caught:
        picked(text)
    assert caught.value.code == code


def test_unknown_name_lists_the_known_ones():
    with pytest.raises(Unfit) as caught:
        picked("nope")
    assert caught.value.allowed == ("authors", "body", "id", "meta", "title")


@pytest.mark.parametrize("text", ["_,title", "*,-body", "a,authors(name,-slug),-c", "_,authors(_,slug)"])
def test_canonical_text_is_the_text(text):
    assert str(fields.parse(text)) == text


@given(st.text(alphabet="ab_*-(),", max_size=30))
def test_any_text_is_parsed_or_refused(text):
    try:
        selection = fields.parse(text)
    except Unfit:
        return
    assert fields.parse(str(selection) or "_") is not None
