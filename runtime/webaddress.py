"""Which addresses of the web may be entered or leave: one rule for editors, for the ad desk and for the API.

Pure. An address that runs something, leads elsewhere than it says or is read differently by two programs is
none of them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_PLACE = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:]+)(?::[0-9]{0,5})?")
"""A host, which may be a number of IPv6, and a port."""
_TOGETHER = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"}
"""Scripts that stand beside Latin letters in honest names."""
_TWINS = frozenset("аеорсухіјѕһԛԝԁӏѵονραικυτ")
"""Cyrillic and Greek letters that look like Latin ones."""

NO_SCHEME = _("Enter an address that starts with https:// or http://.")
HIDDEN = _("An address has no spaces, line breaks or invisible characters.")
NAMED = _("A web address holds no name or password before its host.")
NO_HOST = _("A web address needs a host, for example https://example.org/offer.")
TWIN = _("The host mixes letters that look alike; enter it as browsers show it, beginning with xn--.")


def validate_web_address(address: str) -> None:
    """Raises ValidationError, which says what is allowed."""
    reason = fault(address)
    if reason is not None:
        raise ValidationError(reason, code="address")


def is_web_address(address: str) -> bool:
    """An http or https address of an honest host. Spaces after it, which harm nobody, are passed over."""
    has_controls = any(unicodedata.category(character) == "Cc" for character in address)
    return not has_controls and _fault(address) is None


def fault(address: str) -> Any:
    """Why this is no address of the web, to be shown; None for one that is."""
    return HIDDEN if has_hidden(address) else _fault(address)


def has_hidden(address: str) -> bool:
    """Whether it holds a space, a control character or one that nobody sees."""
    return any(map(_is_hidden, address))


def _fault(address: str) -> Any:
    if not _SCHEME.match(address):
        return NO_SCHEME
    try:
        place = urlsplit(address).netloc
    except ValueError:
        return NO_HOST
    if "@" in place:
        return NAMED
    parts = _PLACE.fullmatch(place)
    if parts is None:
        return NO_HOST
    return None if parts[1].startswith("[") else _host_fault(parts[1])


def _host_fault(host: str) -> Any:
    labels = host.removesuffix(".").split(".")
    is_plain = all(labels) and all(map(_may_be_in_host, host))
    # Another spelling of the same letters: browsers go to the usual one, which is not the one that is read.
    if not is_plain or unicodedata.normalize("NFKC", host) != host:
        return NO_HOST
    return TWIN if any(map(_is_twin, labels)) else None


def _is_hidden(character: str) -> bool:
    return character == " " or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")


def _may_be_in_host(character: str) -> bool:
    return character in "-_." or unicodedata.category(character)[0] in "LMN"


def _is_twin(label: str) -> bool:
    """Whether a part of a host could be taken for another one."""
    if label.isascii():
        return False
    letters = [letter for letter in label.lower() if letter.isalpha()]
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in letters}
    others = scripts - {"LATIN"} - _TOGETHER
    return len(others) > 1 or bool(others and len(scripts) > 1) or bool(others and _TWINS.issuperset(letters))
