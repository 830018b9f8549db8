"""Who may do what at the ad desk: the rights of ad managers, and two rules that no group can change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from ads.models import AdSlot, Advertiser, Campaign, Creative, DeskSettings, LineItem, SlotGroup

MODELS = (Advertiser, Campaign, LineItem, Creative, AdSlot, SlotGroup)

# Ad managers publish line items; what readers see and where a click leads, another person approves.
AD_MANAGER_PERMISSIONS = (
    *(f"ads.{action}_{model._meta.model_name}" for model in MODELS for action in ("add", "change", "view")),
    "ads.publish_lineitem",
    "ads.change_adstxt",
)
CREATIVE_APPROVER_PERMISSIONS = ("ads.view_creative", "ads.change_creative", "ads.publish_creative")


class ArchivePolicy(ModelPermissionPolicy):
    """Model permissions, but nobody deletes: drafts, old revisions and the ledger refer to the rows."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class CreativePolicy(ArchivePolicy):
    """At a desk that approves its own creatives, whoever may change one may publish it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if super().user_has_permission(user, action):
            return True
        return action == "publish" and self._approves_own(user)

    def _approves_own(self, user: Any) -> bool:
        return super().user_has_permission(user, "change") and DeskSettings.load().self_approval


def register_policies() -> None:
    for model in MODELS:
        policy = CreativePolicy if model is Creative else ArchivePolicy
        register_permission_policy(model, policy(model))
