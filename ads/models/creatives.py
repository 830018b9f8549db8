"""Artwork: a Creative with its stored destination, and its file as it was uploaded (CreativeAsset)."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from ads.bookings import unfit_reason
from ads.models.archive import Archivable
from ads.models.inventory import AdSlot, Format
from ads.models.parties import Advertiser
from ads.querysets import CreativeQuerySet
from ads.rules.destinations import validate_destination


def asset_path(asset: CreativeAsset, filename: str) -> str:
    """Named by content; `visuals` because public block lists hide what says ads or banner."""
    return f"visuals/{asset.sha256[:2]}/{asset.sha256}.{asset.extension}"


class CreativeAsset(models.Model):
    """One uploaded file, its bytes unchanged: never edited, shared by every revision that shows it."""

    file = models.FileField(_("file"), upload_to=asset_path, max_length=200)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    extension = models.CharField(max_length=5, editable=False)
    content_type = models.CharField(max_length=40, editable=False)
    byte_size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    original_name = models.CharField(_("file name"), max_length=200, editable=False)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("creative file")
        verbose_name_plural = _("creative files")

    def __str__(self) -> str:
        return f"{self.original_name} ({self.width}×{self.height})"


class Creative(WorkflowMixin, DraftStateMixin, RevisionMixin, PreviewableMixin, Archivable, models.Model):
    """What a reader sees and where a click goes. A changed destination, picture or text needs approval."""

    # What readers see and where a click leads; name, alternative text and weights need no review.
    REVIEWED_FIELDS = ("advertiser_id", "format", "asset_id", "title", "body", "destination_url")

    name = models.CharField(_("name"), max_length=160, help_text=_("For your desk; readers never see it."))
    advertiser = models.ForeignKey(
        Advertiser, on_delete=models.PROTECT, related_name="creatives", verbose_name=_("advertiser")
    )
    format = models.CharField(_("format"), max_length=10, choices=Format.choices, default=Format.IMAGE)
    asset = models.ForeignKey(
        CreativeAsset,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="creatives",
        verbose_name=_("picture"),
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What the picture says, for readers who cannot see it."),
    )
    title = models.CharField(_("title"), max_length=90, blank=True)
    body = models.CharField(_("text"), max_length=250, blank=True)
    destination_url = models.CharField(
        _("destination"),
        max_length=2000,
        validators=[validate_destination],
        help_text=_("Where a click leads: https://…, http://…, mailto:…, tel:… or whatsapp:…"),
    )

    revisions_relation = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="creative",
    )

    objects = CreativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("creative")
        verbose_name_plural = _("creatives")

    def __str__(self) -> str:
        return self.name

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height of the picture; None for text, which takes the room it gets."""
        return (self.asset.width, self.asset.height) if self.asset else None

    def clean(self) -> None:
        super().clean()
        needed = _NEEDED.get(self.format, {})
        missing = [name for name in needed if not getattr(self, name)]
        if missing:
            raise ValidationError({name: needed[name] for name in missing})
        for name in _UNUSED.get(self.format, ()):
            setattr(self, name, None if name == "asset" else "")

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """An old revision never brings an archived creative back."""
        restored: Self = super().with_content_json(content)
        restored.archived_at = self.archived_at
        return restored

    def needs_review(self, approved: Creative) -> bool:
        return any(getattr(self, name) != getattr(approved, name) for name in self.REVIEWED_FIELDS)

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "ads/creative_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        return {**super().get_preview_context(request, mode_name), "places": self._places()}

    def _places(self) -> list[dict[str, Any]]:
        """Under each disclosure label, the slots that it fits."""
        codes: dict[str, list[str]] = {}
        for slot in AdSlot.objects.in_use().order_by("code"):
            if unfit_reason(self, [slot]) is None:
                codes.setdefault(slot.disclosure, []).append(slot.code)
        if not codes:
            return [{"disclosure": "", "note": _("It fits none of the slots.")}]
        return [
            {"disclosure": label, "note": _("Fits %(slots)s.") % {"slots": ", ".join(fits)}}
            for label, fits in codes.items()
        ]


_NEEDED: dict[str, dict[str, Any]] = {
    Format.IMAGE: {
        "asset": _("An image creative needs a picture (JPEG, PNG, GIF or WebP)."),
        "alt": _("Say what the picture shows."),
    },
    Format.TEXT: {"title": _("A text creative needs a title."), "body": _("A text creative needs a text.")},
}
_UNUSED: dict[str, tuple[str, ...]] = {Format.IMAGE: ("title", "body"), Format.TEXT: ("asset", "alt")}
