"""The ledger of ad events: plain integers, no key into another table."""

from enum import IntFlag

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EventType(models.IntegerChoices):
    """What a reader's client reports about one decision."""

    IMPRESSION = 1, _("impression")
    VIEWABLE = 2, _("viewable")
    CLICK = 3, _("click")


class EventClass(models.IntegerChoices):
    """Zero counts; overage is valid beyond a gate; every other class is kept and never counts."""

    ACCEPTED = 0, _("accepted")
    EXPIRED = 1, _("expired")
    WRONG_EVENT = 2, _("wrong event")
    BOT = 3, _("bot")
    PREFETCH = 4, _("prefetch")
    DATACENTRE = 5, _("data centre")
    STAFF = 6, _("staff")
    PREVIEW = 7, _("preview")
    STOPPED = 8, _("stopped")
    NO_VIEW_BEFORE_CLICK = 9, _("no view before click")
    OVERAGE = 10, _("overage")

    @property
    def code(self) -> str:
        """The name that reports and answers use."""
        return self.name.lower()


class EventFlag(IntFlag):
    """What is odd about an event that counts all the same; carriers put thousands behind one address."""

    RATE = 1
    AGENT_MISMATCH = 2
    TOO_FAST = 4
    HIDDEN = 8

    @property
    def code(self) -> str:
        return str(self.name).lower()


VALID_CLASSES = (EventClass.ACCEPTED, EventClass.OVERAGE)
INVALID_CLASSES = tuple(event_class for event_class in EventClass if event_class not in VALID_CLASSES)

# A machine came first, a reader after it: the reader's event takes the row.
WEAK_CLASSES = (EventClass.BOT, EventClass.PREFETCH, EventClass.DATACENTRE)


class AdEvent(models.Model):
    """One impression, viewable impression or click of one decision: the ledger itself."""

    decided_on = models.DateField(help_text="Day of the decision in the installation's zone.")
    decision_id = models.CharField(max_length=18)
    type = models.PositiveSmallIntegerField(choices=EventType)
    event_class = models.PositiveSmallIntegerField(choices=EventClass)
    is_billable = models.BooleanField()
    decided_at = models.DateTimeField()
    received_at = models.DateTimeField()
    counted_on = models.DateField(help_text="Impressions: the day of the decision. Clicks: of the receipt.")
    counted_hour = models.DateTimeField(help_text="Start of the hour that the event counts in.")
    line_item = models.BigIntegerField()
    creative = models.BigIntegerField()
    creative_revision = models.BigIntegerField()
    slot = models.BigIntegerField()
    page_view = models.BigIntegerField(help_text="64 bits, read as a signed number.")
    device = models.PositiveSmallIntegerField()
    is_refresh = models.BooleanField()
    is_late = models.BooleanField(
        default=False, help_text="Its own day was closed: it counts on the day that it was written."
    )
    rate = models.BigIntegerField(default=0, help_text="The terms that it was settled under; 0: none.")
    # The default is the database's too: a process of the version before writes rows without it.
    flags = models.SmallIntegerField(default=0, db_default=0, help_text="Sum of its flags; 0: none.")
    sequence = models.BigIntegerField(help_text="Number of the commit that wrote the row last.")

    class Meta:
        verbose_name = _("ad event")
        verbose_name_plural = _("ad events")
        constraints = [
            models.UniqueConstraint(
                fields=["decided_on", "decision_id", "type"], name="ad_event_once_per_decision"
            )
        ]
        indexes = [
            models.Index(fields=["sequence"], name="ad_event_by_sequence"),
            models.Index(fields=["counted_hour"], name="ad_event_by_hour"),
            models.Index(
                fields=["line_item", "counted_hour"], condition=Q(flags__gt=0), name="ad_event_flagged"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {EventType(self.type).name.lower()}"


class Watermark(models.Model):
    """How far something has come, as a commit number: `events` written, `hourly` rolled up."""

    name = models.CharField(max_length=20, primary_key=True)
    position = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("watermark")
        verbose_name_plural = _("watermarks")

    def __str__(self) -> str:
        return f"{self.name} {self.position}"
