"""Signed addresses of reports: whoever holds one sees one advertiser's delivery and nobody else's."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer

from ads.models import Advertiser
from runtime import keys

PURPOSE = "report_link"
LASTS = timedelta(days=90)


class LinkInvalid(Exception):
    """Nobody here signed it, or it has ended or was withdrawn."""

    code = "link_invalid"


def sign(advertiser: Advertiser, *, today: date) -> str:
    """The text that opens its reports, up to and including the day that `LASTS` says."""
    until = today + LASTS
    return _signer().sign(f"{advertiser.pk}.{advertiser.report_link_number}.{until:%Y%m%d}")


def address(advertiser: Advertiser, *, today: date) -> str:
    """Where its reports are, for whoever is given this."""
    return f"{settings.PUBLIC_URL}/reports/{sign(advertiser, today=today)}/"


def read(text: str, *, today: date) -> Advertiser:
    """Whose reports the text opens. Raises LinkInvalid."""
    try:
        number, withdrawn, until = _signer().unsign(text).split(".")
    except (BadSignature, ValueError):
        raise LinkInvalid from None
    advertiser = Advertiser.objects.in_use().filter(pk=number, report_link_number=withdrawn).first()
    if advertiser is None or f"{today:%Y%m%d}" > until:
        raise LinkInvalid
    return advertiser


def _signer() -> Signer:
    ring: list[str | bytes] = [key.hex() for key in keys.ring(PURPOSE)]
    return Signer(key=ring[0], fallback_keys=ring[1:], sep="~", salt=PURPOSE)
