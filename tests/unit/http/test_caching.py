"""What caches are told, to the second."""

from datetime import UTC, datetime, timedelta

import pytest

from api.http import caching

NOW = datetime(2026, 8, 15, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (None, (60, 30, 300)),
        (1000, (60, 30, 300)),
        (360, (60, 30, 300)),
        (359, (60, 30, 299)),
        (90, (60, 30, 30)),
        (75, (60, 15, 15)),
        (60, (60, 0, 0)),
        (12, (12, 0, 0)),
        (12.9, (12, 0, 0)),
        (0.4, (0, 0, 0)),
        (-3, (0, 0, 0)),
    ],
)
def test_an_answer_holds_no_longer_than_to_its_boundary(seconds, told):
    boundary = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert caching.cache_control(now=NOW, boundary=boundary) == (
        "public, max-age=0, s-maxage={}, stale-while-revalidate={}, stale-if-error={}".format(*told)
    )


@pytest.mark.parametrize(
    ("header", "is_match"),
    [
        ("", False),
        ('"abc"', True),
        ('W/"abc"', True),
        ('"x", W/"abc" , "y"', True),
        ("*", True),
        (" * ", True),
        ('"abcd"', False),
        ("abc", False),
        ('"', False),
    ],
)
def test_if_none_match_is_compared_weakly(header, is_match):
    assert caching.matches(header, "abc") is is_match


def test_the_etag_of_a_part_leads_back_to_the_whole():
    part = caching.variant("abc", "fields=title")
    assert part.startswith("abc-")
    assert caching.asked_etags(f'W/"{part}", "other"', "fields=title") == ("abc",)
    assert caching.asked_etags(f'"{part}"', "fields=body") == ()
    assert caching.variant("abc", "") == "abc"


def test_list_etag_changes_with_each_of_its_parts():
    parts = {"query": "", "etags": ["a", "b"], "total": 2, "cursor": None}
    changes = {"query": "tag=x", "etags": ["a", "c"], "total": 3, "cursor": "p"}
    alone = [{}, *({name: value} for name, value in changes.items())]
    tags = {caching.list_etag(**(parts | change)) for change in alone}
    assert len(tags) == 5
    assert caching.list_etag(**parts) == caching.list_etag(**parts)


def test_cache_tags_stay_below_two_kilobytes_in_both_spellings():
    headers = caching.tag_headers([f"article-{number}" for number in range(1000)])
    assert len(headers["Cache-Tag"]) <= 2048
    assert headers["Cache-Tag"].split(",") == headers["Surrogate-Key"].split(" ")
    assert headers["Cache-Tag"].startswith("article-0,article-1,")


def test_of_too_many_cache_tags_those_are_kept_that_reach_furthest():
    own = [*(f"article-{number}" for number in range(1000)), "list-section-1", "section-7", "site-1"]
    kept = caching.tag_headers(own)["Cache-Tag"].split(",")
    assert kept[:4] == ["list-section-1", "section-7", "site-1", "article-0"]
    assert 2030 < len(",".join(kept)) <= 2048
