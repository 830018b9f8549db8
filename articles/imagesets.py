"""The files of a picture: its sizes and crops, making those that lack, reading them all in one query."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.dispatch import Signal
from PIL import Image as Picture
from wagtail.images.models import Filter, SourceImageIOError

from articles import encoding
from articles.encoding import AVIF, EXTENSIONS, JPEG, WEBP

if TYPE_CHECKING:
    from articles.models import Image

log = logging.getLogger("warta.images")

WIDTHS = (320, 480, 640, 960, 1280)
CROPS = {"card": (16, 9), "square": (1, 1), "four_three": (4, 3)}
"""Name -> (width, height) ratio; every crop is made in the same widths, around the focal point."""

LATER = (WEBP, AVIF)
"""What the timer makes; the JPEGs are there when a picture is published."""

RECIPE = "2"
"""Raise it when widths, crops or encoders change: every image is then made anew."""

SUFFIXES = {
    JPEG: "format-jpeg|jpegquality-82|bgcolor-ffffff",
    WEBP: "format-webp|webpquality-76|bgcolor-ffffff",
    AVIF: "format-avif|avifquality-60|bgcolor-ffffff",
}

_OURS = "|bgcolor-ffffff"
"""The end of every spec of ours, and of none that the admin makes for itself."""

made = Signal()
"""Sent with `image` after new renditions of it were stored."""

UNREADABLE = (OSError, SyntaxError, ValueError, SourceImageIOError, Picture.DecompressionBombError)


@dataclass(frozen=True, slots=True)
class Variant:
    """One file of an image, in pixels."""

    width: int
    height: int
    url: str


@dataclass(frozen=True, slots=True)
class Files:
    """One picture in all its widths, each list ascending; those of the timer are empty until it came by."""

    jpeg: tuple[Variant, ...] = ()
    webp: tuple[Variant, ...] = ()
    avif: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageSet:
    """Every file of an image."""

    image: Image
    full: Files = field(default_factory=Files)
    crops: dict[str, Files] = field(default_factory=dict)


def full_sizes(image: Image) -> list[str]:
    """Filter operations of the uncropped picture, never wider than the original."""
    return [f"width-{each}" for each in WIDTHS if each <= image.width] or [f"width-{image.width}"]


def crop_sizes(image: Image, crop: str) -> list[str]:
    """Those of one crop; the largest fitting box where even the smallest width is too wide."""
    across, down = CROPS[crop]
    room = min(image.width, image.height * across // down)
    widths = [each for each in WIDTHS if each <= room] or [max(1, room)]
    return [f"fill-{each}x{max(1, round(each * down / across))}" for each in widths]


def specs(image: Image, kind: str) -> list[str]:
    """The filter specs of all files of one format."""
    sizes = [*full_sizes(image), *(size for crop in CROPS for size in crop_sizes(image, crop))]
    return [f"{size}|{SUFFIXES[kind]}" for size in sizes]


# --- making ------------------------------------------------------------------------------------------


def make(image: Image) -> int:
    """Makes the missing JPEGs, colour and placeholder; says how many files. Slow: never in a transaction."""
    count = _make(image, JPEG, seen=image.note_looks)
    image.mark_renditions_made()
    return count


def make_later(image: Image, kinds: Iterable[str] = LATER) -> int:
    """Makes the missing files of the smaller formats; readers get each format when it is whole."""
    count = sum(_make(image, kind) for kind in kinds)
    if set(LATER) <= set(kinds):
        image.mark_later_made()
    return count


def quietly(making: Callable[[Image], int], image: Image) -> int:
    """A picture that cannot be read is logged and left alone."""
    try:
        return making(image)
    except UNREADABLE as error:
        log.warning("no renditions of image %s: %s", image.pk, error)
        return 0


def make_quietly(image: Image) -> int:
    return quietly(make, image)


def _make(image: Image, kind: str, *, seen: Callable[[Picture.Image], None] | None = None) -> int:
    missing = _missing(image, kind)
    if not missing and not (seen and not image.color):
        return 0
    with image.open_file() as file:
        picture = encoding.opened(file)
    if seen:
        seen(picture)
    _store(image, [(spec, _encoded(image, picture, spec, kind)) for spec in missing], kind)
    made.send(sender=type(image), image=image)
    return len(missing)


def _missing(image: Image, kind: str) -> list[str]:
    focal = _focal_key(image)
    wanted = {(spec, _key_of(spec, focal)): spec for spec in specs(image, kind)}
    rows = image.renditions.filter(filter_spec__in=wanted.values())
    return [wanted[key] for key in wanted.keys() - set(rows.values_list("filter_spec", "focal_point_key"))]


def _focal_key(image: Image) -> str:
    """Wagtail's, by which it tells crops around another focal point apart."""
    key: str = Filter(spec="fill-1x1").get_cache_key(image)
    return key


def _key_of(spec: str, focal: str) -> str:
    return focal if spec.startswith("fill") else ""


def _encoded(image: Image, picture: Picture.Image, spec: str, kind: str) -> bytes:
    """Wagtail says what to cut out, around the focal point."""
    transform = Filter(spec=spec).get_transform(image, picture.size)
    across, down = (max(1, round(each)) for each in transform.size)
    left, top, right, bottom = transform.get_rect()
    box = (max(0, left), max(0, top), min(picture.width, right), min(picture.height, bottom))
    return encoding.encoded(encoding.cut(picture, box, (across, down)), kind)


def _store(image: Image, files: list[tuple[str, bytes]], kind: str) -> None:
    model, focal = image.get_rendition_model(), _focal_key(image)
    rows = [
        model(
            image=image,
            filter_spec=spec,
            focal_point_key=_key_of(spec, focal),
            file=ContentFile(content, f"x.{EXTENSIONS[kind]}"),
            file_size=len(content),
        )
        for spec, content in files
    ]
    model.objects.bulk_create(rows, ignore_conflicts=True)


# --- reading -----------------------------------------------------------------------------------------

Stored = dict[tuple[int, str, str], Variant]


def read(images: Iterable[Image]) -> dict[int, ImageSet]:
    """The renditions that exist, by image id, in one query; makes none."""
    by_id = {image.pk: image for image in images}
    stored = _stored(by_id)
    return {pk: _image_set(image, stored) for pk, image in by_id.items()}


def sizes_in_bytes(model: Any, image_ids: Collection[int]) -> dict[str, int]:
    """Of the JPEGs of these images by their address, in one query; `model` is that of the renditions."""
    storage = model._meta.get_field("file").storage
    rows = model.objects.filter(
        image_id__in=image_ids, file_size__isnull=False, filter_spec__endswith=SUFFIXES[JPEG]
    )
    return {storage.url(name): size for name, size in rows.values_list("file", "file_size")}


def _stored(by_id: dict[int, Image]) -> Stored:
    if not by_id:
        return {}
    model: Any = next(iter(by_id.values())).get_rendition_model()
    storage = model._meta.get_field("file").storage
    rows = model.objects.filter(image_id__in=by_id, filter_spec__endswith=_OURS)
    columns = ("image_id", "filter_spec", "focal_point_key", "width", "height", "file")
    return {
        (image_id, spec, focal): Variant(width, height, storage.url(name))
        for image_id, spec, focal, width, height, name in rows.values_list(*columns)
    }


def _image_set(image: Image, stored: Stored) -> ImageSet:
    focal = _focal_key(image)
    return ImageSet(
        image=image,
        full=_files(image, full_sizes(image), "", stored),
        crops={crop: _files(image, crop_sizes(image, crop), focal, stored) for crop in CROPS},
    )


def _files(image: Image, sizes: list[str], focal: str, stored: Stored) -> Files:
    def found(kind: str) -> Iterator[Variant]:
        keys = ((image.pk, f"{size}|{SUFFIXES[kind]}", focal) for size in sizes)
        return (stored[key] for key in keys if key in stored)

    return Files(jpeg=tuple(found(JPEG)), webp=tuple(found(WEBP)), avif=tuple(found(AVIF)))
