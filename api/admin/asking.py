"""Acts on webhooks that ask first: GET asks, POST does it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.permissions import policy_registry

from api.webhooks.models import WebhookEndpoint


def crumbs(*labels: str) -> list[dict[str, str]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _now("Home")},
        {"url": reverse("webhooks:index"), "label": str(_("Webhooks"))},
        *({"url": "", "label": label} for label in labels),
    ]


class AskView(View):
    """GET asks, POST does it; for whoever may change webhooks."""

    question: ClassVar[Any] = ""
    label: ClassVar[Any] = ""
    model: ClassVar[Any] = WebhookEndpoint

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_change(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        target = get_object_or_404(self.model, pk=pk)
        title = f"{self.label}: {target}"
        context = {
            "header_title": title,
            "question": self.question,
            "label": self.label,
            "back": self.back(target),
            "breadcrumbs_items": crumbs(title),
        }
        return TemplateResponse(request, "api/admin/webhook_ask.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        target = get_object_or_404(self.model, pk=pk)
        return self.act(request, target)

    def act(self, request: HttpRequest, target: Any) -> HttpResponse:
        raise NotImplementedError

    def back(self, target: Any) -> str:
        return reverse("webhooks:edit", args=(target.pk,))


def may_change(request: HttpRequest) -> bool:
    return bool(policy_registry.get_by_type(WebhookEndpoint).user_has_permission(request.user, "change"))
