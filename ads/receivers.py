"""Raises the version of the ad side when an approved state changes; a saved draft changes nothing."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import published, unpublished

from ads import agreements
from ads.models import AdSlot, Advertiser, Campaign, Creative, DeskSettings, LineItem, SlotGroup
from ads.models.desk import default_key_names
from runtime import clock, versions

DRAFTED = (LineItem, Creative)
UNDRAFTED = (Advertiser, Campaign, AdSlot, SlotGroup)


@receiver([published, unpublished], dispatch_uid="ads-approved-state-changed")
def bump_on_approval(sender: type, **_: Any) -> None:
    if sender in DRAFTED:
        versions.bump("ads")


# Before the approval is committed: nothing is decided for a booking whose gates do not stand.
@receiver(published, dispatch_uid="ads-agreement-approved")
def write_agreement(sender: type, instance: Any, **_: Any) -> None:
    if sender is LineItem and instance.live:
        agreements.agree_on([instance], now=clock.now())


@receiver(post_save, sender=Campaign, dispatch_uid="ads-campaign-agreed")
def write_agreements_of_campaign(sender: type, instance: Campaign, **_: Any) -> None:
    line_items = instance.line_items.filter(live=True).select_related("campaign")
    agreements.agree_on(line_items, now=clock.now())


@receiver(post_save, sender=DeskSettings, dispatch_uid="ads-desk-settings-changed")
def bump_on_new_names(instance: DeskSettings, created: bool, **_: Any) -> None:
    """The first look at the settings writes them as they were all along."""
    if not created or instance.key_names != default_key_names():
        versions.bump("ads")


# Rows without drafts take effect when saved. Drafted rows are left out: autosave fires post_save.
@receiver([post_save, post_delete], dispatch_uid="ads-row-changed")
def bump_on_save(sender: type, **_: Any) -> None:
    if sender in UNDRAFTED:
        versions.bump("ads")
