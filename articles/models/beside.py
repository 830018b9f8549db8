"""Which ads may stand beside a page and everything below it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from runtime.labels import normalise_labels


class AdRules(models.Model):
    """Plain values: the newsroom knows labels of ads, not ads."""

    exclude_labels = models.JSONField(
        _("sensitive: no ads with these labels"),
        default=list,
        blank=True,
        help_text=_(
            "Parted by commas, for example: airline, bank. For this page and everything below it."
            " What a section above excludes is excluded here too."
        ),
    )
    blocked_categories = models.JSONField(
        _("no ads of these categories"),
        default=list,
        blank=True,
        help_text=_(
            "Categories of advertisers, parted by commas, for example: alcohol, gambling. For this page and"
            " everything below it."
        ),
    )
    no_ads = models.BooleanField(
        _("no ads"),
        default=False,
        help_text=_("This page and everything below it show no ads, and no room is kept for them."),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        self.exclude_labels = normalise_labels(self.exclude_labels or ())
        self.blocked_categories = normalise_labels(self.blocked_categories or ())
