"""What is read most: views counted once, mapped to articles by the timer, shown while they are visible."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ads.counting import statistics
from ads.counting.accounting import hour_of
from ads.counting.models import PageView
from api.published import popular
from runtime import timers
from tests import newsroom
from tests.api.ads.calls import EVENTS, post
from tests.api.calls import call, problem, read

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"


@pytest.fixture
def articles(clock):
    section = newsroom.section("Berita")
    return [newsroom.article(section, title=title) for title in ("Satu", "Dua", "Tiga")]


def viewed(path: str, times: int, clock, *, hours_ago: int = 0) -> None:
    hour = hour_of(clock.now()) - timedelta(hours=hours_ago)
    PageView.objects.create(counted_hour=hour, path=path, view_count=times)


def titles(**query) -> list[str]:
    return [item["title"] for item in read("most-read/", **query)["items"]]


def ranked(clock) -> int:
    return popular.rank(now=clock.now())


def test_articles_stand_in_the_order_of_their_views(articles, clock):
    for path, times in (("/berita/satu/", 2), ("/berita/dua/", 5), ("/berita/", 99), ("/gone/", 7)):
        viewed(path, times, clock)
    assert ranked(clock) == 8
    found = read("most-read/")
    assert found["meta"] == {
        "total_count": 2, "next": None, "previous": None, "cursor": None, "window": "24h"
    }  # fmt: skip
    assert [item["title"] for item in found["items"]] == ["Dua", "Satu"]
    assert titles(limit=1) == ["Dua"]


def test_a_window_reaches_as_far_back_as_it_says(articles, clock):
    for path, hours_ago in (("/berita/satu/", 0), ("/berita/dua/", 20), ("/berita/tiga/", 100)):
        viewed(path, 1 + hours_ago, clock, hours_ago=hours_ago)
    ranked(clock)
    assert titles(window="1h") == ["Satu"]
    assert titles(window="24h") == ["Dua", "Satu"]
    assert titles(window="7d") == titles(window="30d") == ["Tiga", "Dua", "Satu"]


def test_of_the_hour_in_which_a_window_begins_its_minutes_inside_count(articles, clock):
    clock.advance(timedelta(minutes=45))
    viewed("/berita/satu/", 100, clock, hours_ago=1)
    viewed("/berita/dua/", 26, clock)
    ranked(clock)
    assert titles(window="1h") == ["Dua", "Satu"]


def test_a_hidden_article_leaves_at_once_and_keeps_its_place(articles, clock):
    viewed("/berita/satu/", 9, clock)
    viewed("/berita/dua/", 1, clock)
    ranked(clock)
    articles[0].unpublish()
    assert titles() == ["Dua"]


def test_a_ranking_is_made_anew_and_not_added_to(articles, clock):
    viewed("/berita/satu/", 9, clock)
    ranked(clock)
    PageView.objects.all().delete()
    ranked(clock)
    clock.advance(timedelta(minutes=2))
    assert titles() == []


def test_the_timer_ranks_what_readers_report(articles, clock):
    event = {"type": "page_view", "path": "/berita/tiga/"}
    assert post(EVENTS, {"events": [event]}, **{"User-Agent": BROWSER}).status_code == 204
    statistics.flush()
    assert timers.run("rank_most_read", now=clock.now()) is timers.Outcome.DONE
    assert titles(window="1h") == ["Tiga"]


def test_what_is_sent_again_is_no_second_view(articles, clock):
    event = {"events": [{"type": "page_view", "path": "/berita/satu/"}] * 3}
    for agent, seconds in ((BROWSER, 0), (BROWSER, 9), (BROWSER + "1", 0), (BROWSER, 1)):
        clock.advance(timedelta(seconds=seconds))
        post(EVENTS, event, **{"User-Agent": agent})
    statistics.flush()
    assert list(PageView.objects.values_list("path", "view_count")) == [("/berita/satu/", 3)]


def test_an_answer_is_kept_for_a_minute_at_most(articles, clock):
    control = call("most-read/").headers["Cache-Control"]
    assert control == "public, max-age=0, s-maxage=60, stale-while-revalidate=0, stale-if-error=0"
    assert titles() == []
    viewed("/berita/satu/", 1, clock)
    ranked(clock)
    clock.advance(timedelta(seconds=60))
    assert titles() == ["Satu"]


def test_a_window_is_one_of_four():
    newsroom.home()
    assert problem("most-read/?window=2h")["errors"][0]["allowed"] == ["1h", "24h", "7d", "30d"]
