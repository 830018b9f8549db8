"""The outbox of purges: cache tags of answers that are stale, until caches were told twice."""

from __future__ import annotations

from django.db import models


class Purge(models.Model):
    """The stale tags of one transaction; its row goes when caches have forgotten them for the second time."""

    tags = models.JSONField()
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    """When the timer first saw it, hence no earlier than its commit."""
    due_at = models.DateTimeField(null=True)
    is_again = models.BooleanField(default=False)
    failed_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="purge_due")]

    def __str__(self) -> str:
        return " ".join(self.tags)
