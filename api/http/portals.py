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

    def binding(self) -> str:
        return f"{self.portal.site_id}/{self.locale}"


def scope(query: Query) -> Scope:
    """Read from `site=` and `locale=`; an unknown one is a 400 that names those that exist."""
    asked: str | None = query.values.get("locale")
    try:
        found = portal(query["site"])
        return Scope(found, found.locale(asked).code, asked)
    except UnknownSite as error:
        raise bad_query(Fault("site", error.code, str(error), error.allowed)) from None
    except UnknownLocale as error:
        raise bad_query(Fault("locale", error.code, str(error), error.allowed)) from None
