"""What processes hold of the room that the gates leave, so that few events ever come to a closed gate."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Holder(models.Model):
    """A process that holds leases; one that does not say for 15 seconds that it lives loses them."""

    name = models.CharField(max_length=40, primary_key=True)
    heartbeat_at = models.DateTimeField(help_text="By the clock of the database.")

    class Meta:
        verbose_name = _("holder of leases")
        verbose_name_plural = _("holders of leases")

    def __str__(self) -> str:
        return self.name


class Lease(models.Model):
    """Decisions that one process may still make for a line item, or made so lately that they may count."""

    holder = models.CharField(max_length=40)
    line_item = models.BigIntegerField()
    count = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")
        constraints = [models.UniqueConstraint(fields=["holder", "line_item"], name="lease_once")]
        indexes = [models.Index(fields=["line_item"], name="lease_by_line_item")]

    def __str__(self) -> str:
        return f"{self.holder} {self.line_item} {self.count}"


class LeaseBook(models.Model):
    """All leases of a line item together: the one row that a process changes to get more."""

    line_item = models.BigIntegerField(primary_key=True)
    count = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("lease book")
        verbose_name_plural = _("lease books")

    def __str__(self) -> str:
        return f"{self.line_item} {self.count}"


class Settled(models.Model):
    """How many events of decisions of these seconds were billed: their leases are used up, not still out."""

    line_item = models.BigIntegerField()
    decided_from = models.DateTimeField()
    count = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("lately settled")
        verbose_name_plural = _("lately settled")
        constraints = [models.UniqueConstraint(fields=["line_item", "decided_from"], name="settled_once")]

    def __str__(self) -> str:
        return f"{self.line_item} {self.decided_from:%H:%M:%S} {self.count}"
