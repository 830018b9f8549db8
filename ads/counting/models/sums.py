"""What is summed from the ledger by the hour, and what is counted beside it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ads.counting.models.events import EventClass, EventType

HOURLY_KEY = ("counted_hour", "line_item", "creative", "slot", "device", "type", "event_class", "rate")


class HourlyCount(models.Model):
    """The events of one hour, one creative in one slot, one device and class; rebuilt from the ledger."""

    counted_on = models.DateField()
    counted_hour = models.DateTimeField()
    line_item = models.BigIntegerField()
    creative = models.BigIntegerField()
    slot = models.BigIntegerField()
    device = models.PositiveSmallIntegerField()
    type = models.PositiveSmallIntegerField(choices=EventType)
    event_class = models.PositiveSmallIntegerField(choices=EventClass)
    rate = models.BigIntegerField(default=0, help_text="The terms that the events were settled under.")
    event_count = models.BigIntegerField()
    billable_count = models.BigIntegerField()

    class Meta:
        verbose_name = _("hourly count")
        verbose_name_plural = _("hourly counts")
        constraints = [models.UniqueConstraint(fields=HOURLY_KEY, name="hourly_count_once")]
        indexes = [
            models.Index(fields=["line_item", "type"], name="hourly_count_by_line_item"),
            models.Index(fields=["counted_on"], name="hourly_count_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.counted_hour:%Y-%m-%dT%H} {self.line_item} {self.event_count}"


class SlotStatistic(models.Model):
    """Requests of one hour by slot and what was served; best effort, never billed.

    Zero for line item and creative: the request was not filled by a counted ad.
    """

    counted_on = models.DateField()
    counted_hour = models.DateTimeField()
    slot = models.BigIntegerField()
    line_item = models.BigIntegerField()
    creative = models.BigIntegerField()
    device = models.PositiveSmallIntegerField()
    request_count = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("slot statistic")
        verbose_name_plural = _("slot statistics")
        constraints = [
            models.UniqueConstraint(
                fields=["counted_hour", "slot", "line_item", "creative", "device"], name="slot_statistic_once"
            )
        ]
        indexes = [models.Index(fields=["counted_on"], name="slot_statistic_by_day")]

    def __str__(self) -> str:
        return f"{self.counted_hour:%Y-%m-%dT%H} {self.slot} {self.request_count}"


class ReasonStatistic(models.Model):
    """Of one call in a hundred: how often a candidate of a slot was shown or not, and why, by the day."""

    counted_on = models.DateField()
    slot = models.BigIntegerField()
    line_item = models.BigIntegerField()
    reason = models.CharField(max_length=30, blank=True, help_text="Of the engine; empty: it was shown.")
    request_count = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("reason statistic")
        verbose_name_plural = _("reason statistics")
        constraints = [
            models.UniqueConstraint(
                fields=["counted_on", "slot", "line_item", "reason"], name="reason_statistic_once"
            )
        ]
        indexes = [models.Index(fields=["line_item", "counted_on"], name="reason_statistic_by_line_item")]

    def __str__(self) -> str:
        return f"{self.counted_on} {self.slot} {self.line_item} {self.reason or 'shown'} {self.request_count}"


class PageView(models.Model):
    """Views of one path in one hour; best effort, apart from the ledger."""

    counted_hour = models.DateTimeField()
    path = models.CharField(max_length=500)
    view_count = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("page view")
        verbose_name_plural = _("page views")
        constraints = [
            models.UniqueConstraint(fields=["counted_hour", "path"], name="page_view_once_per_hour")
        ]

    def __str__(self) -> str:
        return f"{self.counted_hour:%Y-%m-%dT%H} {self.path} {self.view_count}"


class CounterTotal(models.Model):
    """How often something happened that leaves no row of its own, such as a forged token."""

    name = models.CharField(max_length=40, primary_key=True)
    count = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")

    def __str__(self) -> str:
        return f"{self.name} {self.count}"
