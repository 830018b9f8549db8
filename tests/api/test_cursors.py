"""Walking a list by cursor: every item once, whatever is published meanwhile."""

import random
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from api.published.models import Document
from tests import newsroom
from tests.api.calls import call, ids, problem, read
from tests.api.documents import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def some(clock):
    """Ten documents of which several share a moment."""
    newsroom.home()
    for number in range(1, 11):
        document(1000 + number, published_at=clock.now() - timedelta(minutes=number // 3))


def walk(query, *, between=lambda seen: None):
    """The ids of all pages in turn, by `meta.cursor`."""
    seen, cursor = [], None
    while True:
        found = read(f"articles/?{query}" + (f"&cursor={cursor}" if cursor else ""))
        seen += ids(found)
        cursor = found["meta"]["cursor"]
        if cursor is None:
            return seen
        between(seen)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 9, 10, 11, 100])
@pytest.mark.parametrize("order", ["-published_at", "published_at", "-updated_at"])
def test_a_walk_meets_every_item_once_in_the_order_of_one_page(some, limit, order):
    whole = ids(read(f"articles/?limit=100&order={order}"))
    assert len(whole) == 10
    assert walk(f"limit={limit}&order={order}") == whole


def test_equal_moments_are_ordered_by_id(some):
    assert ids(read("articles/"))[:5] == [1002, 1001, 1005, 1004, 1003]
    assert ids(read("articles/?order=published_at"))[-5:] == [1003, 1004, 1005, 1001, 1002]


def test_next_and_previous_lead_to_the_same_pages(some):
    first = read("articles/?limit=4")
    second = read_url(first["meta"]["next"])
    third = read_url(second["meta"]["next"])
    assert third["meta"]["next"] is None
    back = read_url(third["meta"]["previous"])
    assert ids(back) == ids(second)
    start = read_url(back["meta"]["previous"])
    assert ids(start) == ids(first)
    assert first["meta"]["previous"] is None
    assert start["meta"]["previous"] is None
    assert ids(read_url(start["meta"]["next"])) == ids(second)


def read_url(url):
    assert url.startswith("http://127.0.0.1:8000/api/v1/articles/?")
    return read(url.removeprefix("http://127.0.0.1:8000"))


def test_the_link_header_says_the_same(some):
    response = call("articles/?limit=4")
    meta = orjson.loads(response.content)["meta"]
    assert response.headers["Link"] == f'<{meta["next"]}>; rel="next"'
    assert parse_qs(urlsplit(meta["next"]).query)["cursor"] == [meta["cursor"]]


def test_pages_by_cursor_are_not_counted_unless_asked(some):
    cursor = read("articles/?limit=4")["meta"]["cursor"]
    assert read(f"articles/?limit=4&cursor={cursor}")["meta"]["total_count"] is None
    assert read(f"articles/?limit=4&cursor={cursor}&count=exact")["meta"]["total_count"] == 10


def test_a_cursor_is_bound_to_order_and_filters_but_not_to_limit(some):
    cursor = read("articles/?limit=4")["meta"]["cursor"]
    assert len(ids(read(f"articles/?limit=2&cursor={cursor}&fields=_,id&count=exact"))) == 2
    for changed in ("order=published_at", "tag=umkm", "label=news", "id__in=1,2"):
        found = problem(f"articles/?cursor={cursor}&{changed}")
        assert (found["code"], found["errors"][0]["parameter"]) == ("cursor_mismatch", "cursor")


def test_a_cursor_holds_for_another_spelling_of_the_same_question(some):
    cursor = read("articles/?limit=4&order=-published_at")["meta"]["cursor"]
    assert call(f"articles/?cursor={cursor}").status_code == 200
    assert call(f"articles/?cursor={cursor}&locale=id").status_code == 200


def test_a_tampered_cursor_shows_nothing_that_a_list_does_not(some, clock):
    document(9999, published_at=clock.now() - timedelta(days=9), is_public=False)
    cursor = read("articles/?limit=9")["meta"]["cursor"]
    for place in range(len(cursor)):
        changed = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        response = call(f"articles/?cursor={changed}")
        assert response.status_code in (200, 400)
        assert b'"id":9999' not in response.content


def test_a_cursor_outlives_the_item_that_it_stands_at(some):
    whole = ids(read("articles/"))
    found = read("articles/?limit=4")
    Document.objects.filter(page_id=whole[3]).delete()
    assert ids(read(f"articles/?cursor={found['meta']['cursor']}")) == whole[4:]


def test_an_empty_page_keeps_its_place(some):
    cursor = read("articles/?limit=4")["meta"]["cursor"]
    assert read(f"articles/?limit=0&cursor={cursor}")["meta"]["cursor"] == cursor
    assert read("articles/?limit=0")["meta"]["cursor"] is None


@pytest.mark.parametrize("seed", range(12))
def test_no_gap_and_no_repeat_while_articles_are_published(clock, seed):
    chance, now = random.Random(seed), clock.now()
    newsroom.home()
    before = {number: now - timedelta(minutes=chance.randint(0, 20)) for number in range(1001, 1031)}
    for number, moment in before.items():
        document(number, published_at=moment)
    fresh = iter(range(2000, 10_000))

    def publish_meanwhile(seen):
        for _ in range(chance.randint(0, 3)):
            document(next(fresh), published_at=now - timedelta(minutes=chance.randint(-5, 25)))

    order = chance.choice(["-published_at", "published_at"])
    seen = walk(f"limit={chance.randint(1, 7)}&order={order}", between=publish_meanwhile)
    assert len(seen) == len(set(seen))
    sign = -1 if order.startswith("-") else 1
    expected = sorted(before, key=lambda number: (sign * before[number].timestamp(), sign * number))
    assert [number for number in seen if number in before] == expected
