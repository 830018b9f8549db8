"""Which addresses may stand in what readers get: pure rules, asked when one is entered and when it leaves."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from runtime.webaddress import HIDDEN, fault, has_hidden
from runtime.webaddress import is_web_address as is_web_address

LINKS = _("Enter an address that starts with https://, http://, mailto: or tel:.")
PLACES = _("Enter an address that starts with https:// or /.")


def is_own_path(address: str) -> bool:
    """A path of this very portal. Browsers read `//`, `/\\` and a tab between as the start of a host."""
    return address.startswith("/") and address[1:2] not in ("/", "\\") and not _has_controls(address)


def is_link(address: str) -> bool:
    """A web address, a mail address or a phone number."""
    return is_web_address(address) or (
        address.lower().startswith(("mailto:", "tel:")) and not _has_controls(address)
    )


def validate_link(address: str) -> None:
    """A link as `is_link` knows it. Raises ValidationError, which says what is allowed."""
    _refuse(address, others=("mailto:", "tel:"), allowed=LINKS)


def validate_place(address: str) -> None:
    """A link, or a path of this portal. Raises ValidationError, which says what is allowed."""
    if not is_own_path(address):
        _refuse(address, others=("mailto:", "tel:"), allowed=PLACES)


def validate_redirect(address: str) -> None:
    """A web address, or a path of this portal. Raises ValidationError, which says what is allowed."""
    if not is_own_path(address):
        _refuse(address, others=(), allowed=PLACES)


def links_of(stored: Any) -> list[dict[str, str]]:
    """The named addresses of a stored list of links, without those that readers had better not follow."""
    values = [row["value"] for row in stored.raw_data] if stored else []
    return [value for value in values if is_link(str(value.get("url") or ""))]


def _refuse(address: str, *, others: tuple[str, ...], allowed: Any) -> None:
    """Unless it is a web address or begins with one of the other schemes."""
    if address.lower().startswith(("https://", "http://")):
        reason = fault(address)
    elif address.lower().startswith(others):
        reason = HIDDEN if has_hidden(address) else None
    else:
        reason = allowed
    if reason is not None:
        raise ValidationError(reason, code="address")


def _has_controls(address: str) -> bool:
    return any(ord(character) < 32 or ord(character) == 127 for character in address)
