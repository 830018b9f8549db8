"""Zones that editors made: pins first and for their time, the rest by rule and recency, no card twice."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from django.utils import timezone

from api.published import front as front_module
from api.published import hot, store
from api.published.portal import portal
from articles import services
from articles.models import Front
from tests import newsroom
from tests.integration.published import public

pytestmark = pytest.mark.django_db

START = datetime(2026, 8, 1, tzinfo=UTC)


def zone(code: str, **value):
    stories = [story if isinstance(story, dict) else {"article": story} for story in value.pop("stories", [])]
    return ("zone", {"code": code, "title": "", "layout": "grid", "limit": 3, "stories": stories, **value})


def place(page, *zones):
    front = Front.objects.filter(page_id=page.pk).first() or Front(page=page.page_ptr)
    front.zones = list(zones)
    front.save()
    return front


@pytest.fixture(scope="module")
def furnished(kept):
    with kept():
        yield _room()


@pytest.fixture
def room(furnished, clock):
    return deepcopy(furnished)


def _room():
    """Two sections with six articles each, the newest of each with the highest number."""
    made = {}
    for name in ("Daerah", "Olahraga"):
        section = newsroom.section(name)
        made[name] = (
            section,
            [
                newsroom.article(
                    section,
                    title=f"{name} {number}",
                    published_at=START + timedelta(hours=number),
                    label="opinion" if number % 2 else "news",
                    body=[],
                )
                for number in range(6)
            ],
        )
    public.drain()
    return made


def shown(section_key: str | None = None) -> dict[str, list[str]]:
    return {
        each["code"]: [card["title"] for card in each["items"]] for each in public.front(section_key)["zones"]
    }


def test_pins_come_first_in_their_order_and_the_rest_is_filled_by_recency(room):
    daerah, olahraga = room["Daerah"][1], room["Olahraga"][1]
    place(newsroom.home(), zone("hero", stories=[daerah[0], olahraga[1]], layout="lead"), zone("latest"))
    assert shown() == {
        "hero": ["Daerah 0", "Olahraga 1", "Olahraga 5"],
        "latest": ["Daerah 5", "Olahraga 4", "Daerah 4"],
    }


def test_a_zone_has_the_keys_of_the_contract(room):
    section = room["Daerah"][0]
    place(
        newsroom.home(),
        zone("pilihan", title="Pilihan", more=section, is_filled=False, stories=[room["Daerah"][1][2]]),
    )
    [found] = public.front()["zones"]
    card = found.pop("items")[0]
    assert found == {
        "code": "pilihan",
        "title": "Pilihan",
        "layout": "grid",
        "more": {"title": "Daerah", "path": "/daerah/"},
    }
    assert (card["title"], card["path"], card["section"]["key"]) == (
        "Daerah 2",
        "/daerah/daerah-2/",
        "daerah",
    )


def test_what_is_pinned_below_fills_no_zone_above(room):
    newest = room["Olahraga"][1][5]
    place(newsroom.home(), zone("hero"), zone("pilihan", stories=[newest], is_filled=False))
    assert shown() == {"hero": ["Daerah 5", "Olahraga 4", "Daerah 4"], "pilihan": ["Olahraga 5"]}


def test_a_rule_names_a_section_and_labels(room):
    section = room["Daerah"][0]
    place(
        newsroom.home(),
        zone("opini", section=section, labels=["opinion"]),
        zone("olahraga", section=room["Olahraga"][0]),
    )
    assert shown() == {
        "opini": ["Daerah 5", "Daerah 3", "Daerah 1"],
        "olahraga": ["Olahraga 5", "Olahraga 4", "Olahraga 3"],
    }
    assert [each["more"]["path"] for each in public.front()["zones"]] == ["/daerah/", "/olahraga/"]


def test_a_rule_finds_its_own_where_the_newest_hold_too_few(room, monkeypatch):
    monkeypatch.setattr(front_module, "NEWEST", 3)
    for number in range(12):
        newsroom.article(room["Olahraga"][0], title=f"Baru {number}", body=[])
    place(newsroom.home(), zone("opini", section=room["Daerah"][0], labels=["opinion"], limit=2))
    assert shown() == {"opini": ["Daerah 5", "Daerah 3"]}


def test_a_limit_holds_for_pins_too(room):
    stories = room["Daerah"][1][:4]
    place(newsroom.home(), zone("hero", stories=stories, limit=2), zone("latest", limit=1))
    assert shown() == {"hero": ["Daerah 0", "Daerah 1"], "latest": ["Olahraga 5"]}


def test_a_pin_ends_at_its_moment_and_the_answer_says_so(room, clock):
    until = clock.now() + timedelta(minutes=7)
    place(
        newsroom.home(),
        zone("hero", stories=[{"article": room["Daerah"][1][0], "pinned_until": until}], limit=1),
    )
    answer = store.front(portal=portal(), locale="id", now=clock.now())
    assert (answer.next_boundary, shown()) == (until, {"hero": ["Daerah 0"]})
    clock.set(until - timedelta(microseconds=1))
    assert shown() == {"hero": ["Daerah 0"]}
    clock.set(until)
    assert shown() == {"hero": ["Olahraga 5"]}


def test_schedules_of_a_pinned_story_hold_with_every_timer_stopped(room, clock, monkeypatch):
    monkeypatch.setattr(timezone, "now", clock.now)
    opens, closes = clock.now() + timedelta(minutes=1), clock.now() + timedelta(minutes=2)
    story = newsroom.article(room["Daerah"][0], title="Nanti", publish=False, expire_at=closes)
    services.schedule(story, at=opens)
    place(newsroom.home(), zone("hero", stories=[story], limit=1))
    seen = []
    for moment in (opens - timedelta(microseconds=1), opens, closes - timedelta(microseconds=1), closes):
        clock.set(moment)
        seen.append(shown()["hero"])
    assert seen == [["Olahraga 5"], ["Nanti"], ["Nanti"], ["Olahraga 5"]]
    clock.set(opens - timedelta(seconds=30))
    assert store.front(portal=portal(), locale="id", now=clock.now()).next_boundary == opens
    clock.set(opens)
    assert store.front(portal=portal(), locale="id", now=clock.now()).next_boundary == closes


def test_a_hidden_page_is_neither_pinned_nor_led_to(room):
    section, articles = room["Daerah"]
    place(
        newsroom.home(),
        zone("hero", stories=[articles[0]], more=section, section=section),
        zone("latest", limit=1),
    )
    section.refresh_from_db()
    section.unpublish()
    assert shown() == {"latest": ["Olahraga 5"]}
    assert public.front()["zones"][0]["more"] is None


def test_a_front_of_a_section_holds_its_own_articles_and_what_is_pinned(room):
    section = room["Daerah"][0]
    place(section, zone("utama", stories=[room["Olahraga"][1][0]], limit=2))
    assert shown("daerah") == {"utama": ["Olahraga 0", "Daerah 5"]}
    assert list(shown("olahraga")) == ["hero", "latest"]


def test_a_change_of_a_pinned_story_shows_at_once(room):
    story = room["Daerah"][1][0]
    place(newsroom.home(), zone("hero", stories=[story], limit=1))
    assert shown() == {"hero": ["Daerah 0"]}
    story = type(story).objects.get(pk=story.pk)
    story.title = "Daerah nol"
    story.save_revision().publish()
    assert shown() == {"hero": ["Daerah nol"]}


def test_placing_a_story_stales_no_document_and_outdates_what_is_kept(room):
    before = portal().version
    place(newsroom.home(), zone("hero"))
    assert (public.dirty(), portal().version > before) == (set(), True)


def test_cards_are_the_stored_ones_byte_for_byte(room):
    place(newsroom.home(), zone("hero", stories=[room["Daerah"][1][0]], limit=1))
    answer = store.front(portal=portal(), locale="id", now=public.clock.now())
    card = orjson.dumps(orjson.loads(answer.body)["zones"][0]["items"][0])
    assert card == public.stored_bytes(room["Daerah"][1][0])[0] == public.live_bytes(room["Daerah"][1][0])[0]
    assert answer.tags[:2] == ("list", f"front-{newsroom.home().pk}")


def test_the_cost_does_not_grow_with_zones(room, django_assert_num_queries):
    daerah, olahraga = room["Daerah"], room["Olahraga"]
    for zones in (1, 8):
        rows = [
            zone(f"z{number}", section=daerah[0], labels=["news"], limit=1, stories=[olahraga[1][number % 6]])
            for number in range(zones)
        ]
        place(newsroom.home(), *rows)
        shown()
        hot.forget()
        with django_assert_num_queries(5):
            shown()
