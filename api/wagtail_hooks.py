"""Registers what the delivery side adds to Wagtail's admin; nothing else."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from api.admin.deliveries import DeliveryViewSet
from api.admin.keys import KeyViewSet
from api.admin.webhooks import EndpointViewSet
from api.previews import userbar


# After those that add checkers of their own.
@hooks.register("construct_wagtail_userbar", order=1000)
def let_checkers_meet(request: Any, items: list[Any], page: Any) -> None:
    userbar.let_checkers_meet(items)


@hooks.register("register_admin_viewset")
def api_keys() -> KeyViewSet:
    return KeyViewSet("api_keys", url_prefix="api-keys")


@hooks.register("register_admin_viewset")
def webhooks() -> list[object]:
    return [
        EndpointViewSet("webhooks", url_prefix="webhooks"),
        DeliveryViewSet("webhook_deliveries", url_prefix="webhook-deliveries"),
    ]
