"""The entries of a live blog: short texts that appear one by one under an article."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from articles.blocks import LIVE_BLOCKS
from articles.models.pages import ArticlePage
from articles.querysets import LiveEntryQuerySet
from runtime import clock


class LiveEntry(models.Model):
    """One entry; what is saved is what readers see, as soon as they may see the article."""

    article = models.ForeignKey(
        ArticlePage, verbose_name=_("article"), on_delete=models.CASCADE, related_name="live_entries"
    )
    at = models.DateTimeField(
        _("time"), default=clock.now, help_text=_("Readers see it beside the entry. Empty: now.")
    )
    updated_at = models.DateTimeField(_("updated at"), null=True, blank=True, editable=False)
    title = models.CharField(_("headline"), max_length=200, blank=True)
    body = StreamField(LIVE_BLOCKS, verbose_name=_("text"), blank=True)
    is_key_event = models.BooleanField(
        _("key event"), default=False, help_text=_("Also listed at the head of the live blog.")
    )
    author = models.ForeignKey(
        "articles.Author",
        verbose_name=_("author"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = LiveEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("live entry")
        verbose_name_plural = _("live entries")
        indexes = [models.Index("article", models.F("at").desc(), name="live_entry_newest")]

    def __str__(self) -> str:
        return self.title or f"{self.at:%Y-%m-%d %H:%M}"

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """In one transaction with all that readers are told of it."""
        super().save(*args, **kwargs)
