"""Targeting by the place of a reader, found by the address and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from ads import places
from ads.models import LineItem
from api import keys
from tests import adops
from tests.api.ads.calls import DECIDE, browser
from tests.places import BANDUNG, NOWHERE, SINGAPORE, written

pytestmark = pytest.mark.django_db
BOTTOM = "article-bottom-1"


@pytest.fixture
def atlas(settings: Any, tmp_path: Path, clock: Any) -> Iterator[None]:
    settings.GEOIP_PATH = str(written(tmp_path / "city.mmdb"))
    yield
    places.forget()


def booked(**modes: list[str]) -> LineItem:
    return adops.line_item("network", [adops.slot(BOTTOM)], targeting={"geo": modes})


def shown(**headers: str) -> int | None:
    answer = Client().get(DECIDE, {"slots": BOTTOM}, **headers)  # type: ignore[arg-type]
    decided = answer.json()["decisions"][BOTTOM]
    return decided and decided["line_item"]


def test_shows_only_to_readers_of_the_province(atlas: None) -> None:
    item = booked(any_of=["ID-JB"])
    assert shown(REMOTE_ADDR=BANDUNG) == item.pk
    assert shown(REMOTE_ADDR=SINGAPORE) is None
    assert shown(REMOTE_ADDR=NOWHERE) is None


def test_keeps_off_readers_of_a_country(atlas: None) -> None:
    item = booked(none_of=["ID"])
    assert shown(REMOTE_ADDR=BANDUNG) is None
    assert shown(REMOTE_ADDR=SINGAPORE) == item.pk


def test_believes_a_forwarded_address_of_a_listed_proxy_only(atlas: None, settings: Any) -> None:
    item = booked(any_of=["ID"])
    assert shown(REMOTE_ADDR=NOWHERE, HTTP_X_FORWARDED_FOR=BANDUNG) is None
    settings.TRUSTED_PROXIES = (NOWHERE,)
    assert shown(REMOTE_ADDR=NOWHERE, HTTP_X_FORWARDED_FOR=BANDUNG) == item.pk


def test_a_server_with_a_key_asks_for_its_reader(atlas: None, clock: Any) -> None:
    item = booked(any_of=["SG"])
    key = keys.create(name="server", scopes=("explain",), lifetime=None, now=clock.now())[1]
    asked = {"slots": BOTTOM, "ip": SINGAPORE}
    answer = browser.get(DECIDE, asked, headers={"Authorization": f"Bearer {key}"}).json()
    assert answer["decisions"][BOTTOM]["line_item"] == item.pk


@pytest.mark.parametrize("modes", [{"any_of": ["ID"]}, {"none_of": ["SG"]}])
def test_without_a_file_of_places_it_is_shown_nowhere(settings: Any, clock: Any, modes: Any) -> None:
    settings.GEOIP_PATH = ""
    booked(**modes)
    assert shown(REMOTE_ADDR=BANDUNG) is None


def test_nothing_is_looked_up_where_no_booking_asks_for_a_place(
    atlas: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = adops.line_item("network", [adops.slot(BOTTOM)])
    monkeypatch.setattr(places, "of_address", lambda address: pytest.fail("looked up"))
    assert shown(REMOTE_ADDR=BANDUNG) == item.pk
