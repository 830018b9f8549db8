"""The table of previews: what an editor's object looked like at one moment, for whom, and until when."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PreviewDocumentQuerySet(models.QuerySet["PreviewDocument"]):
    """Reading previews."""

    def live(self, now: datetime) -> PreviewDocumentQuerySet:
        """Neither over nor revoked, of a user who may still come in."""
        return self.filter(expires_at__gt=now, revoked_at__isnull=True, user__is_active=True)

    def of_object(
        self, *, user_id: int, page_id: int | None, parent_id: int | None
    ) -> PreviewDocumentQuerySet:
        return self.filter(user_id=user_id, page_id=page_id, parent_id=parent_id)

    def over(self, now: datetime) -> PreviewDocumentQuerySet:
        """Those that open nothing any more."""
        return self.filter(models.Q(expires_at__lte=now) | models.Q(revoked_at__isnull=False))


class PreviewDocument(models.Model):
    """The bytes that a frontend renders in place of the published ones, behind a token of its own."""

    class Source(models.TextChoices):
        FORM = "form", _("Form")
        REVISION = "revision", _("Revision")

    digest = models.CharField(max_length=64, unique=True)
    """Of the token, which is stored nowhere."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    user_mark = models.CharField(max_length=64)
    """Changes with the user's password."""
    site = models.ForeignKey("wagtailcore.Site", models.CASCADE, related_name="+")
    """The audience: the frontend that the token is for."""
    page_id = models.BigIntegerField(null=True)
    """None while the page is not saved; then the right to add one below `parent_id` counts."""
    parent_id = models.BigIntegerField(null=True)

    source = models.CharField(max_length=10, choices=Source)
    title = models.CharField(max_length=255)
    is_live = models.BooleanField()
    edit_url = models.CharField(max_length=500)
    body = models.BinaryField()
    shown_page_ids = models.JSONField(default=list)
    """The other pages that stand in the bytes: each of them the public could see when they were made."""

    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True)

    objects = PreviewDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview")
        verbose_name_plural = _("previews")
        indexes = [models.Index(fields=["user", "page_id", "parent_id"], name="preview_of_object")]

    def __str__(self) -> str:
        return f"{self.title} ({self.source})"
