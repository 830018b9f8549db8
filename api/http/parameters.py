"""Query parameters, declared once per endpoint: parsed strictly, in the OpenAPI, put back into URLs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings

from api.http import querystring
from api.http.errors import Fault, bad_query

MAX_TEXT = 200
MAX_ID = 2**63 - 1
YEARS = (1900, 2999)
_SLUG = re.compile(r"[-\w]{1,255}")
_INTEGER = re.compile(r"-?[0-9]{1,30}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)


class Unfit(ValueError):
    """A value that a parameter does not take: the stable code, a sentence and what is allowed."""

    def __init__(self, code: str, message: str, allowed: Any = None) -> None:
        super().__init__(message)
        self.code, self.message, self.allowed = code, message, allowed


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its type, its default when absent, and what the OpenAPI says of it."""

    name: str
    parse: Callable[[str], Any]
    description: str
    schema: Mapping[str, Any]
    default: Any = None
    canonical: Callable[[Any], str] = str
    example: Any = None
    is_required: bool = False
    is_endless: bool = False
    """It takes more values than the answers of all are worth keeping."""


@dataclass(frozen=True, slots=True)
class Query:
    """The parsed query: a value for each declared parameter, the canonical text of those given."""

    values: Mapping[str, Any]
    given: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def canonical(self, *, without: Iterable[str] = (), **changed: str) -> str:
        """The query rebuilt from parsed values, sorted by name: equal for all spellings of one question."""
        left_out = set(without)
        parts = {name: text for name, text in self.given.items() if name not in left_out} | changed
        return "&".join(f"{name}={quote(text, safe='*,()')}" for name, text in sorted(parts.items()))


class Parameters:
    """The parameters of one endpoint."""

    def __init__(self, *declared: Parameter) -> None:
        self.by_name = {parameter.name: parameter for parameter in declared}
        self.required = [parameter.name for parameter in declared if parameter.is_required]

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.by_name.values())

    def parse(self, raw: str) -> Query:
        """Every declared parameter's value; all faults of the query are raised in one 400."""
        values = {name: parameter.default for name, parameter in self.by_name.items()}
        given: dict[str, str] = {}
        faults: list[Fault] = []
        seen: set[str] = set()
        for name, text in querystring.pairs(raw):
            fault = self._take(name, text, seen, values, given)
            if fault is not None:
                faults.append(fault)
        faults += [_missing(self.by_name[name]) for name in self.required if name not in seen]
        if faults:
            raise bad_query(*faults)
        return Query(values, given)

    def _take(
        self, name: str, text: str, seen: set[str], values: dict[str, Any], given: dict[str, str]
    ) -> Fault | None:
        parameter = self.by_name.get(name)
        if parameter is None:
            return self._unknown(name)
        if name in seen:
            return Fault(name, "repeated_parameter", f"{name} may be given once.", "one value")
        seen.add(name)
        try:
            value = parameter.parse(text)
        except Unfit as unfit:
            return Fault(name, unfit.code, f"{name}: {unfit.message}", unfit.allowed)
        values[name] = value
        if value != parameter.default:  # saying the default asks the same question as saying nothing
            given[name] = parameter.canonical(value)
        return None

    def _unknown(self, name: str) -> Fault:
        shown = name[:60]
        allowed = tuple(sorted(self.by_name))
        known = f"allowed are {', '.join(allowed)}" if allowed else "this address takes none"
        return Fault(shown, "unknown_parameter", f"Unknown parameter {shown!r}: {known}.", allowed)


def _missing(parameter: Parameter) -> Fault:
    return Fault(parameter.name, "required", f"{parameter.name} is needed.", parameter.description)


# Types of values: each returns a function from text to value that raises Unfit.


def _filled(text: str) -> str:
    if not text:
        raise Unfit("empty", "A value is needed.", "a value")
    return text


def choice(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise Unfit("invalid", f"Allowed are {', '.join(allowed)}.", allowed)
        return text

    return parse


def integer(least: int, most: int) -> Callable[[str], int]:
    span = f"{least}-{most}"

    def parse(text: str) -> int:
        if not _INTEGER.fullmatch(text):
            raise Unfit("invalid", f"Allowed is a whole number, {span}.", span)
        if not least <= int(text) <= most:
            raise Unfit("out_of_range", f"Allowed is {span}.", span)
        return int(text)

    return parse


def text(most: int = MAX_TEXT) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if len(_filled(value)) > most:
            raise Unfit("too_long", f"Allowed are at most {most} characters.", f"1-{most} characters")
        return value

    return parse


def slug(value: str) -> str:
    if not _SLUG.fullmatch(_filled(value)):
        raise Unfit(
            "invalid", "Allowed are letters, digits, hyphens and underscores.", "letters, digits, - and _"
        )
    return value


def several(parse_one: Callable[[str], Any], *, most: int) -> Callable[[str], tuple[Any, ...]]:
    """A comma-separated set: sorted, each once."""

    def parse(value: str) -> tuple[Any, ...]:
        parts = _filled(value).split(",")
        if len(parts) > most:
            raise Unfit("too_many", f"Allowed are at most {most} values.", f"1-{most} values")
        return tuple(sorted({parse_one(part) for part in parts}))

    return parse


def joined(values: Iterable[Any]) -> str:
    return ",".join(str(value) for value in values)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as it was asked for: an instant, or a whole day of the site's zone."""

    starts_at: datetime
    ends_at: datetime
    is_instant: bool

    def __str__(self) -> str:
        if self.is_instant:
            return self.starts_at.isoformat().replace("+00:00", "Z")
        return self.starts_at.astimezone(zone()).date().isoformat()


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


_WHEN = "YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ"


def moment(value: str) -> Moment:
    """A date (a day of the site's zone) or a datetime with its offset."""
    if _DAY.fullmatch(_filled(value)):
        first = _date(value, _WHEN)
        return Moment(_midnight(first), _midnight(first + timedelta(days=1)), is_instant=False)
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise Unfit("invalid", f"Allowed is {_WHEN}.", _WHEN) from None
    if at.tzinfo is None:
        raise Unfit("invalid", "A datetime needs its offset, as Z or %2B07:00.", _WHEN)
    _check_year(at.year)
    instant = at.astimezone(UTC)
    return Moment(instant, instant, is_instant=True)


@dataclass(frozen=True, slots=True)
class Period:
    """A day or a month of the site's zone, half open."""

    starts_at: datetime
    ends_at: datetime
    text: str

    def __str__(self) -> str:
        return self.text


_PERIOD = "YYYY-MM or YYYY-MM-DD"


def period(value: str) -> Period:
    if _DAY.fullmatch(_filled(value)):
        first = _date(value, _PERIOD)
        return Period(_midnight(first), _midnight(first + timedelta(days=1)), value)
    if not _MONTH.fullmatch(value):
        raise Unfit("invalid", f"Allowed is {_PERIOD}.", _PERIOD)
    first = _date(f"{value}-01", _PERIOD)
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(_midnight(first), _midnight(following), value)


def _date(value: str, allowed: str) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Unfit("invalid", f"There is no such day; allowed is {allowed}.", allowed) from None
    _check_year(day.year)
    return day


def _check_year(year: int) -> None:
    if not YEARS[0] <= year <= YEARS[1]:
        raise Unfit("out_of_range", f"Allowed are the years {YEARS[0]}-{YEARS[1]}.", f"{YEARS[0]}-{YEARS[1]}")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, zone()).astimezone(UTC)
