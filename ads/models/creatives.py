"""Artwork: a Creative with its stored destination, and its file as it was uploaded (CreativeAsset)."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from ads.bookings import unfit_reason
from ads.models.archive import Archivable
from ads.models.inventory import AdSlot, Format
from ads.models.parties import Advertiser
from ads.querysets import CreativeQuerySet
from ads.rules.destinations import validate_destination
from ads.rules.sizes import LONGEST_SIDE, Size

PACKAGE = "zip"
MAX_MARKUP = 100_000
FRAMED = (Format.HTML, Format.TAG)
FIELDS: dict[str, tuple[str, ...]] = {
    Format.IMAGE: ("asset", "alt"),
    Format.NATIVE: ("asset", "title", "body", "cta", "sponsor"),
    Format.TEXT: ("title", "body"),
    Format.HTML: ("asset", "markup", "width", "height", "requires"),
    Format.TAG: ("markup", "width", "height", "requires"),
}
"""What each format is made of; the rest is emptied when it is saved."""
OWN_FIELDS = frozenset(name for names in FIELDS.values() for name in names)
PAGE_FIELDS = ("markup", "requires", "destination_url")
REVISIONS_COMPARED = 20
_EMPTY = dict.fromkeys(("asset", "width", "height"))


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
    # Of a zip: what its page declares, if anything.
    width = models.PositiveIntegerField(_("width"), null=True, editable=False)
    height = models.PositiveIntegerField(_("height"), null=True, editable=False)
    original_name = models.CharField(_("file name"), max_length=200, editable=False)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("creative file")
        verbose_name_plural = _("creative files")

    def __str__(self) -> str:
        return f"{self.original_name} ({self.width}×{self.height})" if self.width else self.original_name

    @property
    def is_package(self) -> bool:
        """Whether it is a zip with a page of its own, and no picture."""
        return self.extension == PACKAGE


class Requires(models.TextChoices):
    """What a reader must have consented to before a page of the advertiser's own is shown."""

    NOTHING = "", _("nothing: it loads only what it brings along")
    STORAGE = "storage", _("storing on the reader's device")
    THIRD_PARTY = "third_party", _("loading from other servers")


class Creative(WorkflowMixin, DraftStateMixin, RevisionMixin, PreviewableMixin, Archivable, models.Model):
    """What a reader sees and where a click goes. A changed destination, picture or text needs approval."""

    # What readers see and where a click leads; name, alternative text and weights need no review.
    REVIEWED_FIELDS = (
        "advertiser_id",
        "format",
        "asset_id",
        "title",
        "body",
        "cta",
        "sponsor",
        "markup",
        "width",
        "height",
        "requires",
        "destination_url",
    )

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
        verbose_name=_("file"),
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What the picture says, for readers who cannot see it."),
    )
    title = models.CharField(_("title"), max_length=90, blank=True)
    body = models.CharField(_("text"), max_length=250, blank=True)
    cta = models.CharField(
        _("call to action"), max_length=40, blank=True, help_text=_("Words of the button, as “Learn more”.")
    )
    sponsor = models.CharField(
        _("sponsor"),
        max_length=90,
        blank=True,
        help_text=_("Who speaks, as readers know them. Empty: the advertiser's name."),
    )
    markup = models.TextField(
        _("markup"),
        blank=True,
        validators=[MaxLengthValidator(MAX_MARKUP)],
        help_text=_(
            "Runs in a frame of its own that can reach nothing of the page. {click_url}, {click_url_encoded}"
            " and {timestamp} are filled in; a script finds the address of the click in window.clickTag."
        ),
    )
    width = models.PositiveIntegerField(
        _("width"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_SIDE)]
    )
    height = models.PositiveIntegerField(
        _("height"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_SIDE)]
    )
    requires = models.CharField(
        _("needs consent to"), max_length=12, choices=Requires.choices, default=Requires.NOTHING, blank=True
    )
    destination_url = models.CharField(
        _("destination"),
        max_length=2000,
        validators=[validate_destination],
        help_text=_(
            "Where a click leads: https://…, http://…, mailto:…, tel:… or whatsapp:… Filled in at the click:"
            " {line_item}, {campaign}, {creative}, {slot}, {device}, {timestamp}."
        ),
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
    def size(self) -> Size | None:
        """Width and height; None for what takes the room it gets."""
        measured = self.asset if self.format == Format.IMAGE else self if self.is_framed else None
        if measured is None or measured.width is None or measured.height is None:
            return None
        return measured.width, measured.height

    @property
    def is_framed(self) -> bool:
        """Whether it is a page of its own, which is shown in a frame only."""
        return self.format in FRAMED

    def clean(self) -> None:
        super().clean()
        self._drop_unused()
        needed = _NEEDED.get(self.format, {})
        missing = [name for name in needed if not getattr(self, name)]
        if missing:
            raise ValidationError({name: needed[name] for name in missing})
        if self.is_framed:
            self._check_page()

    def _drop_unused(self) -> None:
        for name in OWN_FIELDS - set(FIELDS.get(self.format, ())):
            setattr(self, name, _EMPTY.get(name, ""))
        if self.asset and self.asset.is_package != (self.format == Format.HTML):
            self.asset = None

    def _check_page(self) -> None:
        if self.format == Format.TAG:
            self.requires = Requires.THIRD_PARTY
        elif bool(self.asset) == bool(self.markup):
            raise ValidationError(
                {"markup": _("An HTML creative needs either a zip with an index.html or markup.")}
            )
        if self.width is None and self.height is None and self.asset:
            self.width, self.height = self.asset.width, self.asset.height
        if (self.width is None) != (self.height is None):
            raise ValidationError({"height": _("Give width and height, or neither: then it fills its slot.")})

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
        return {
            **super().get_preview_context(request, mode_name),
            "creative": self,
            "frame_url": self.frame_url(),
            "places": self._places(),
        }

    def frame_url(self) -> str | None:
        """Where this version's own page can be seen; None for one that was not saved yet."""
        from ads.delivery import frames

        if not self.is_framed:
            return None
        lately = self.revisions.order_by("-pk").only("pk", "content")[:REVISIONS_COMPARED]
        own = {"asset": self.asset_id} | {name: getattr(self, name) for name in PAGE_FIELDS}
        saved = (each.pk for each in lately if own.items() <= each.content.items())
        revision = next(saved, None)
        return frames.url(self.pk, revision) if revision else None

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
    Format.NATIVE: {
        "title": _("A native creative needs a title."),
        "body": _("A native creative needs a text."),
    },
    Format.TEXT: {"title": _("A text creative needs a title."), "body": _("A text creative needs a text.")},
    Format.TAG: {"markup": _("A tag needs its markup.")},
}
