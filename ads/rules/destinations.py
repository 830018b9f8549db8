"""Where a click may lead: a few harmless schemes and macros, nothing that could split a Location header."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from runtime.webaddress import NO_HOST, fault, has_hidden

SCHEMES = ("http", "https", "mailto", "tel", "whatsapp")
MACROS = ("line_item", "campaign", "creative", "slot", "device", "timestamp")
"""Written `{line_item}`; `slot` is a code, `device` one of mobile, tablet, desktop, bot, other."""

FRONTEND = "{frontend}"
"""At the start of a destination: the portal's own address, wherever it is served today."""

_MACRO = re.compile(r"\{([^{}]*)\}")


def validate_destination(url: str) -> None:
    url = _absolute(url, "https://frontend.example")
    if has_hidden(url):
        raise ValidationError(
            _("A destination has no spaces, line breaks or invisible characters."), code="destination"
        )
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValidationError(NO_HOST, code="destination") from None
    if parts.scheme not in SCHEMES:
        raise ValidationError(
            _("A destination begins with one of: %(schemes)s."),
            code="destination",
            params={"schemes": "https://, http://, mailto:, tel:, whatsapp:"},
        )
    if parts.scheme in ("mailto", "tel") and not parts.path:
        raise ValidationError(
            _("Write the address after the colon, for example tel:+6221500123."), code="destination"
        )
    _check_macros(url, parts.netloc)
    if parts.scheme in ("http", "https") and (reason := fault(url)):
        raise ValidationError(reason, code="destination")


def expand(url: str, values: Mapping[str, object], *, frontend: str) -> str:
    """The destination with its macros filled in, percent-encoded; what is no macro stays as it is.

    `frontend`: scheme and host of the portal.
    """

    def value(found: re.Match[str]) -> str:
        name = found[1]
        return quote(str(values.get(name, "")), safe="") if name in MACROS else found[0]

    return _MACRO.sub(value, _absolute(url, frontend))


def _absolute(url: str, frontend: str) -> str:
    is_relative = url == FRONTEND or url.startswith(FRONTEND + "/")
    return frontend + url.removeprefix(FRONTEND) if is_relative else url


def _check_macros(url: str, host: str) -> None:
    if "{" in host or "}" in host:
        raise ValidationError(_("The host of a destination holds no macro."), code="destination")
    unknown = next((name for name in _MACRO.findall(url) if name not in MACROS), None)
    left = _MACRO.sub("", url)
    if unknown is not None or "{" in left or "}" in left:
        raise ValidationError(
            _("Unknown macro; allowed are: %(macros)s."),
            code="destination",
            params={"macros": ", ".join(f"{{{name}}}" for name in MACROS)},
        )
