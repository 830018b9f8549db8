"""What a booking promises and costs: goal, caps, pace and price."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from ads.rules.faults import at_field
from ads.rules.frequency import normalise_frequency_caps
from ads.rules.goals import Terms, fault_in

MOST = 10**12
"""Above anything that is sold; keeps sums within what a database counts."""


class Tier(models.TextChoices):
    """The order in which a slot is filled, highest first."""

    SPONSORSHIP = "sponsorship", _("sponsorship")
    STANDARD_1 = "standard-1", _("standard 1")
    STANDARD_2 = "standard-2", _("standard 2")
    STANDARD_3 = "standard-3", _("standard 3")
    NETWORK = "network", _("network")
    HOUSE = "house", _("house")


class GoalType(models.TextChoices):
    NONE = "none", _("none")
    IMPRESSIONS = "impressions", _("impressions")
    VIEWABLE = "viewable", _("viewable impressions")
    CLICKS = "clicks", _("clicks")
    SHARE_OF_VOICE = "share_of_voice", _("share of voice")


class Pacing(models.TextChoices):
    EVEN = "even", _("evenly over its dates")
    ASAP = "asap", _("as fast as possible")


class CostType(models.TextChoices):
    """The codes are the words of the trade."""

    FLAT = "flat", _("flat price")
    CPM = "CPM", _("CPM: per 1,000 impressions")
    VCPM = "vCPM", _("vCPM: per 1,000 viewable impressions")
    CPC = "CPC", _("CPC: per click")
    CPD = "CPD", _("CPD: per day")


def amount(label: object, help_text: object = "") -> models.PositiveBigIntegerField[int | None, int | None]:
    """An optional whole number from 1 on."""
    return models.PositiveBigIntegerField(
        label,  # type: ignore[arg-type]
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
        help_text=help_text,  # type: ignore[arg-type]
    )


class Promise(ClusterableModel):
    """The part of a line item that counters are held against."""

    share_percent: Decimal | None
    ends_at: datetime | None

    tier = models.CharField(
        _("tier"),
        max_length=20,
        choices=Tier.choices,
        default=Tier.NETWORK,
        help_text=_("Sponsorship is decided first, then standard 1, 2 and 3, then network, then house."),
    )
    goal_type = models.CharField(
        _("goal"),
        max_length=20,
        choices=GoalType.choices,
        default=GoalType.NONE,
        help_text=_(
            "A standard line item has a goal of impressions, viewable impressions or clicks; a sponsorship a"
            " share of voice or none; network and house none."
        ),
    )
    goal_quantity = amount(_("how many"), _("Standard only: how many it is to deliver between its dates."))
    pacing = models.CharField(
        _("pace"), max_length=10, choices=Pacing.choices, default=Pacing.EVEN, help_text=_("Standard only.")
    )
    overdelivery_percent = models.PositiveSmallIntegerField(
        _("over-delivery in %"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("Standard only: how far beyond its goal it may go. 0 stops it exactly there."),
    )
    daily_cap = amount(_("at most a day"), _("Counted as its goal is; impressions if it has none."))
    lifetime_cap = amount(_("at most in all"))
    frequency_caps = models.JSONField(
        _("frequency caps"),
        default=list,
        blank=True,
        help_text=_("How often one reader may see it. The browser keeps count, no server does."),
    )
    cost_type = models.CharField(
        _("price"),
        max_length=10,
        choices=CostType.choices,
        blank=True,
        help_text=_("Leave it empty where nothing is paid. House costs nothing."),
    )
    rate = amount(
        _("rate"), _("In rupiah: for 1,000 impressions, for a click, for a day, or for the whole if flat.")
    )
    budget = amount(_("budget"), _("In rupiah. It stops when so much is spent; CPM, vCPM and CPC only."))

    class Meta:
        abstract = True

    def _check_promise(self) -> None:
        """Raises ValidationError at the field that does not go with the tier."""
        with at_field("frequency_caps"):
            self.frequency_caps = normalise_frequency_caps(self.frequency_caps)
        self._settle_share()
        fault = fault_in(self._terms())
        if fault is not None:
            raise ValidationError({fault.field: ValidationError(fault.message, code=fault.code)})

    def _settle_share(self) -> None:
        """A share is a goal of its own: whoever gives one need not say so twice."""
        if self.tier == Tier.SPONSORSHIP and self.goal_type == GoalType.NONE and self.share_percent:
            self.goal_type = GoalType.SHARE_OF_VOICE

    def _terms(self) -> Terms:
        return Terms(
            tier=self.tier,
            goal_type=self.goal_type,
            goal_quantity=self.goal_quantity,
            share_percent=self.share_percent,
            pacing=self.pacing,
            overdelivery_percent=self.overdelivery_percent,
            daily_cap=self.daily_cap,
            lifetime_cap=self.lifetime_cap,
            cost_type=self.cost_type,
            rate=self.rate,
            budget=self.budget,
            has_end=self.ends_at is not None,
        )
