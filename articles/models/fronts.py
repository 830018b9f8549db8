"""What editors place on the front page of a site or a section."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page, RevisionMixin

from articles.zones import FRONT_BLOCKS


class Front(RevisionMixin, models.Model):  # type: ignore[django-manager-missing]
    """The zones of one home page or section; what is saved is what readers see.

    It stands apart from the page, so that placing a story publishes no page and no document is stale.
    """

    page = models.OneToOneField(
        Page,
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="+",
        limit_choices_to={"content_type__app_label": "articles"},
        help_text=_("The home page, or a section with a front of its own."),
    )
    zones = StreamField(
        FRONT_BLOCKS,
        verbose_name=_("zones"),
        blank=True,
        help_text=_("From top to bottom. Without any zone the portal fills the page by itself."),
    )

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def __str__(self) -> str:
        return str(self.page.title)
