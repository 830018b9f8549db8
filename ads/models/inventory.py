"""What can be sold: the places on a page (AdSlot) and their groups (SlotGroup)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ads import targets
from ads.bookings import left_empty, unfit_reason
from ads.models.archive import Archivable
from ads.querysets import ArchivableQuerySet
from ads.rules.faults import at_field
from ads.rules.sizes import Size, check_breakpoints
from ads.rules.targeting import SCOPE_DIMENSIONS, normalise_targeting
from runtime import clock
from runtime.labels import normalise_labels

LEAST_REFRESH, MOST_REFRESH = 30, 3600
"""Seconds in view; below half a minute the IAB calls a refresh no new impression."""

NAMED = 5
"""Bookings that a refusal names."""

slot_code_validator = RegexValidator(
    r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z",
    _("A code has lower-case letters, digits and single hyphens only, for example article-bottom-1."),
    code="slot_code",
)


class Format(models.TextChoices):
    """The kinds of creative: two with words of ours around them, and two that bring their own page."""

    IMAGE = "image", _("image")
    NATIVE = "native", _("native")
    TEXT = "text", _("text")
    HTML = "html", _("HTML")
    TAG = "tag", _("third-party tag")


class PageRepeat(models.TextChoices):
    """What two slots of one page may not both show."""

    LINE_ITEM = "line_item", _("the same line item or creative at most once a page")
    ADVERTISER = "advertiser", _("the same advertiser at most once a page")
    ALLOW = "allow", _("may repeat")


def every_format() -> list[str]:
    return list(Format.values)


class SlotGroup(Archivable):
    """Slots that are sold under one name, for example all places under an article."""

    code = models.CharField(
        _("code"),
        max_length=60,
        unique=True,
        validators=[slot_code_validator],
        help_text=_("For example article."),
    )
    name = models.CharField(_("name"), max_length=120)

    objects = ArchivableQuerySet.as_manager()

    class Meta:
        verbose_name = _("slot group")
        verbose_name_plural = _("slot groups")

    def __str__(self) -> str:
        return self.name


class AdSlot(Archivable):
    """A place on a page, known to frontends by its code."""

    code = models.CharField(
        _("code"),
        max_length=60,
        unique=True,
        validators=[slot_code_validator],
        help_text=_(
            "Templates name the slot by it, for example article-bottom-1. It cannot be changed later."
        ),
    )
    name = models.CharField(_("name"), max_length=120, help_text=_("Where on the page it is."))
    group = models.ForeignKey(
        SlotGroup,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="slots",
        verbose_name=_("group"),
    )
    breakpoints = models.JSONField(
        _("sizes by screen width"),
        default=list,
        help_text=_("From each screen width on, the sizes that fit, in pixels. The first row starts at 0."),
    )
    formats = models.JSONField(_("formats"), default=every_format)
    disclosure = models.CharField(
        _("disclosure label"), max_length=40, default="Iklan", help_text=_("Shown to readers above the slot.")
    )
    lazy = models.BooleanField(
        _("load late"), default=False, help_text=_("Ask for its content only when a reader comes near it.")
    )
    page_scope = models.JSONField(
        _("pages"),
        default=dict,
        blank=True,
        help_text=_("Which pages have this slot. Nothing chosen: all that ask for it."),
    )
    refresh_seconds = models.PositiveSmallIntegerField(
        _("refresh after"),
        null=True,
        blank=True,
        validators=[MinValueValidator(LEAST_REFRESH), MaxValueValidator(MOST_REFRESH)],
        help_text=_("Seconds in view after which another ad is asked for, at least 30. Empty: never."),
    )
    page_repeat = models.CharField(
        _("repeats on a page"), max_length=20, choices=PageRepeat.choices, default=PageRepeat.LINE_ITEM
    )
    blocked_categories = models.JSONField(
        _("blocked categories"),
        default=list,
        blank=True,
        help_text=_("Of advertisers, separated by commas, for example: alcohol. They never show here."),
    )
    fallback_creative = models.ForeignKey(
        "ads.Creative",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="fallback_of",
        verbose_name=_("fallback creative"),
        help_text=_("Shown, uncounted, when nothing booked can be. It must be approved."),
    )

    objects = ArchivableQuerySet.as_manager()

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        super().clean()
        with at_field("breakpoints"):
            self.breakpoints = check_breakpoints(self.breakpoints)
        with at_field("blocked_categories"):
            self.blocked_categories = normalise_labels(self.blocked_categories)
        self.formats = [name for name in Format.values if name in self.formats]
        if not self.formats:
            raise ValidationError({"formats": _("Choose at least one format.")})
        self._check_scope()
        self._check_fallback()
        self._check_code()
        self._check_booked()

    def _check_scope(self) -> None:
        with at_field("page_scope"):
            self.page_scope = normalise_targeting(self.page_scope, SCOPE_DIMENSIONS)
        targets.check(self.page_scope, former={}, modes=(), field="page_scope")

    def _check_fallback(self) -> None:
        creative = self.fallback_creative
        if creative is None:
            return
        if not creative.live or creative.is_archived:
            raise ValidationError({"fallback_creative": _("It is not approved, or archived.")})
        reason = unfit_reason(creative, [self])
        if reason:
            raise ValidationError({"fallback_creative": reason})

    def _check_booked(self) -> None:
        """What is booked here must go on having something to show."""
        empty = left_empty(self, now=clock.now())
        if empty:
            names = ", ".join(f"“{row.name}”" for row in empty[:NAMED])
            message = _(
                "With these formats and sizes nothing of %(names)s could be shown here. Give them another"
                " creative, or pause and release or archive them first."
            ) % {"names": names if len(empty) <= NAMED else f"{names} …"}
            raise ValidationError({"formats": ValidationError(message, code="booked")})

    def _check_code(self) -> None:
        stored = AdSlot.objects.filter(pk=self.pk).values_list("code", flat=True).first() if self.pk else None
        if stored and stored != self.code:
            raise ValidationError({"code": _("Templates name the slot by its code; it cannot be changed.")})

    def sizes(self) -> frozenset[Size]:
        """Every size that fits at some screen width."""
        return frozenset((width, height) for row in self.breakpoints for width, height in row["sizes"])
