"""Takes an uploaded picture or zip in: judged before it is unpacked, stored unchanged, each content once."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from ads.models import CreativeAsset
from ads.models.creatives import PACKAGE
from ads.rules.packages import inspect_package
from runtime import frames

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_FRAMES = 50
TYPES = {
    "JPEG": ("jpg", "image/jpeg"),
    "PNG": ("png", "image/png"),
    "GIF": ("gif", "image/gif"),
    "WEBP": ("webp", "image/webp"),
}


@dataclass(frozen=True)
class Facts:
    """What is kept of an upload beside its bytes."""

    extension: str
    content_type: str
    width: int | None
    height: int | None


def inspect_upload(file: IO[bytes], *, byte_size: int, is_package: bool) -> Facts:
    """What an upload is: a zip with a page of its own, or a picture. Raises ValidationError."""
    inspect = inspect_zip if is_package else inspect_picture
    return inspect(file, byte_size=byte_size)


def inspect_zip(file: IO[bytes], *, byte_size: int) -> Facts:
    """A zip that can be served as it is; leaves the file at its start. Raises ValidationError."""
    if byte_size > MAX_BYTES:
        raise _refused(_("A zip has at most %(limit)d MB.") % {"limit": MAX_BYTES // 1024 // 1024}, "too_big")
    width, height = inspect_package(file).size or (None, None)
    return Facts(extension=PACKAGE, content_type="application/zip", width=width, height=height)


def inspect_picture(file: IO[bytes], *, byte_size: int) -> Facts:
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
    except (UnidentifiedImageError, OSError, SyntaxError, LookupError, ValueError, EOFError):
        raise _refused(_("This is not a picture: allowed are JPEG, PNG, GIF and WebP."), "picture") from None
    finally:
        file.seek(0)
    return picture


def _read_header(file: IO[bytes]) -> Facts:
    """What the header says; nothing is decoded, so a bomb is refused before it opens."""
    file.seek(0)
    with Image.open(file, formats=tuple(TYPES)) as image:
        width, height = image.size
        extension, content_type = TYPES[str(image.format)]
    if width * height > MAX_PIXELS:
        raise _too_many_pixels()
    frame_count = frames.count_up_to(file, MAX_FRAMES)
    if frame_count > MAX_FRAMES:
        raise _refused(_("A picture has at most %(limit)d frames.") % {"limit": MAX_FRAMES}, "frames")
    if width * height * frame_count > MAX_PIXELS:
        raise _too_many_pixels()
    return Facts(extension=extension, content_type=content_type, width=width, height=height)


def store_picture(file: File[bytes], *, name: str) -> CreativeAsset:
    return store_upload(file, name=name, is_package=False)


@transaction.atomic
def store_upload(file: File[bytes], *, name: str, is_package: bool) -> CreativeAsset:
    """The stored asset with these bytes, made when there is none. Raises as `inspect_upload`."""
    content = _read_all(file)
    facts = inspect_upload(io.BytesIO(content), byte_size=len(content), is_package=is_package)
    digest = hashlib.sha256(content).hexdigest()
    stored: CreativeAsset | None = CreativeAsset.objects.filter(sha256=digest).first()
    if stored is not None:
        return stored
    asset = CreativeAsset(
        sha256=digest,
        byte_size=len(content),
        original_name=PurePath(name).name[:200] or "file",
        **asdict(facts),
    )
    asset.file.save(name="file", content=ContentFile(content), save=False)
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
