"""Takes an uploaded picture in: judged before it is decoded, stored unchanged, each content once."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from ads.models import CreativeAsset

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
TYPES = {
    "JPEG": ("jpg", "image/jpeg"),
    "PNG": ("png", "image/png"),
    "GIF": ("gif", "image/gif"),
    "WEBP": ("webp", "image/webp"),
}


@dataclass(frozen=True)
class Picture:
    extension: str
    content_type: str
    width: int
    height: int


def inspect_picture(file: IO[bytes], *, byte_size: int) -> Picture:
    """Type and size of a harmless picture; leaves the file at its start. Raises ValidationError."""
    if byte_size > MAX_BYTES:
        raise _refused(
            _("A picture has at most %(limit)d MB.") % {"limit": MAX_BYTES // 1024 // 1024}, "too_big"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = _read_header(file)
            file.seek(0)
            with Image.open(file, formats=tuple(TYPES)) as image:
                image.load()
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise _refused(_("This is not a picture: allowed are JPEG, PNG, GIF and WebP."), "picture") from None
    finally:
        file.seek(0)
    return picture


def _read_header(file: IO[bytes]) -> Picture:
    """What the header says; nothing is decoded, so a bomb is refused before it opens."""
    file.seek(0)
    with Image.open(file, formats=tuple(TYPES)) as image:
        width, height = image.size
        frames = getattr(image, "n_frames", 1)
        if width * height * frames > MAX_PIXELS:
            raise _too_many_pixels()
        extension, content_type = TYPES[str(image.format)]
    return Picture(extension=extension, content_type=content_type, width=width, height=height)


@transaction.atomic
def store_picture(file: File[bytes], *, name: str) -> CreativeAsset:
    """The stored asset with these bytes, made when there is none. Raises as `inspect_picture`."""
    content = _read_all(file)
    picture = inspect_picture(io.BytesIO(content), byte_size=len(content))
    digest = hashlib.sha256(content).hexdigest()
    stored = CreativeAsset.objects.filter(sha256=digest).first()
    if stored is not None:
        return stored
    asset = CreativeAsset(
        sha256=digest,
        extension=picture.extension,
        content_type=picture.content_type,
        byte_size=len(content),
        width=picture.width,
        height=picture.height,
        original_name=PurePath(name).name[:200] or "picture",
    )
    asset.file.save(name="picture", content=ContentFile(content), save=False)
    asset.save()
    return asset


def _read_all(file: File[bytes]) -> bytes:
    file.seek(0)
    content: bytes = file.read(MAX_BYTES + 1)
    file.seek(0)
    return content


def _too_many_pixels() -> ValidationError:
    return _refused(
        _("A picture has at most %(limit)d megapixels.") % {"limit": MAX_PIXELS // 1_000_000}, "pixels"
    )


def _refused(message: object, code: str) -> ValidationError:
    return ValidationError(str(message), code=code)
