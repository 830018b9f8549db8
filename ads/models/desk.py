"""The switches of the ad desk."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting


class DeskSettings(BaseGenericSetting):
    """For the whole installation; found under Settings in the admin."""

    self_approval = models.BooleanField(
        _("ad managers approve their own creatives"),
        default=False,
        help_text=_("For a desk of one person. Otherwise another person with the right to publish approves."),
    )

    class Meta:
        verbose_name = _("ad desk")
