"""Machines that may hold events which the ledger has not seen yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpoolOwner(models.Model):
    """A machine with a spool, and what waited there when it was last heard of."""

    name = models.CharField(max_length=80, primary_key=True)
    reported_at = models.DateTimeField()
    oldest_at = models.DateTimeField(
        null=True, help_text="Since when the oldest event waits; empty: none did."
    )

    class Meta:
        verbose_name = _("owner of a spool")
        verbose_name_plural = _("owners of spools")

    def __str__(self) -> str:
        return self.name
