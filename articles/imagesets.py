"""The sizes of a picture: which JPEGs it needs, making the missing ones, reading them all in one query."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.dispatch import Signal
from wagtail.images.models import Filter, SourceImageIOError

if TYPE_CHECKING:
    from articles.models import Image

log = logging.getLogger("warta.images")

WIDTHS = (320, 480, 640, 960, 1280)
CROPS = {"card": (16, 9)}
"""Name -> (width, height) ratio; every crop is made in the same widths."""

RECIPE = "1"
"""Raise it when widths, crops or quality change: every image is then made anew."""

_JPEG = "format-jpeg|jpegquality-82|bgcolor-ffffff"

made = Signal()
"""Sent with `image` after new renditions of it were stored."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One file of an image, in pixels."""

    width: int
    height: int
    url: str


@dataclass(frozen=True, slots=True)
class ImageSet:
    """Every file of an image, each list ascending by width."""

    image: Image
    jpeg: tuple[Variant, ...] = ()
    webp: tuple[Variant, ...] = ()
    avif: tuple[Variant, ...] = ()
    crops: dict[str, tuple[Variant, ...]] = field(default_factory=dict)


def full_specs(image: Image) -> list[str]:
    """Filter specs of the uncropped JPEGs, never wider than the original."""
    widths = [each for each in WIDTHS if each <= image.width] or [image.width]
    return [f"width-{each}|{_JPEG}" for each in widths]


def crop_specs(image: Image, crop: str) -> list[str]:
    """Filter specs of one crop; the largest fitting box where even the smallest width is too wide."""
    across, down = CROPS[crop]
    room = min(image.width, image.height * across // down)
    widths = [each for each in WIDTHS if each <= room] or [max(1, room)]
    return [f"fill-{each}x{max(1, round(each * down / across))}|{_JPEG}" for each in widths]


def specs(image: Image) -> list[str]:
    """All that an image needs."""
    return full_specs(image) + [spec for crop in CROPS for spec in crop_specs(image, crop)]


def make(image: Image) -> int:
    """Makes the missing JPEGs and says how many; slow, so never inside a transaction."""
    wanted = [Filter(spec=spec) for spec in specs(image)]
    missing = [each for each in wanted if each not in image.find_existing_renditions(*wanted)]
    if missing:
        image.create_renditions(*missing)
    image.mark_renditions_made()
    if missing:
        made.send(sender=type(image), image=image)
    return len(missing)


def make_quietly(image: Image) -> int:
    """Like `make`, but a picture that cannot be read is logged and left alone."""
    try:
        return make(image)
    except (OSError, SyntaxError, ValueError, SourceImageIOError) as error:
        log.warning("no renditions of image %s: %s", image.pk, error)
        return 0


def read(images: Iterable[Image]) -> dict[int, ImageSet]:
    """The renditions that exist, by image id, in one query; makes none."""
    by_id = {image.pk: image for image in images}
    stored = _stored(by_id)
    return {pk: _image_set(image, stored) for pk, image in by_id.items()}


def _stored(by_id: dict[int, Image]) -> dict[tuple[int, str, str], Variant]:
    if not by_id:
        return {}
    rendition_model = next(iter(by_id.values())).get_rendition_model()
    rows = rendition_model.objects.filter(image_id__in=by_id, filter_spec__endswith=_JPEG)
    return {(row.image_id, row.filter_spec, row.focal_point_key): _variant(row) for row in rows}


def _variant(rendition: Any) -> Variant:
    return Variant(rendition.width, rendition.height, rendition.url)


def _image_set(image: Image, stored: dict[tuple[int, str, str], Variant]) -> ImageSet:
    return ImageSet(
        image=image,
        jpeg=tuple(_found(image, full_specs(image), stored)),
        crops={crop: tuple(_found(image, crop_specs(image, crop), stored)) for crop in CROPS},
    )


def _found(image: Image, wanted: list[str], stored: dict[tuple[int, str, str], Variant]) -> Iterator[Variant]:
    for spec in wanted:
        variant = stored.get((image.pk, spec, Filter(spec=spec).get_cache_key(image)))
        if variant:
            yield variant
