"""What is booked: LineItem, its creatives, and the control that acts at once, outside of drafts."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.models import DraftStateMixin, RevisionMixin, WorkflowMixin

from ads import targets
from ads.bookings import check_make_good, check_shares, has_delivered, slots_of
from ads.models.creatives import Creative
from ads.models.inventory import AdSlot, SlotGroup
from ads.models.parties import Campaign
from ads.models.promises import Promise, Tier
from ads.querysets import LineItemQuerySet
from ads.rules.faults import at_field
from ads.rules.targeting import normalise_dayparts, normalise_targeting
from runtime import clock
from runtime.labels import normalise_labels


class Roadblock(models.TextChoices):
    NONE = "none", _("no")
    ALL = "all", _("all of its slots of a page, or none")


class Rotation(models.TextChoices):
    EVEN = "even", _("evenly")
    WEIGHTED = "weighted", _("by their weights")


class Pause(models.TextChoices):
    NO = "no", _("not paused")
    RESERVED = "reserved", _("paused, keeps its inventory")
    RELEASED = "released", _("paused, inventory released")


FIXED = {
    "goal_type": _("This line item has delivered; what its goal counts is fixed."),
    "cost_type": _("This line item has delivered; what is paid for is fixed."),
}


class LineItem(WorkflowMixin, DraftStateMixin, RevisionMixin, Promise):
    """The bookable unit: where, when, how much, for whom. The row holds the approved state."""

    name = models.CharField(_("name"), max_length=160)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="line_items", verbose_name=_("campaign")
    )
    slots = ParentalManyToManyField(AdSlot, blank=True, related_name="line_items", verbose_name=_("slots"))
    slot_groups = ParentalManyToManyField(
        SlotGroup,
        blank=True,
        related_name="line_items",
        verbose_name=_("slot groups"),
        help_text=_("All slots of the group, also those added to it later."),
    )
    share_percent = models.DecimalField(
        _("share of voice in %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(100))],
        help_text=_(
            "Sponsorship only: of the requests of its slots that pass its targeting. Empty means all of them."
        ),
    )
    proportional = models.BooleanField(
        _("scale proportionally"),
        default=False,
        help_text=_("If sponsorships of a slot come to more than 100%, scale all of them down to fit."),
    )
    weight = models.PositiveIntegerField(
        _("weight"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
        help_text=_(
            "Network and house: its part beside the others of the tier. 5 gets five times as much as 1."
        ),
    )
    roadblock = models.CharField(
        _("roadblock"),
        max_length=10,
        choices=Roadblock.choices,
        default=Roadblock.NONE,
        help_text=_(
            "All: it takes every one of its slots that a page asks for, at least two, or none of them."
            " Slots that load later than the page get no roadblock."
        ),
    )
    exclusive = models.BooleanField(
        _("exclusive"),
        default=False,
        help_text=_("Where it may serve, others of its tier that are not exclusive stand back."),
    )
    rotation = models.CharField(
        _("creatives take turns"), max_length=20, choices=Rotation.choices, default=Rotation.WEIGHTED
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(
        _("ends at"),
        null=True,
        blank=True,
        help_text=_("The first moment it no longer runs. Network and house may stay open."),
    )
    hold_until = models.DateTimeField(
        _("held until"),
        null=True,
        blank=True,
        help_text=_(
            "An option, not yet a booking: it keeps its inventory until then and shows nothing."
            " Empty: it is booked."
        ),
    )
    copy_due_at = models.DateTimeField(
        _("artwork due"),
        null=True,
        blank=True,
        help_text=_("When the advertiser's creatives have to be here. You are told where they are not."),
    )
    make_good_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="make_goods",
        verbose_name=_("make-good of"),
        help_text=_("The line item of the same advertiser that fell short and is made good by this one."),
    )
    dayparts = models.JSONField(_("hours"), default=list, blank=True)
    targeting = models.JSONField(_("targeting"), default=dict, blank=True)
    exclusion_labels = models.JSONField(
        _("exclusion labels"),
        default=list,
        blank=True,
        help_text=_("In addition to those of the advertiser."),
    )
    notes = models.TextField(_("notes"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    revisions_relation = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="line_item",
    )

    objects = LineItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("line item")
        verbose_name_plural = _("line items")
        constraints = [
            models.CheckConstraint(
                name="line_item_ends_after_start",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="line_item_share_in_range",
                condition=Q(share_percent__isnull=True) | Q(share_percent__gt=0, share_percent__lte=100),
            ),
            models.CheckConstraint(name="line_item_weight_positive", condition=Q(weight__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        with at_field("exclusion_labels"):
            self.exclusion_labels = normalise_labels(self.exclusion_labels)
        with at_field("targeting"):
            self.targeting = normalise_targeting(self.targeting)
        self._check_targets()
        with at_field("dayparts"):
            self.dayparts = normalise_dayparts(self.dayparts)
        self._check_tier()
        self._check_promise()
        self._check_fixed()
        self._check_dates()
        self._check_hold()
        check_make_good(self)
        self._check_together()
        if self.starts_at and self._is_rebooked():
            check_shares(self, now=clock.now())

    def _check_targets(self) -> None:
        """Nothing is booked for what is not there; what went since it was booked shows as broken."""
        stored = type(self).objects.filter(pk=self.pk).values_list("targeting", flat=True).first()
        targets.check(self.targeting, former=stored or {}, modes=("none_of",))

    def _check_tier(self) -> None:
        if self.tier != Tier.SPONSORSHIP:
            self.share_percent, self.proportional = None, False

    def _check_fixed(self) -> None:
        """What has been counted was counted for a goal and a price; another one would rewrite the past."""
        stored = LineItem.objects.filter(pk=self.pk).first() if self.pk else None
        for name, message in FIXED.items():
            if stored and getattr(stored, name) != getattr(self, name) and has_delivered([self.pk]):
                raise ValidationError({name: ValidationError(message, code="delivered")})

    def _check_together(self) -> None:
        if self.roadblock == Roadblock.ALL and len(slots_of(self)) < 2:
            raise ValidationError({"roadblock": _("A roadblock needs at least two slots.")}, code="roadblock")
        if self.exclusive and self.share_percent is not None:
            raise ValidationError(
                {"exclusive": _("An exclusive sponsorship gets every request; leave the share empty.")},
                code="exclusive",
            )

    def _check_dates(self) -> None:
        if self.ends_at and self.starts_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("It must end after it starts.")}, code="dates")
        if not self.ends_at and self.tier == Tier.SPONSORSHIP:
            raise ValidationError({"ends_at": _("A sponsorship needs an end.")}, code="dates")

    def _check_hold(self) -> None:
        """A hold that lapsed stays on the row until somebody books it, prolongs it or lets it go."""
        stored = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        is_new = stored is None or stored.hold_until != self.hold_until
        if is_new and self.hold_until is not None and self.hold_until <= clock.now():
            message = _("A hold ends later than now. Leave it empty to book.")
            raise ValidationError({"hold_until": ValidationError(message, code="hold")})

    def _is_rebooked(self) -> bool:
        """Whether a promise changes: a new note on a booking that was agreed to is no new booking."""
        stored = type(self).objects.filter(pk=self.pk, live=True).first() if self.pk else None
        return stored is None or self._promise() != stored._promise()

    def _promise(self) -> tuple[object, ...]:
        slots = {slot.pk for slot in self.slots.all()}
        groups = {group.pk for group in self.slot_groups.all()}
        share = (self.tier, self.share_percent, self.proportional)
        return (slots, groups, *share, self.starts_at, self.ends_at, self.hold_until)


class LineItemCreative(models.Model):
    """A creative in a line item. Refer to it by (line item, creative): a revert renews its primary key."""

    line_item = ParentalKey(LineItem, on_delete=models.CASCADE, related_name="uses")
    creative = models.ForeignKey(
        Creative, on_delete=models.PROTECT, related_name="uses", verbose_name=_("creative")
    )
    weight = models.PositiveIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("creative of the line item")
        verbose_name_plural = _("creatives of the line item")
        constraints = [
            models.UniqueConstraint(fields=["line_item", "creative"], name="creative_once_in_line_item"),
            models.CheckConstraint(
                name="use_ends_after_start",
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(name="use_weight_positive", condition=Q(weight__gte=1)),
        ]

    def __str__(self) -> str:
        return str(self.creative)


class LineItemControl(models.Model):
    """Pause, stop and archive stand outside revisions: publishing an older draft un-pauses nothing."""

    line_item = models.OneToOneField(
        LineItem, on_delete=models.CASCADE, related_name="control", primary_key=True
    )
    pause = models.CharField(_("pause"), max_length=10, choices=Pause.choices, default=Pause.NO)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    # Facts, so that no clock that steps back and no lost counter takes a completion away.
    ended_at = models.DateTimeField(null=True, blank=True, help_text="The last end that was seen to pass.")
    reached_count = models.PositiveBigIntegerField(default=0, help_text="The largest goal seen reached.")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("line item control")
        verbose_name_plural = _("line item controls")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.line_item_id}: {self.pause}"
