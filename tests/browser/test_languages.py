"""The example portal in two languages: each address in its own, and the way from one to the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import PHONE, Running, until

ARTICLE = "/pelatihan/umkm-digital/"
TRANSLATION = "/en/training/rented-kitchen-digital-shop-window/"


def test_a_reader_goes_from_an_article_to_its_translation_and_on_in_its_language(
    running: Running, open_page: Callable[..., Any]
) -> None:
    page = open_page(PHONE)
    page.goto(running.portal + ARTICLE)
    page.wait_for_selector(".article")
    link = page.locator("#languages a[hreflang=en]")
    assert (link.get_attribute("lang"), link.get_attribute("href")) == ("en", TRANSLATION)
    assert page.locator(".also-in a[hreflang=en]").get_attribute("href") == TRANSLATION
    link.click()
    until(page, f"location.pathname === '{TRANSLATION}' && document.documentElement.lang === 'en'")
    page.wait_for_selector("#languages a[hreflang=en][aria-current]")
    assert page.locator(".dates span").inner_text() == "2 min read"
    assert page.locator("#tagline").text_content() == "News for and about Indonesian migrant workers"
    assert page.locator("#sections a").all_text_contents()[:3] == ["Home", "Training", "Protection"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.go_back()
    until(page, f"location.pathname === '{ARTICLE}' && document.documentElement.lang === 'id'")
    page.wait_for_selector("#languages a[hreflang=id][aria-current]")
    assert page.locator(".dates span").inner_text() == "2 menit baca"


def test_lists_and_notices_speak_the_language_of_their_address(
    running: Running, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    for path, title, other in [
        ("/en/topik/", "Topics", "/topik/"),
        ("/topik/", "Topik", "/en/topik/"),
        ("/en/penulis/", "Authors", "/penulis/"),
        ("/en/arsip/", "Archive", "/arsip/"),
        ("/en/nowhere/", "Page not found", "/"),
        ("/tiada/", "Halaman ini merantau entah ke mana", "/en/"),
    ]:
        page.goto(running.portal + path)
        page.wait_for_selector("#content h1")
        page.wait_for_selector("#languages a")
        assert page.locator("#content h1").inner_text() == title
        language = "en" if path.startswith("/en/") else "id"
        assert page.evaluate("document.documentElement.lang") == language
        assert page.locator(f"#languages a:not([hreflang={language}])").get_attribute("href") == other
