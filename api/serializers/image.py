"""An image in its public shape: one object that a frontend can put into `<img>` or `<picture>` as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from api.serializers.shapes import Shape
from articles.imagesets import Files, ImageSet, Variant


class FocalPointSerializer(Shape):
    """Fractions of width and height, from the upper left corner."""

    x = serializers.FloatField()
    y = serializers.FloatField()


class SizeSerializer(Shape):
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class ImageSourceSerializer(Shape):
    type = serializers.CharField()
    srcset = serializers.CharField()


class CropSerializer(Shape):
    src = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    srcset = serializers.CharField()
    sources = ImageSourceSerializer(many=True)


class ImageSerializer(Shape):
    id = serializers.IntegerField()
    alt = serializers.CharField()
    caption = serializers.CharField()
    credit = serializers.CharField()
    focal_point = FocalPointSerializer(allow_null=True)
    color = serializers.CharField()
    placeholder = serializers.CharField(allow_null=True)
    src = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    srcset = serializers.CharField()
    sources = ImageSourceSerializer(many=True)
    original = SizeSerializer()
    crops = serializers.DictField(child=CropSerializer())


def image_shape(
    image_set: ImageSet, *, alt: str = "", caption: str = "", credit: str = "", is_decorative: bool = False
) -> dict[str, Any]:
    """What is given of the use wins over the image's own; a decorative use has an empty `alt`."""
    image = image_set.image
    return {
        "id": image.pk,
        "alt": "" if is_decorative else alt or image.description,
        "caption": caption or image.caption,
        "credit": credit or image.credit,
        "focal_point": _focal_point(image),
        "color": image.color,
        "placeholder": image.placeholder or None,
        **_largest(image_set),
        "srcset": _srcset(image_set.full.jpeg),
        "sources": _sources(image_set.full),
        "original": {"width": image.width, "height": image.height},
        "crops": {name: _crop(files) for name, files in image_set.crops.items() if files.jpeg},
    }


CARD_CROP = "card"


def card_image(shaped: dict[str, Any] | None) -> dict[str, Any] | None:
    """An image as a card carries it: with the one crop that is made for cards."""
    if shaped is None:
        return None
    return {**shaped, "crops": {name: crop for name, crop in shaped["crops"].items() if name == CARD_CROP}}


def _focal_point(image: Any) -> dict[str, float] | None:
    if image.focal_point_x is None or image.focal_point_y is None:
        return None
    return {
        "x": round(image.focal_point_x / image.width, 4),
        "y": round(image.focal_point_y / image.height, 4),
    }


def _largest(image_set: ImageSet) -> dict[str, Any]:
    """Until the first JPEG is made, the picture as it was uploaded."""
    if not image_set.full.jpeg:
        image = image_set.image
        return {"src": image.file.url, "width": image.width, "height": image.height}
    widest = image_set.full.jpeg[-1]
    return {"src": widest.url, "width": widest.width, "height": widest.height}


def _srcset(variants: Sequence[Variant]) -> str:
    return ", ".join(f"{variant.url} {variant.width}w" for variant in variants)


def _sources(files: Files) -> list[dict[str, str]]:
    """The smallest files first, as `<picture>` takes the first that a browser knows."""
    formats = (("image/avif", files.avif), ("image/webp", files.webp))
    return [{"type": mime, "srcset": _srcset(variants)} for mime, variants in formats if variants]


def _crop(files: Files) -> dict[str, Any]:
    widest = files.jpeg[-1]
    return {
        "src": widest.url,
        "width": widest.width,
        "height": widest.height,
        "srcset": _srcset(files.jpeg),
        "sources": _sources(files),
    }
