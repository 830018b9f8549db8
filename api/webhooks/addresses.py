"""Which addresses a receiver may have: public ones by HTTPS, and those that the operator named."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from runtime import http


def validate_address(url: str) -> None:
    """What can be said without asking a resolver; the client looks again at each attempt."""
    inside = settings.WEBHOOK_HOSTS
    try:
        http.check_text(url, inside=inside)
    except http.RequestRefused as refusal:
        raise ValidationError(
            _("This server must not ask this address: %(reason)s."), params={"reason": refusal}
        ) from None
    parts = urlsplit(url)
    if settings.IS_PRODUCTION and parts.scheme != "https" and parts.netloc.lower() not in inside:
        raise ValidationError(_("The address has to begin with https://."))
