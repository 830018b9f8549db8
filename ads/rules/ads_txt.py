"""What a line of ads.txt may be: IAB Tech Lab, ads.txt 1.1, sections 3.3 to 3.5."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLACEHOLDER = "placeholder.example.com, placeholder, DIRECT, placeholder"
"""What the IAB asks of a portal that nobody may sell for: an empty file would say nothing."""
VARIABLES = ("CONTACT", "SUBDOMAIN", "INVENTORYPARTNERDOMAIN", "OWNERDOMAIN", "MANAGERDOMAIN")
_DOMAINS = VARIABLES[1:]
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", re.IGNORECASE)
_VARIABLE = re.compile(r"\s*([A-Za-z]+)\s*=\s*(.*)")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")


def validate_ads_txt(text: str) -> None:
    """Raises all faults at once, each with the number of its line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    faults = [
        ValidationError(
            _("Line %(number)s: %(fault)s"), code="ads_txt", params={"number": number, "fault": fault}
        )
        for number, line in enumerate(lines, start=1)
        for fault in _faults(line)
    ]
    if faults:
        raise ValidationError(faults)


def _faults(line: str) -> Iterator[str | Promise]:
    if _UNPRINTABLE.search(line):
        yield _("There is a character that cannot be printed.")
        return
    record = line.split("#", 1)[0].split(";", 1)[0].strip()
    if not record:
        return
    variable = _VARIABLE.fullmatch(record)
    yield from _of_variable(variable[1].upper(), variable[2]) if variable else _of_seller(record)


def _of_variable(name: str, value: str) -> Iterator[str | Promise]:
    if name not in VARIABLES:
        yield _(
            "Before = stands one of CONTACT, SUBDOMAIN, INVENTORYPARTNERDOMAIN, OWNERDOMAIN, MANAGERDOMAIN."
        )
    elif not value:
        yield _("Nothing stands after =.")
    elif name in _DOMAINS and not _DOMAIN.fullmatch(value.split(",", 1)[0].strip()):
        yield _("After = stands a domain, for example example.com.")


def _of_seller(record: str) -> Iterator[str | Promise]:
    fields = [field.strip() for field in record.split(",")]
    if not 3 <= len(fields) <= 4:
        yield _("A seller has three or four parts with commas between: domain, account, DIRECT or RESELLER.")
        return
    if not _DOMAIN.fullmatch(fields[0]):
        yield _("The first part is a domain, for example example.com.")
    if not fields[1]:
        yield _("The second part is the account at that seller; it is missing.")
    if fields[2].upper() not in ("DIRECT", "RESELLER"):
        yield _("The third part is DIRECT or RESELLER.")
    if len(fields) == 4 and not fields[3]:
        yield _("Nothing stands after the last comma.")
