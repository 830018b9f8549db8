"""Raises the version of the ad side when an approved state changes; a saved draft changes nothing."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import published, unpublished

from ads.models import AdSlot, Advertiser, Campaign, Creative, LineItem, SlotGroup
from runtime import versions

DRAFTED = (LineItem, Creative)
UNDRAFTED = (Advertiser, Campaign, AdSlot, SlotGroup)


@receiver([published, unpublished], dispatch_uid="ads-approved-state-changed")
def bump_on_approval(sender: type, **_: Any) -> None:
    if sender in DRAFTED:
        versions.bump("ads")


# Rows without drafts take effect when saved. Drafted rows are left out: autosave fires post_save.
@receiver([post_save, post_delete], dispatch_uid="ads-row-changed")
def bump_on_save(sender: type, **_: Any) -> None:
    if sender in UNDRAFTED:
        versions.bump("ads")
