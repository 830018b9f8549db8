"""The upload form of pictures: what is too large is refused from its header, before anything is decoded."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image as Picture
from PIL import UnidentifiedImageError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from articles import frames

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_FRAMES = 50


class PictureField(WagtailImageField):
    """Wagtail's field behind our limits."""

    def to_python(self, data: Any) -> Any:
        if data not in self.empty_values:
            _refuse_heavy(data)
            _refuse_bomb(data)
        return super().to_python(data)


class ImageForm(BaseImageForm):
    """Wagtail's form with our field for the file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.fields.get("file")
        if file is not None:
            self.fields["file"] = PictureField(
                label=file.label, required=file.required, widget=file.widget, help_text=file.help_text
            )


def _refuse_heavy(upload: Any) -> None:
    if upload.size > MAX_BYTES:
        raise forms.ValidationError(
            _("This file is too big (%(size)s). At most %(limit)s are allowed.")
            % {"size": filesizeformat(upload.size), "limit": filesizeformat(MAX_BYTES)},
            code="file_too_large",
        )


def _refuse_bomb(upload: Any) -> None:
    """Looks at the header alone; what Pillow does not know is left to Wagtail's own checks."""
    try:
        width, height, frame_count = _measure(upload)
    except Picture.DecompressionBombError:
        width, height, frame_count = MAX_PIXELS + 1, 1, 1
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, IndexError, EOFError):
        return
    if width * height > MAX_PIXELS:
        raise forms.ValidationError(
            _("This picture has too many pixels. At most %(limit)s megapixels are allowed.")
            % {"limit": MAX_PIXELS // 1_000_000},
            code="file_too_many_pixels",
        )
    if frame_count > MAX_FRAMES:
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
