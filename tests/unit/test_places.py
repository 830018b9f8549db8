"""Where an address is, and what places are called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.utils import translation

from ads import places
from runtime import files
from tests.places import BANDUNG, BANDUNG_6, NOWHERE, SINGAPORE, written


@pytest.fixture
def atlas(tmp_path: Path) -> places.Atlas:
    return places.Atlas(written(tmp_path / "city.mmdb"))


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (BANDUNG, ("ID", "ID-JB")),
        (BANDUNG_6, ("ID", "ID-JB")),
        (SINGAPORE, ("SG",)),
        (NOWHERE, ()),
        ("", ()),
        ("unknown, 1.2.3.4:80", ()),
    ],
)
def test_finds_country_and_province_of_an_address(
    atlas: places.Atlas, address: str, found: tuple[str, ...]
) -> None:
    assert atlas.find(address) == found


@pytest.mark.parametrize("content", [None, b"", b"no database"])
def test_a_file_that_is_none_knows_nothing(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "city.mmdb"
    if content is not None:
        path.write_bytes(content)
    atlas = places.Atlas(path)
    assert (atlas.is_there, atlas.find(BANDUNG)) == (False, ())


def test_a_file_that_takes_its_place_is_used_and_a_bad_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LOOK_AGAIN_SECONDS", 0.0)
    path = tmp_path / "city.mmdb"
    atlas = places.Atlas(path)
    assert atlas.find(BANDUNG) == ()
    os.replace(written(tmp_path / "new.mmdb"), path)
    assert atlas.find(BANDUNG) == ("ID", "ID-JB")
    (tmp_path / "bad.mmdb").write_bytes(b"no database")
    os.replace(tmp_path / "bad.mmdb", path)
    assert atlas.find(BANDUNG) == ("ID", "ID-JB")


def test_places_are_named_in_the_language_of_the_screen() -> None:
    with translation.override("id"):
        assert (places.named("DE"), places.named("ID-JB")) == ("Jerman", "Jawa Barat, Indonesia")
    with translation.override("en"):
        assert places.named("DE") == "Germany"
        assert places.named("ID-JW") is None  # the island, which no address is found in
        assert places.named("XX") is None


def test_suggests_countries_before_provinces() -> None:
    with translation.override("en"):
        assert places.suggested("jawa b", limit=5) == [("ID-JB", "Jawa Barat, Indonesia")]
        assert places.suggested("indonesia", limit=2)[0] == ("ID", "Indonesia")
