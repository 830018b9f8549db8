"""Countries and provinces by their ISO 3166 codes: their names, and those that an address lies in."""

from __future__ import annotations

import gettext
import ipaddress
import logging
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import maxminddb
import pycountry
from django.conf import settings
from django.utils.translation import get_language

from runtime.files import Followed

Place = tuple[str, str]
"""Code and name."""

NOT_ADMINISTERED = "Geographical unit"  # an island or a region that no database of addresses names

log = logging.getLogger("warta.places")


def named(code: str) -> str | None:
    """Its name in the language in use, a province with its country; None: there is no such place."""
    return dict(_places(get_language() or "en")).get(code)


def with_country(code: str) -> tuple[str, ...]:
    """ "ID-JB" as an address there has it: "ID", "ID-JB"."""
    return tuple(dict.fromkeys((code.partition("-")[0], code)))


def suggested(text: str, *, limit: int) -> list[Place]:
    """Places whose name or code holds the text, countries first."""
    wanted = text.casefold()
    found = [
        place
        for place in _places(get_language() or "en")
        if wanted in place[1].casefold() or place[0].casefold().startswith(wanted)
    ]
    return sorted(found, key=lambda place: ("-" in place[0], place[1]))[:limit]


@cache
def _places(language: str) -> tuple[Place, ...]:
    translated = gettext.translation(
        "iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True
    ).gettext
    return tuple(_listed(translated))


def _listed(translated: Any) -> Iterator[Place]:
    countries = {country.alpha_2: translated(country.name) for country in pycountry.countries}
    yield from countries.items()
    for province in pycountry.subdivisions:
        if province.type != NOT_ADMINISTERED:
            yield province.code, f"{province.name}, {countries[province.country_code]}"


class Atlas:
    """The file that `GEOIP_PATH` names, opened once and again when another one takes its place."""

    def __init__(self, path: Path) -> None:
        self._file = Followed(
            path,
            maxminddb.open_database,
            unreadable=(maxminddb.InvalidDatabaseError,),
            log=log,
            name="places",
        )

    @property
    def is_there(self) -> bool:
        return self._file.current() is not None

    def find(self, address: str) -> tuple[str, ...]:
        """ "ID", "ID-JB": the country and its province, as far as they are known of the address."""
        reader = self._file.current()
        if reader is None:
            return ()
        try:
            found = reader.get(ipaddress.ip_address(address))
        except (ValueError, maxminddb.InvalidDatabaseError, OSError):
            return ()
        return _codes(found) if isinstance(found, dict) else ()


def _codes(found: dict[str, Any]) -> tuple[str, ...]:
    country = _code(found.get("country"))
    provinces = found.get("subdivisions")
    province = _code(provinces[0]) if country and isinstance(provinces, list) and provinces else None
    return tuple(code for code in (country, f"{country}-{province}" if province else None) if code)


def _code(found: object) -> str | None:
    code = found.get("iso_code") if isinstance(found, dict) else None
    return code if isinstance(code, str) and code else None


@cache
def _atlas(path: str) -> Atlas:
    return Atlas(Path(path))


def atlas() -> Atlas | None:
    """None: no file was named, so nobody's place is known."""
    return _atlas(settings.GEOIP_PATH) if settings.GEOIP_PATH else None


def is_known() -> bool:
    """Whether places of readers can be found here."""
    here = atlas()
    return here is not None and here.is_there


def of_address(address: str) -> tuple[str, ...]:
    """Where the address is; nothing of it is kept."""
    here = atlas()
    return here.find(address) if here else ()


def forget() -> None:
    """As a process that has just started; for tests."""
    _atlas.cache_clear()
