"""What is archived instead of deleted: one timestamp."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Archivable(models.Model):
    """Never deleted, because drafts and old revisions may still refer to the row."""

    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None
