"""The switches of the ad desk."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.contrib.settings.models import BaseGenericSetting

from runtime.labels import LabelsField


def default_key_names() -> list[str]:
    return ["author", "topic"]


class DeskSettingsForm(WagtailAdminModelForm):
    """Takes the names as words with commas."""

    key_names = LabelsField(
        label=_("Key-values"),
        required=False,
        help_text=_(
            "Names of the values that a frontend may send with a page for targeting, for example: topic."
            " Others are ignored. Never anything that tells one reader from another."
        ),
    )


class DeskSettings(BaseGenericSetting):
    """For the whole installation; found under Settings in the admin."""

    self_approval = models.BooleanField(
        _("ad managers approve their own creatives"),
        default=False,
        help_text=_("For a desk of one person. Otherwise another person with the right to publish approves."),
    )

    key_names = models.JSONField(
        _("key-values"),
        default=default_key_names,
        blank=True,
        help_text=_(
            "Names of the values that a frontend may send with a page for targeting, for example: topic."
            " Others are ignored. Never anything that tells one reader from another."
        ),
    )

    base_form_class = DeskSettingsForm

    class Meta:
        verbose_name = _("ad desk")
