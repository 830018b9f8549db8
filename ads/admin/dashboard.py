"""The ad manager's part of the first screen: what is delivering, and what waits for approval."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from ads.counting.reading import totals
from ads.models import LineItem, Status
from runtime import clock

SHOWN = 8
WAITING = (Status.PENDING_APPROVAL, Status.NEEDS_CREATIVES, Status.DISAPPROVED, Status.HOLD_LAPSED)


class DeliveringPanel(Component):
    """The first line items that deliver, with what was counted, and what waits for somebody."""

    name = "delivering"
    order = 110
    template_name = "ads/admin/delivering.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        if not may_look(parent_context["request"].user):
            return {"is_shown": False}
        now = clock.now()
        rows = LineItem.objects.with_status(now).select_related("campaign__advertiser")
        delivering = list(rows.filter(status=Status.DELIVERING).order_by("ends_at", "name")[:SHOWN])
        counted = totals([each.pk for each in delivering])
        return {
            "is_shown": True,
            "heading": _("Advertising"),
            "delivering": [{"item": each, "counted": counted[each.pk]} for each in delivering],
            "late": LineItem.objects.without_copy(now).count(),
            "held": rows.filter(status=Status.HELD).order_by("hold_until", "pk")[:SHOWN],
            "waiting": rows.filter(status__in=WAITING).count(),
            "waiting_statuses": [status.value for status in WAITING],
        }


def may_look(user: AbstractBaseUser | AnonymousUser) -> bool:
    policy = policy_registry.get_by_type(LineItem)
    return bool(policy.user_has_any_permission(user, {"add", "change", "view"}))


def open_the_desk(request: HttpRequest, panels: list[Any]) -> None:
    """For the hook `construct_homepage_panels`."""
    panels.append(DeliveringPanel())
