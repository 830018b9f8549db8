"""The switches of the ad desk."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.contrib.settings.models import BaseGenericSetting

from ads.rules import networks
from runtime.labels import LabelsField

KEY_NAMES_HELP = _(
    "Names of the values that a frontend may send with a page for targeting, for example: topic."
    " Others are ignored. Never anything that tells one reader from another."
)


def default_key_names() -> list[str]:
    return ["author", "topic"]


class DeskSettingsForm(WagtailAdminModelForm):
    """Takes the names as words with commas."""

    key_names = LabelsField(
        label=_("Key-values"),
        required=False,
        help_text=KEY_NAMES_HELP,
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
        help_text=KEY_NAMES_HELP,
    )

    datacentre_networks = models.TextField(
        _("networks of data centres"),
        blank=True,
        help_text=_(
            "One address or network a line, for example 203.0.113.0/24. What is reported from there is kept"
            " in the class “data centre” and never billed."
        ),
    )
    staff_networks = models.TextField(
        _("networks of our own people"),
        blank=True,
        help_text=_(
            "The newsroom's and the ad desk's, one a line. What is reported from there is kept in the class"
            " “staff” and never billed."
        ),
    )

    base_form_class = DeskSettingsForm

    class Meta:
        verbose_name = _("ad desk")

    def clean(self) -> None:
        super().clean()
        for name in ("datacentre_networks", "staff_networks"):
            _check_networks(name, getattr(self, name))


def _check_networks(name: str, text: str) -> None:
    try:
        networks.read(text)
    except networks.NoNetwork as error:
        message = _("“%(line)s” is no address and no network.") % {"line": error}
        raise ValidationError({name: ValidationError(message, code="network")}) from None
    if len(networks.lines_of(text)) > networks.MOST_NETWORKS:
        message = _("At most %(most)d networks.") % {"most": networks.MOST_NETWORKS}
        raise ValidationError({name: ValidationError(message, code="network")})
