"""Pictures of the newsroom: alternative text required, caption and credit with the picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image as Picture
from taggit.managers import TaggableManager
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)
from wagtail.images.models import Image as WagtailImage

from articles import encoding, imagesets, metadata
from articles.querysets import PictureQuerySet

_ORIENTATION_TAG = 0x0112
_LYING = {5, 6, 7, 8}


class UprightImageFile(WagtailImageFieldFile):
    """Measures a picture as it is seen, whichever way the camera was held."""

    def get_image_dimensions(self) -> tuple[int, int]:
        width, height = super().get_image_dimensions()
        return (height, width) if self._is_lying() else (width, height)

    def _is_lying(self) -> bool:
        was_closed = self.closed
        try:
            self.open()
            with Picture.open(self) as picture:
                return picture.getexif().get(_ORIENTATION_TAG) in _LYING
        finally:
            if was_closed:
                self.close()
            else:
                self.seek(0)


class UprightImageField(WagtailImageField):
    """A picture whose stored width and height follow its orientation."""

    attr_class = UprightImageFile


class Image(AbstractImage):
    """A picture; the fields of its use in an article win over its own."""

    file = UprightImageField(_("file"), upload_to=get_upload_to, width_field="width", height_field="height")
    description = models.CharField(
        _("alternative text"),
        max_length=255,
        help_text=_("What can be seen, for readers who cannot see it."),
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(
        _("credit"),
        max_length=255,
        blank=True,
        help_text=_("Photographer and agency, without the word Photo."),
    )
    # Named apart from Wagtail's own image model, which stays installed beside ours.
    tags = TaggableManager(_("tags"), help_text=None, blank=True, related_name="news_images")
    renditions_key = models.CharField(max_length=80, default="", editable=False, db_index=True)
    """What the JPEGs were made from; empty while they are due."""
    later_key = models.CharField(max_length=80, default="", editable=False, db_index=True)
    """The same of WebP and AVIF."""
    color = models.CharField(_("colour"), max_length=7, default="", editable=False)
    placeholder = models.TextField(default="", editable=False)
    """A thumbnail of some hundred bytes, as a data address."""

    objects = PictureQuerySet.as_manager()

    admin_form_fields = (
        "title",
        "file",
        "description",
        "caption",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = WagtailImage._meta.permissions
        default_related_name = "news_images"
        indexes = [models.Index(fields=["file"], name="image_file")]

    @property
    def current_renditions_key(self) -> str:
        focal = (self.focal_point_x, self.focal_point_y, self.focal_point_width, self.focal_point_height)
        point = "" if None in focal else "-".join(map(str, focal))
        return f"{imagesets.RECIPE}:{self.file_hash}:{point}"[:80]

    @property
    def needs_renditions(self) -> bool:
        return self.renditions_key != self.current_renditions_key

    def mark_renditions_made(self) -> None:
        """Written past `save`, so that nobody takes it for an edit of the picture."""
        self.renditions_key = self.current_renditions_key
        type(self).objects.filter(pk=self.pk).update(renditions_key=self.renditions_key)

    def mark_later_made(self) -> None:
        self.later_key = self.current_renditions_key
        type(self).objects.filter(pk=self.pk).update(later_key=self.later_key)

    def note_looks(self, picture: Picture.Image) -> None:
        """What readers see until the picture is there; written past `save`, as above."""
        self.color, self.placeholder = encoding.colour(picture), encoding.placeholder(picture)
        looks = {"color": self.color, "placeholder": self.placeholder}
        type(self).objects.filter(pk=self.pk).update(**looks)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not self.file._committed:
            self._forget_the_place()
        if not self.file_hash and self.file:
            self._set_image_file_metadata()
        if self.needs_renditions:
            self.renditions_key = self.later_key = ""
        super().save(*args, **kwargs)

    def _forget_the_place(self) -> None:
        """A new file loses where it was taken; originals are public."""
        self.file.open()
        self.file.seek(0)
        content = self.file.read()
        self.file.seek(0)
        kept = metadata.without_place(content)
        if kept is not content:
            self.file = ContentFile(kept, self.file.name)  # type: ignore[assignment]
            self._set_image_file_metadata()


class Rendition(AbstractRendition):
    """One made file of a picture."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")
    file_size = models.PositiveIntegerField(null=True, editable=False)
    """In bytes; None of what Wagtail made for its own screens."""

    def get_upload_to(self, filename: str) -> str:
        """Wagtail cuts a long name from the front, down to files that begin with a dot."""
        stem = Path(self.image.file.name).stem[:60]
        size = self.filter_spec.partition("|")[0]
        words = [stem, size, self.focal_point_key]
        return f"images/{'.'.join(word for word in words if word)}{Path(filename).suffix}"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_spec"
            ),
        ]
        indexes = [models.Index(fields=["file"], name="rendition_file")]
