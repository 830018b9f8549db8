"""Loads the ad half of the demo: what the desk booked, approved and live, through revisions."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.files.base import ContentFile

from ads.assets import store_picture, store_upload
from ads.models import (
    AdSlot,
    Advertiser,
    Campaign,
    Creative,
    LineItem,
    LineItemControl,
    LineItemCreative,
    SlotGroup,
)
from cms.demo import artwork, bookings
from cms.demo.artwork import Poster
from cms.demo.bookings import Artwork, Booking
from runtime import versions

STARTED_DAYS_AGO = 7
GOAL_TERMS = {"goal_type": "impressions", "cost_type": "CPM", "rate": 12_500}


def load_bookings(*, addresses: Mapping[str, str], starts_at: datetime) -> None:
    """Adds what is not there by its name. `addresses` are those of the standing pages, by slug."""
    slots = _slots()
    advertisers = {name: _advertiser(name, legal, labels) for name, legal, labels in bookings.ADVERTISERS}
    campaigns = {
        name: _campaign(name, advertisers[advertiser], deal, order)
        for name, advertiser, deal, order in bookings.CAMPAIGNS
    }
    creatives = {
        facts.name: _creative(facts, advertisers[facts.advertiser], addresses[facts.page])
        for facts in bookings.ARTWORK
    }
    for facts in bookings.LINE_ITEMS:
        if not LineItem.objects.filter(name=facts.name).exists():
            _line_item(facts, campaigns[facts.campaign], slots, creatives, starts_at)
    versions.bump("ads")


def _slots() -> dict[str, AdSlot]:
    groups = {
        code: SlotGroup.objects.get_or_create(code=code, defaults={"name": name})[0]
        for code, name in bookings.GROUPS
    }
    return {
        code: _slot(code, name, groups[group], rows, label)
        for code, name, group, rows, label in bookings.SLOTS
    }


def _slot(
    code: str, name: str, group: SlotGroup, breakpoints: list[dict[str, Any]], disclosure: str
) -> AdSlot:
    found = AdSlot.objects.filter(code=code).first()
    return found or _checked(
        AdSlot(code=code, name=name, group=group, breakpoints=breakpoints, disclosure=disclosure)
    )


def _advertiser(name: str, legal_name: str, labels: tuple[str, ...]) -> Advertiser:
    found = Advertiser.objects.filter(name=name).first()
    return found or _checked(Advertiser(name=name, legal_name=legal_name, exclusion_labels=list(labels)))


def _campaign(name: str, advertiser: Advertiser, deal_type: str, order_number: str) -> Campaign:
    found = Campaign.objects.filter(name=name, advertiser=advertiser).first()
    return found or _checked(
        Campaign(name=name, advertiser=advertiser, deal_type=deal_type, order_number=order_number)
    )


def _creative(facts: Artwork, advertiser: Advertiser, destination: str) -> Creative:
    found = Creative.objects.filter(name=facts.name, advertiser=advertiser).first()
    row = Creative(
        name=facts.name, advertiser=advertiser, destination_url=destination, live=False, **_shown(facts)
    )
    creative: Creative = found or _published(row)
    return creative


def _shown(facts: Artwork) -> dict[str, Any]:
    words = {"title": facts.title, "body": facts.body}
    if facts.folder:
        file = ContentFile(_zipped(Path(__file__).parent / facts.folder), "page.zip")
        asset = store_upload(file, name=f"{facts.folder}.zip", is_package=True)
        return {"format": "html", "asset": asset}
    if facts.cta and facts.poster:
        file = ContentFile(artwork.picture(facts.poster, facts.size), "picture.png")
        asset = store_picture(file, name=f"{facts.poster.motif}.png")
        return {"format": "native", "asset": asset, "cta": facts.cta, **words}
    return _picture(facts, facts.poster) if facts.poster else {"format": "text", **words}


def _zipped(folder: Path) -> bytes:
    """The same bytes whenever it is made, so that it is stored once."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.writestr(ZipInfo(path.name), path.read_bytes(), ZIP_DEFLATED)
    return buffer.getvalue()


def _picture(facts: Artwork, poster: Poster) -> dict[str, Any]:
    file = ContentFile(artwork.draw(poster, facts.size), "poster.png")
    width, height = facts.size
    name = f"{facts.name.split(':')[0].lower().replace(' ', '-')}-{width}x{height}.png"
    return {"format": "image", "asset": store_picture(file, name=name), "alt": facts.alt}


def _line_item(
    facts: Booking,
    campaign: Campaign,
    slots: Mapping[str, AdSlot],
    creatives: Mapping[str, Creative],
    starts_at: datetime,
) -> None:
    row = LineItem(
        name=facts.name,
        campaign=campaign,
        tier=facts.tier,
        share_percent=facts.share_percent,
        weight=facts.weight,
        starts_at=starts_at - timedelta(days=0 if facts.goal else STARTED_DAYS_AGO),
        ends_at=starts_at + timedelta(days=facts.days) if facts.days else None,
        live=False,
        **(GOAL_TERMS | {"goal_quantity": facts.goal} if facts.goal else {}),
    )
    row.slots = [slots[code] for code in facts.slots]
    row.uses = [LineItemCreative(creative=creatives[name]) for name in facts.creatives]
    _published(row)
    LineItemControl.objects.get_or_create(line_item=row)


def _checked(row: Any) -> Any:
    row.full_clean()
    row.save()
    return row


def _published(row: Any) -> Any:
    """Approved as it stands, by a revision."""
    _checked(row)
    row.save_revision(clean=False).publish()
    return type(row).objects.get(pk=row.pk)
