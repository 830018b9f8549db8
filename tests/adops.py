"""Builds what an ad desk books, approved and live, through real revisions as the admin does."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.core.files.base import ContentFile
from PIL import Image

from ads.assets import store_picture, store_upload
from ads.models import (
    AdSlot,
    Advertiser,
    Campaign,
    Creative,
    CreativeAsset,
    LineItem,
    LineItemCreative,
    SlotGroup,
)

NOON = datetime(2026, 8, 15, 5, 0, tzinfo=UTC)  # noon in Jakarta, as the fixture `clock`

_number = count(1)


def advertiser(name: str | None = None, *, labels: Sequence[str] = (), **fields: Any) -> Advertiser:
    row = Advertiser(name=name or f"Advertiser {next(_number)}", exclusion_labels=list(labels), **fields)
    return _saved(row)


def campaign(name: str | None = None, *, advertiser: Advertiser | None = None, **fields: Any) -> Campaign:
    payer = advertiser or globals()["advertiser"]()
    return _saved(Campaign(name=name or f"Campaign {next(_number)}", advertiser=payer, **fields))


def group(code: str, **fields: Any) -> SlotGroup:
    return _saved(SlotGroup(code=code, name=fields.pop("name", code.title()), **fields))


def slot(
    code: str,
    sizes: Sequence[tuple[int, int]] = ((300, 250),),
    *,
    wide: dict[int, Sequence[tuple[int, int]]] | None = None,
    **fields: Any,
) -> AdSlot:
    """A slot that takes `sizes` from width 0 on, and those of `wide` from each of its widths on."""
    by_width = {0: sizes, **(wide or {})}
    breakpoints = [{"min_width": width, "sizes": [list(s) for s in fits]} for width, fits in by_width.items()]
    return _saved(AdSlot(code=code, name=fields.pop("name", code), breakpoints=breakpoints, **fields))


def picture(
    size: tuple[int, int] = (300, 250), colour: str = "#205080", *, kind: str = "PNG"
) -> ContentFile[bytes]:
    """The bytes of a picture of one colour, as a browser uploads it."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind)
    return ContentFile(buffer.getvalue(), name=f"picture.{kind.lower()}")


def asset(size: tuple[int, int] = (300, 250), colour: str = "#205080") -> CreativeAsset:
    return store_picture(picture(size, colour), name="picture.png")


def image_creative(
    name: str | None = None,
    *,
    size: tuple[int, int] = (300, 250),
    advertiser: Advertiser | None = None,
    destination: str = "https://example.org/offer",
    publish: bool = True,
    **fields: Any,
) -> Creative:
    number = next(_number)
    colour = fields.pop("colour", f"#{(number * 2654435761) % 0xFFFFFF:06x}")
    row = Creative(
        name=name or f"Creative {number}",
        advertiser=advertiser or globals()["advertiser"](),
        format="image",
        asset=fields.pop("asset", None) or asset(size, colour),
        alt=fields.pop("alt", "An offer"),
        destination_url=destination,
        live=False,
        **fields,
    )
    return _drafted(row, publish=publish)


def text_creative(
    name: str | None = None,
    *,
    advertiser: Advertiser | None = None,
    destination: str = "https://example.org/offer",
    publish: bool = True,
    **fields: Any,
) -> Creative:
    row = Creative(
        name=name or f"Creative {next(_number)}",
        advertiser=advertiser or globals()["advertiser"](),
        format="text",
        title=fields.pop("title", "An offer"),
        body=fields.pop("body", "What it is about."),
        destination_url=destination,
        live=False,
        **fields,
    )
    return _drafted(row, publish=publish)


def native_creative(
    name: str | None = None,
    *,
    advertiser: Advertiser | None = None,
    destination: str = "https://example.org/offer",
    publish: bool = True,
    **fields: Any,
) -> Creative:
    row = Creative(
        name=name or f"Creative {next(_number)}",
        advertiser=advertiser or globals()["advertiser"](),
        format="native",
        title=fields.pop("title", "An offer"),
        body=fields.pop("body", "What it is about."),
        destination_url=destination,
        live=False,
        **fields,
    )
    return _drafted(row, publish=publish)


def framed_creative(
    markup: str = "<p>An offer</p>",
    *,
    kind: str = "html",
    package: bytes | None = None,
    size: tuple[int, int] | None = (300, 250),
    advertiser: Advertiser | None = None,
    destination: str = "https://example.org/offer",
    publish: bool = True,
    **fields: Any,
) -> Creative:
    """A page of the advertiser's own: markup, or the bytes of a zip as `package`."""
    width, height = size or (None, None)
    row = Creative(
        name=fields.pop("name", f"Creative {next(_number)}"),
        advertiser=advertiser or globals()["advertiser"](),
        format=kind,
        asset=store_upload(ContentFile(package), name="page.zip", is_package=True) if package else None,
        markup="" if package else markup,
        width=width,
        height=height,
        destination_url=destination,
        live=False,
        **fields,
    )
    return _drafted(row, publish=publish)


def line_item(
    tier: str = "network",
    slots: Sequence[AdSlot] = (),
    *,
    groups: Sequence[SlotGroup] = (),
    share: float | str | None = None,
    weight: int = 1,
    creatives: Sequence[Creative | LineItemCreative] | None = None,
    campaign: Campaign | None = None,
    publish: bool = True,
    **fields: Any,
) -> LineItem:
    """An approved line item that runs at NOON. `creatives` holds creatives, or uses with a weight and dates.

    None as `creatives` makes one picture that fits the first slot; an empty list makes none.
    """
    deal = campaign or globals()["campaign"]()
    row = LineItem(
        name=fields.pop("name", f"Line item {next(_number)}"),
        campaign=deal,
        tier=tier,
        share_percent=share,
        weight=weight,
        starts_at=fields.pop("starts_at", NOON - timedelta(days=1)),
        ends_at=fields.pop("ends_at", NOON + timedelta(days=30)),
        live=False,
        **fields,
    )
    row.slots = list(slots)
    row.slot_groups = list(groups)
    row.uses = [use_of(creative) for creative in _creatives_for(deal, slots, creatives)]
    return _drafted(row, publish=publish)


def use_of(creative: Creative | LineItemCreative, **fields: Any) -> LineItemCreative:
    """The use of a creative, with a weight or dates if given."""
    return (
        creative if isinstance(creative, LineItemCreative) else LineItemCreative(creative=creative, **fields)
    )


def publish(row: LineItem | Creative) -> LineItem | Creative:
    """Approve what the object holds now, as an editor's click on Publish does."""
    row.save_revision().publish()
    row.refresh_from_db()
    return row


def person(name: str, permissions: Sequence[str] = ()) -> User:
    """Someone with a role of exactly these permissions ("ads.change_lineitem") and access to the admin."""
    role = Group.objects.create(name=f"role of {name}")
    wanted = [*permissions, "wagtailadmin.access_admin"]
    for permission in wanted:
        app, _, codename = permission.partition(".")
        role.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    user = User.objects.create_user(name)
    user.groups.add(role)
    return user


def _creatives_for(
    deal: Campaign, slots: Sequence[AdSlot], creatives: Sequence[Creative | LineItemCreative] | None
) -> Sequence[Creative | LineItemCreative]:
    if creatives is not None:
        return creatives
    size = tuple(slots[0].breakpoints[0]["sizes"][0]) if slots else (300, 250)
    return [image_creative(size=size, advertiser=deal.advertiser)]


def _saved(row: Any) -> Any:
    row.full_clean()
    row.save()
    return row


def _drafted(row: Any, *, publish: bool) -> Any:
    row.full_clean()
    row.save()
    revision = row.save_revision(clean=False)
    if publish:
        revision.publish()
    return type(row).objects.get(pk=row.pk)
