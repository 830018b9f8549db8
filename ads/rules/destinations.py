"""Where a click may lead: a few harmless schemes, and nothing that could split a Location header."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SCHEMES = ("http", "https", "mailto", "tel", "whatsapp")


def validate_destination(url: str) -> None:
    if any(ord(character) < 33 or ord(character) == 127 for character in url):
        raise ValidationError(
            _("A destination has no spaces, line breaks or control characters."), code="destination"
        )
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname)
    except ValueError:
        raise ValidationError(_("This is not an address."), code="destination") from None
    if parts.scheme not in SCHEMES:
        raise ValidationError(
            _("A destination begins with one of: %(schemes)s."),
            code="destination",
            params={"schemes": "https://, http://, mailto:, tel:, whatsapp:"},
        )
    if parts.scheme in ("http", "https") and not has_host:
        raise ValidationError(
            _("A web address needs a host, for example https://example.org/offer."), code="destination"
        )
    if parts.scheme in ("mailto", "tel") and not parts.path:
        raise ValidationError(
            _("Write the address after the colon, for example tel:+6221500123."), code="destination"
        )
