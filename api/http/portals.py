"""Which site and language a request is about."""

from __future__ import annotations

from dataclasses import dataclass

from api.http.errors import Fault, bad_query
from api.http.parameters import Query
from api.published.portal import Portal, UnknownLocale, UnknownSite, portal


@dataclass(frozen=True, slots=True)
class Scope:
    """The site and the language of an answer; `asked_locale` is None where the client named none."""

    portal: Portal
    locale: str
    asked_locale: str | None
    fallback: str | None = None
    """The language that stands in where there is nothing in the one asked for."""

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages to answer in, the wanted one first."""
        return tuple(dict.fromkeys(each for each in (self.locale, self.fallback) if each))

    @property
    def asked_locales(self) -> tuple[str | None, ...]:
        """As `locales`, for what is found by id or path: in any language where the client named none."""
        return (None,) if self.asked_locale is None else self.locales

    def binding(self) -> str:
        return f"{self.portal.site_id}/{self.locale}"


def scope(query: Query) -> Scope:
    """Read from `site=`, `locale=` and `fallback=`; an unknown one is a 400 that names those that exist."""
    try:
        found = portal(query["site"])
    except UnknownSite as error:
        raise bad_query(Fault("site", error.code, str(error), error.allowed)) from None
    asked = {name: query.values.get(name) for name in ("locale", "fallback")}
    for name, code in asked.items():
        _check(found, name, code)
    return Scope(found, found.locale(asked["locale"]).code, asked["locale"], asked["fallback"])


def _check(found: Portal, name: str, code: str | None) -> None:
    try:
        found.locale(code)
    except UnknownLocale as error:
        raise bad_query(Fault(name, error.code, str(error), error.allowed)) from None
