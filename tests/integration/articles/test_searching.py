"""Searching in the admin: whatever somebody types is a search."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from articles.searching import clean_query
from tests import newsroom

pytestmark = pytest.mark.django_db

SCREENS = [
    "wagtailadmin_pages:search",
    "wagtailadmin_explore_root",
    "wagtailimages:index",
    "wagtailimages_chooser:choose_results",
    "wagtaildocs:index",
    "wagtailadmin_choose_page_search",
]


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("banjir besar", "banjir besar"),
        ('"banjir" OR (besar*', "banjir OR besar"),
        ("\x00", ""),
        ("pra-kerja", "pra kerja"),
        ("x" * 999, "x" * 200),
    ],
)
def test_a_query_is_its_words(typed: str, cleaned: str) -> None:
    assert clean_query(typed) == cleaned


@pytest.mark.parametrize("typed", ['"', '"a" "b', "\x00", "NEAR(", "*", "'", ":", "AND", "🎉", "-"])
def test_every_stock_search_survives(login: Callable[..., Client], typed: str) -> None:
    newsroom.article(newsroom.section("Satu"))
    editor = login("Editors")
    for screen in SCREENS:
        assert editor.get(reverse(screen), {"q": typed}, follow=True).status_code in {200, 404}, screen


def test_stock_search_finds_an_article(login: Callable[..., Client]) -> None:
    newsroom.article(newsroom.section("Satu"), title="Banjir besar")
    answer = login("Editors").get(reverse("wagtailadmin_pages:search"), {"q": '"banjir'})
    assert "Banjir besar" in answer.content.decode()
