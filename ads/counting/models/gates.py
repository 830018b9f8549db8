"""What may be billed of a line item: the terms of its price and the gates that close when they are full."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ads.counting.models.events import EventType

# The day of a gate that stands for all days, as a database holds one.
EVERY_DAY = date(1970, 1, 1)


class Rate(models.Model):
    """What one counted event of a line item is and costs; never changed, only followed by another."""

    line_item = models.BigIntegerField()
    campaign = models.BigIntegerField()
    counted_type = models.PositiveSmallIntegerField(choices=EventType, help_text="What the goal counts.")
    cost_milli = models.BigIntegerField(
        default=0, help_text="Of one counted event, in thousandths of the currency's smallest unit."
    )
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rate")
        verbose_name_plural = _("rates")
        constraints = [
            models.UniqueConstraint(
                fields=["line_item"], condition=Q(is_current=True), name="rate_current_once"
            )
        ]
        indexes = [models.Index(fields=["campaign"], name="rate_by_campaign")]

    def __str__(self) -> str:
        return f"{self.line_item}: {self.cost_milli}"


class GateKind(models.IntegerChoices):
    """What fills a gate. All are in events but the budgets, which are in thousandths of the smallest unit."""

    GOAL = 1, _("goal")
    LIFETIME = 2, _("lifetime cap")
    DAY = 3, _("daily cap")
    BUDGET = 4, _("budget")
    CAMPAIGN = 5, _("budget of the campaign")


MONEY_KINDS = (GateKind.BUDGET, GateKind.CAMPAIGN)


class Gate(models.Model):
    """How much may be billed in all and how much was; locked in the order of ids while events are settled.

    A daily cap has one row that says how much (its day is EVERY_DAY) and one for each day that began.
    """

    kind = models.PositiveSmallIntegerField(choices=GateKind)
    owner = models.BigIntegerField(help_text="Line item, or for a campaign's budget the campaign.")
    day = models.DateField(default=EVERY_DAY)
    limit = models.BigIntegerField()
    used = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        constraints = [models.UniqueConstraint(fields=["kind", "owner", "day"], name="gate_once")]

    def __str__(self) -> str:
        return f"{GateKind(self.kind).name.lower()} {self.owner}: {self.used} of {self.limit}"
