"""The ads.txt of a portal."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting

from ads.rules.ads_txt import PLACEHOLDER, validate_ads_txt


class AdsTxtQuerySet(models.QuerySet["AdsTxt"]):
    def text_of(self, *, site_id: int) -> str:
        """What stands in the file, ending in a line break; the placeholder while nothing was entered."""
        text = self.filter(site_id=site_id).values_list("text", flat=True).first() or ""
        lines = text.strip().splitlines() or [PLACEHOLDER]
        return "\n".join(lines) + "\n"


class AdsTxt(BaseSiteSetting):
    """Found under Settings in the admin; one for each site."""

    text = models.TextField(
        _("lines"),
        blank=True,
        validators=[validate_ads_txt],
        help_text=_(
            "One seller a line: domain, account, DIRECT or RESELLER. "
            "Empty: the line by which the file says that nobody may sell."
        ),
    )

    objects = AdsTxtQuerySet.as_manager()

    panels = [FieldPanel("text")]

    class Meta:
        verbose_name = _("ads.txt")
        verbose_name_plural = _("ads.txt")

    def __str__(self) -> str:
        return "ads.txt"
