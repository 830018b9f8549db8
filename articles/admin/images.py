"""The upload form of pictures: what is too large is refused from its header, before anything is decoded."""

from __future__ import annotations

import struct
import warnings
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image as Picture
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from runtime import frames

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_FRAMES = 50


class PictureField(WagtailImageField):
    """Wagtail's field behind our limits."""

    def to_python(self, data: Any) -> Any:
        if data not in self.empty_values:
            self._refuse_format(data)
            _refuse_heavy(data)
            self._refuse_bomb(data)
            self._refuse_damage(data)
        return super().to_python(data)

    def _refuse_damage(self, upload: Any) -> None:
        """Decodes the first frame, now that it is known to be small enough; Wagtail's field would raise."""
        upload.seek(0)
        try:
            with Picture.open(BytesIO(upload.read())) as picture:
                picture.load()
        except (OSError, ValueError, SyntaxError, LookupError, EOFError, struct.error) as error:
            raise forms.ValidationError(
                _("This picture is damaged: only a part of it can be read."), code="damaged"
            ) from error
        finally:
            upload.seek(0)

    def _refuse_format(self, upload: Any) -> None:
        """By the name first, so that a drawing is told from a broken picture."""
        extension = PurePath(upload.name).suffix.lower().removeprefix(".")
        if extension not in self.allowed_image_extensions:
            raise forms.ValidationError(
                self.error_messages["invalid_image_extension"], code="invalid_image_extension"
            )

    def _refuse_bomb(self, upload: Any) -> None:
        try:
            width, height, frame_count = _measure(upload)
        except Picture.DecompressionBombError:
            width, height, frame_count = MAX_PIXELS + 1, 1, 1
        except (OSError, ValueError, SyntaxError, LookupError, EOFError, struct.error) as error:
            raise forms.ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error
        _refuse_pixels(width * height)
        _refuse_frames(frame_count)


class ImageForm(BaseImageForm):
    """Wagtail's form with our field for the file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.fields.get("file")
        if file is not None:
            self.fields["file"] = PictureField(
                label=file.label, required=file.required, widget=file.widget, help_text=file.help_text
            )


def bound_avatars() -> None:
    """What people upload of themselves: Wagtail's form makes it smaller, whatever its size."""
    from wagtail.admin.forms.account import AvatarPreferencesForm  # it needs the registry of models

    stock = AvatarPreferencesForm.base_fields["avatar"]
    AvatarPreferencesForm.base_fields["avatar"] = PictureField(label=stock.label, required=False)


def _refuse_heavy(upload: Any) -> None:
    if upload.size > MAX_BYTES:
        raise forms.ValidationError(
            _("This file is too big (%(size)s). At most %(limit)s are allowed.")
            % {"size": filesizeformat(upload.size), "limit": filesizeformat(MAX_BYTES)},
            code="file_too_large",
        )


def _refuse_pixels(count: int) -> None:
    if count > MAX_PIXELS:
        raise forms.ValidationError(
            _("This picture has too many pixels. At most %(limit)s megapixels are allowed.")
            % {"limit": MAX_PIXELS // 1_000_000},
            code="file_too_many_pixels",
        )


def _refuse_frames(count: int) -> None:
    if count > MAX_FRAMES:
        raise forms.ValidationError(
            _("This picture has too many frames. At most %(limit)s are allowed.") % {"limit": MAX_FRAMES},
            code="file_too_many_frames",
        )


def _measure(upload: Any) -> tuple[int, int, int]:
    content = BytesIO(upload.read())
    upload.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Picture.DecompressionBombWarning)
        with Picture.open(content) as picture:
            width, height = picture.size
    if width * height > MAX_PIXELS:
        return width, height, 1
    return width, height, frames.count_up_to(content, MAX_FRAMES)
