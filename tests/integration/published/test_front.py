"""Front pages, filled by what is newest."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from api.published import front as front_module
from api.published import store
from api.published.portal import portal
from tests import newsroom
from tests.integration.published import public

pytestmark = pytest.mark.django_db

START = datetime(2026, 8, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(kept):
    with kept():
        yield _sections()


@pytest.fixture
def sections(made, clock):
    return deepcopy(made)


def _sections():
    made = [newsroom.section("Daerah"), newsroom.section("Olahraga")]
    for number in range(24):
        newsroom.article(
            made[0], title=f"Daerah {number}", published_at=START + timedelta(hours=number), body=[]
        )
    newsroom.article(made[1], title="Olahraga", published_at=START - timedelta(days=9), body=[])
    public.drain()
    return made


def _titles(zone) -> list[str]:
    return [card["title"] for card in zone["items"]]


def test_zones_are_filled_by_recency_and_no_card_stands_twice(sections):
    zones = public.front()["zones"]
    assert [(zone["code"], zone["layout"], len(zone["items"])) for zone in zones] == [
        ("hero", "lead", 5),
        ("latest", "list", 8),
        ("daerah", "grid", 4),
        ("olahraga", "grid", 1),
    ]
    shown = [title for zone in zones for title in _titles(zone)]
    assert shown == [f"Daerah {number}" for number in range(23, 6, -1)] + ["Olahraga"]


def test_a_section_with_nothing_among_the_newest_is_asked_for_its_own(sections, monkeypatch):
    monkeypatch.setattr(front_module, "NEWEST", 10)
    zones = {zone["code"]: _titles(zone) for zone in public.front()["zones"]}
    assert zones["olahraga"] == ["Olahraga"]
    assert len(zones["daerah"]) == 4


def test_zones_of_sections_lead_to_them(sections):
    zones = public.front()["zones"]
    assert [zone["more"] for zone in zones] == [
        None,
        None,
        {"title": "Daerah", "path": "/daerah/"},
        {"title": "Olahraga", "path": "/olahraga/"},
    ]


def test_the_page_of_the_front(sections):
    page = public.front()["page"]
    assert list(page) == ["id", "title", "path", "seo", "slots"]
    assert (page["path"], page["seo"]["canonical"]) == ("/", f"{portal().root_url}/")


def test_the_front_of_a_section_holds_its_articles_alone(sections):
    zones = public.front("olahraga")["zones"]
    assert [_titles(zone) for zone in zones] == [["Olahraga"]]
    assert public.front("olahraga")["page"]["path"] == "/olahraga/"
    assert public.front("tidak-ada") is None


def test_breaking_news_end_by_themselves(sections, clock):
    until = clock.now() + timedelta(hours=1)
    newsroom.article(sections[0], title="Gempa", breaking_until=until)
    answer = store.front(portal=portal(), locale="id", now=clock.now())
    assert [card["title"] for card in orjson.loads(answer.body)["breaking"]] == ["Gempa"]
    assert answer.next_boundary == until
    clock.set(until)
    assert public.front()["breaking"] == []


def test_a_new_article_is_on_the_front_at_once(sections):
    newsroom.article(sections[1], title="Baru saja")
    assert _titles(public.front()["zones"][0])[0] == "Baru saja"
