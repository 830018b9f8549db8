"""Pages that no editor makes: authors, topics, the archive, and what is said when there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Running, until

ARTICLE = "/pelatihan/umkm-digital/"
FEED = "link[type='application/rss+xml']"


def test_a_byline_leads_to_the_author_and_a_topic_to_its_articles(
    running: Running, open_page: Callable[..., Any]
) -> None:
    author = running.get("resolve/", path=ARTICLE)["page"]["authors"][0]
    detail = running.get(f"authors/{author['slug']}/")
    page = open_page()
    page.goto(running.portal + ARTICLE)
    page.locator(".byline a").first.click()
    page.wait_for_selector(".person h1")
    assert page.url == running.portal + author["path"]
    assert page.locator(".person h1").inner_text() == author["name"]
    assert page.locator(".person .listing-intro").inner_text() == detail["bio"]
    assert page.locator(".listing-facts span").inner_text() == f"{detail['article_count']} artikel"
    assert page.locator("link[rel=canonical]").get_attribute("href") == detail["seo"]["canonical"]
    assert page.locator(FEED).get_attribute("href") == f"/feeds/author/{author['slug']}/rss.xml"
    topic = page.locator(".beside .chips a").first
    name = topic.inner_text()
    topic.click()
    page.wait_for_selector(".listing-head h1")
    assert page.locator(".listing-head h1").inner_text() == name
    assert page.locator(".listing .card").count() > 0


@pytest.mark.parametrize(
    "path", ["/penulis/tidak-ada/", "/topik/tidak-ada/", "/arsip/1999/01/", "/arsip/2026/13/"]
)
def test_who_wrote_nothing_and_what_is_empty_is_not_found(
    running: Running, open_page: Callable[..., Any], path: str
) -> None:
    page = open_page()
    page.goto(running.portal + path)
    page.wait_for_selector(".notice-code")
    assert page.locator(".notice-code").inner_text() == "404"


def test_a_feed_is_a_feed_of_this_host(running: Running, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto(f"{running.portal}/pelatihan/")
    address = page.locator(".listing-head .feed").get_attribute("href")
    assert address == "/feeds/pelatihan/rss.xml"
    answer = page.request.get(running.portal + address)
    assert answer.headers["content-type"].startswith("application/rss+xml")
    assert f"{running.portal}/pelatihan/" in answer.text()


def test_the_archive_counts_each_month_and_leads_to_its_articles(
    running: Running, open_page: Callable[..., Any]
) -> None:
    months = running.get("archive/")
    page = open_page(PHONE)
    page.goto(f"{running.portal}/arsip/")
    page.wait_for_selector(".months a")
    counts = [f"{each['article_count']} artikel" for each in months]
    assert page.locator(".months .quiet").all_inner_texts() == counts
    page.locator(".months a").first.click()
    page.wait_for_selector(".crumbs a")
    newest = months[0]
    assert page.url == f"{running.portal}/arsip/{newest['year']}/{newest['month']:02}/"
    assert page.locator(".listing-facts").inner_text() == counts[0]
    shown = page.locator(".listing .card").count()
    assert shown == min(newest["article_count"], 8)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_archive_of_a_section_stays_with_it(running: Running, open_page: Callable[..., Any]) -> None:
    months = running.get("archive/", section="pelatihan")
    page = open_page()
    page.goto(f"{running.portal}/arsip/")
    page.click(".chips a:text-is('Pelatihan')")
    until(page, f"document.querySelectorAll('.months a').length === {len(months)}")
    page.wait_for_selector(".chips a[aria-current]:text-is('Pelatihan')")
    page.locator(".months a").first.click()
    page.wait_for_selector(".crumbs a")
    assert page.locator(".listing-facts").inner_text() == f"{months[0]['article_count']} artikel"
    assert page.url.endswith("/?section=pelatihan")


def test_a_mistyped_address_is_answered_with_what_it_sounds_like(
    running: Running, open_page: Callable[..., Any]
) -> None:
    title = running.get("resolve/", path=ARTICLE)["page"]["title"]
    page = open_page()
    page.goto(f"{running.portal}/umkm/pelatihan-digital-umkm/")
    page.wait_for_selector(".notice h1")
    assert page.locator(".zone-title").inner_text() == "Mungkin ini yang Anda cari"
    assert title in page.locator(".grid .card-link").all_inner_texts()


@pytest.mark.parametrize("path", ["/%E0%A4%A", "/pelatihan/umkm-digital/#%E0%A4%A"])
def test_an_address_that_nobody_can_read_breaks_nothing(
    running: Running, open_page: Callable[..., Any], path: str
) -> None:
    page = open_page()
    page.goto(running.portal + path)
    page.wait_for_selector(".notice h1, .article h1")
    assert page.locator(".notice-code").all_inner_texts() in ([], ["404"])


def test_while_the_api_is_away_the_page_says_so_and_opens_by_itself(
    running: Running, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    page.route(f"{running.api}/**", lambda route: route.fulfill(status=503, body="{}"))
    page.goto(running.portal + ARTICLE)
    page.wait_for_selector(".notice h1")
    assert page.locator(".notice-code").inner_text() == "503"
    assert page.locator(".notice h1").inner_text() == "Redaksi sedang tidak dapat dihubungi"
    assert page.locator("#wordmark").inner_text() == "Warta"
    assert page.locator("#colophon").is_hidden()
    page.unroute(f"{running.api}/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector(".article h1")


def test_a_reader_without_a_connection_is_told_so(running: Running, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto(f"{running.portal}/tentang-kami/")
    page.wait_for_selector(".article h1")
    page.context.set_offline(True)
    page.locator("#sections a").nth(1).click()
    page.wait_for_selector(".notice h1")
    assert page.locator(".notice h1").inner_text() == "Anda sedang luring"
    page.context.set_offline(False)
    page.wait_for_selector(".listing h1")
