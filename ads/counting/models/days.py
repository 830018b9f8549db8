"""Days that are closed do not change; what has to be put right in them is a row of another day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ads.counting.models.events import EventClass, EventType


class ClosedDay(models.Model):
    """One accounting day whose figures are final."""

    day = models.DateField(primary_key=True)
    closed_at = models.DateTimeField()
    event_count = models.BigIntegerField(help_text="Events and adjustments that count on the day.")
    billable_count = models.BigIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of its hourly counts in their order.")

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")

    def __str__(self) -> str:
        return self.day.isoformat()


class Adjustment(models.Model):
    """A correction by hand: so many events more or less in one class, on the day that it is made."""

    counted_on = models.DateField()
    counted_hour = models.DateTimeField()
    line_item = models.BigIntegerField()
    creative = models.BigIntegerField(default=0)
    slot = models.BigIntegerField(default=0)
    device = models.PositiveSmallIntegerField(default=0)
    type = models.PositiveSmallIntegerField(choices=EventType)
    event_class = models.PositiveSmallIntegerField(choices=EventClass, default=EventClass.ACCEPTED)
    rate = models.BigIntegerField(default=0)
    event_count = models.BigIntegerField(help_text="Below zero: taken away.")
    billable_count = models.BigIntegerField(default=0)
    corrects = models.DateField(help_text="The day whose figures were wrong.")
    reason = models.CharField(max_length=500)
    made_by = models.CharField(max_length=150, blank=True)
    made_at = models.DateTimeField()
    sequence = models.BigIntegerField(help_text="Number of the commit that wrote it.")

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        indexes = [
            models.Index(fields=["sequence"], name="adjustment_by_sequence"),
            models.Index(fields=["counted_hour"], name="adjustment_by_hour"),
            models.Index(fields=["line_item"], name="adjustment_by_line_item"),
        ]

    def __str__(self) -> str:
        return f"{self.line_item} {self.event_count:+d}"
