"""Which addresses may stand in what readers get: pure rules, asked when one is entered and when it leaves."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit


def is_own_path(address: str) -> bool:
    """A path of this very portal. Browsers read `//`, `/\\` and a tab between as the start of a host."""
    return address.startswith("/") and address[1:2] not in ("/", "\\") and not _has_controls(address)


def is_web_address(address: str) -> bool:
    """An http or https address with a host, and no name or password before it that could pose as one."""
    if not address.lower().startswith(("https://", "http://")) or _has_controls(address):
        return False
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and "@" not in parts.netloc and "\\" not in parts.netloc
    except ValueError:
        return False


def is_link(address: str) -> bool:
    """A web address, a mail address or a phone number."""
    return is_web_address(address) or (
        address.lower().startswith(("mailto:", "tel:")) and not _has_controls(address)
    )


def links_of(stored: Any) -> list[dict[str, str]]:
    """The named addresses of a stored list of links, without those that readers had better not follow."""
    values = [row["value"] for row in stored.raw_data] if stored else []
    return [value for value in values if is_link(str(value.get("url") or ""))]


def _has_controls(address: str) -> bool:
    return any(ord(character) < 32 or ord(character) == 127 for character in address)
