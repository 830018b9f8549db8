"""What the values of a booking's targeting stand for: their names, suggestions, and what is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from wagtail.models import Locale

from ads import places, ports
from ads.ports import Choices
from ads.rules.targeting import DIMENSIONS, MODES, normalise_targeting

TITLES = {
    "section": gettext_lazy("Sections"),
    "tag": gettext_lazy("Tags"),
    "article_label": gettext_lazy("Article labels"),
    "author": gettext_lazy("Authors"),
    "page": gettext_lazy("Pages"),
    "key_value": gettext_lazy("Key-values"),
    "geo": gettext_lazy("Places"),
    "device": gettext_lazy("Devices"),
    "locale": gettext_lazy("Languages"),
    "page_type": gettext_lazy("Kinds of pages"),
}
DEVICES: Choices = [
    ("mobile", gettext_lazy("mobile phone")),
    ("tablet", gettext_lazy("tablet")),
    ("desktop", gettext_lazy("desktop")),
    ("other", gettext_lazy("other")),
]
LISTED = frozenset({"section", "article_label", "device", "locale", "page_type"})
"""Dimensions of few values: the form lists them; those of the others are looked up as one types."""

OURS = frozenset({"key_value", "geo", "device", "page_type"})
"""Dimensions whose values no newsroom makes up."""

SUGGESTED = 20
Targeting = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Fault:
    """What of a booking's targeting cannot be kept."""

    dimension: str
    values: tuple[str, ...]
    is_fatal: bool  # it never serves; otherwise it goes on with what is left
    text: str


def listed(dimension: str) -> Choices:
    """Every value with its name, of a dimension in `LISTED`."""
    match dimension:
        case "section":
            return ports.sections()
        case "article_label":
            return ports.article_labels()
        case "device":
            return DEVICES
        case "page_type":
            return ports.page_types()
        case _:
            return [(each.language_code, str(each)) for each in Locale.objects.order_by("language_code")]


def named(dimension: str, values: Collection[str]) -> dict[str, str]:
    """The names of those of the values that are there."""
    if not values:
        return {}
    if dimension in LISTED:
        return {value: str(label) for value, label in listed(dimension) if value in values}
    match dimension:
        case "geo":
            found = ((value, places.named(value)) for value in values)
            return {value: name for value, name in found if name is not None}
        case "key_value":
            allowed = key_names()
            return {value: value for value in values if value.partition("=")[0] in allowed}
        case _:
            return ports.named(dimension, values)


def suggested(dimension: str, text: str) -> Choices:
    """A few values that a person may mean who typed this."""
    match dimension:
        case "geo":
            return places.suggested(text, limit=SUGGESTED)
        case "key_value":
            return [(f"{name}=", f"{name}=") for name in sorted(key_names()) if name.startswith(text)]
        case _:
            return ports.suggested(dimension, text, SUGGESTED)


def key_names() -> frozenset[str]:
    """Names of key-values that a booking may ask for and a frontend may send."""
    from ads.models.desk import DeskSettings, default_key_names

    # Not `load()`: it would write a row while somebody only reads.
    stored = DeskSettings.objects.values_list("key_names", flat=True).first()
    return frozenset(default_key_names() if stored is None else stored)


def check(
    targeting: Targeting, *, former: Targeting, modes: Collection[str] = MODES, field: str = "targeting"
) -> None:
    """Refuses values that nothing has, but for those that the booking named before. Raises ValidationError.

    `modes`: those that must name what is there. What a booking keeps off always must; a program may ask for
    values of pages that a frontend has from elsewhere. `field`: where the refusal stands.
    """
    for dimension, asked in targeting.items():
        strict = MODES if dimension in OURS else modes
        new = _values(asked, strict) - _values(former.get(dimension, {}))
        missing = sorted(new - set(named(dimension, new)))
        if missing:
            facts = {"dimension": TITLES[dimension], "values": ", ".join(missing)}
            message = _("%(dimension)s: not there: %(values)s. Choose from the suggestions.") % facts
            raise ValidationError({field: ValidationError(message, code="targeting")})


def faults_of(bookings: Mapping[int, Targeting]) -> dict[int, list[Fault]]:
    """Of each booking what cannot be kept, those without a fault left out; one question a dimension."""
    wanted: dict[str, set[str]] = defaultdict(set)
    readable = {number: each for number, each in bookings.items() if _is_readable(each)}
    for targeting in readable.values():
        for dimension, modes in targeting.items():
            if dimension in DIMENSIONS:
                wanted[dimension] |= _values(modes)
    known = {dimension: set(named(dimension, values)) for dimension, values in wanted.items()}
    found = {number: list(_faults(targeting, known)) for number, targeting in readable.items()}
    return {number: faults for number, faults in found.items() if faults}


def faults_in(targeting: Targeting) -> list[Fault]:
    """The same of one booking alone."""
    return faults_of({0: targeting}).get(0, [])


def fatal_fault(faults: Iterable[Fault]) -> str | None:
    """The first that keeps a booking from serving."""
    return next((fault.text for fault in faults if fault.is_fatal), None)


def in_plain_english(bookings: Mapping[int, Targeting]) -> dict[int, str]:
    """What keeps each of them from serving, as the snapshot has it: the same in every process."""
    with override("en"):
        faults = faults_of(bookings)
    texts = {number: fatal_fault(found) for number, found in faults.items()}
    return {number: text for number, text in texts.items() if text is not None}


def _is_readable(targeting: Any) -> bool:
    """What is stored in no shape that we write, the snapshot keeps from serving."""
    try:
        normalise_targeting(targeting)
    except ValidationError:
        return False
    return True


def _faults(targeting: Targeting, known: Mapping[str, set[str]]) -> Iterable[Fault]:
    for dimension, modes in targeting.items():
        if dimension == "geo" and not places.is_known():
            text = _("no file of places is set up (GEOIP_PATH), so nobody's place is known")
            yield Fault(dimension, (), True, text)
        elif dimension in known:
            yield from _missing(dimension, modes, known[dimension])


def _missing(dimension: str, modes: Mapping[str, list[str]], known: set[str]) -> Iterable[Fault]:
    """What it asks for and nothing has, no page here can pass. What it must keep off is the other way round:
    what bore the name may go on under another one, so one that is gone stops the booking, but for the
    address of a page, where nothing is."""
    wanted, unwanted = ([value for value in modes.get(mode, ()) if value not in known] for mode in MODES)
    if wanted:
        yield _fault(dimension, wanted, is_fatal=False)
    if unwanted:
        yield _fault(dimension, unwanted, is_fatal=dimension != "page")


def _fault(dimension: str, values: list[str], *, is_fatal: bool) -> Fault:
    facts = {"dimension": TITLES[dimension], "values": ", ".join(values)}
    return Fault(dimension, tuple(values), is_fatal, _("%(dimension)s: no longer there: %(values)s") % facts)


def _values(asked: Mapping[str, Any], modes: Collection[str] = MODES) -> set[str]:
    return {value for mode in modes for value in asked.get(mode, ())}
