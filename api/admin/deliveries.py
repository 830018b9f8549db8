"""The log of webhooks in the admin: what was sent or waits, what was answered, and sending it again."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

import django_filters
import orjson
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from api.admin.asking import AskView, crumbs, may_change
from api.admin.webhooks import GOOD
from api.webhooks import services
from api.webhooks.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from api.webhooks.types import PING, EventType
from runtime import clock


class DeliveryFilters(WagtailFilterSet):
    """By receiver, state and kind."""

    endpoint = django_filters.ModelChoiceFilter(
        label=_("Webhook"), queryset=WebhookEndpoint.objects.order_by("name")
    )
    state = django_filters.ChoiceFilter(label=_("Status"), choices=DeliveryState.choices)
    event__type = django_filters.ChoiceFilter(
        label=_("Event"), choices=[*((each.value, each.value) for each in EventType), (PING, PING)]
    )

    class Meta:
        model = WebhookDelivery
        fields: ClassVar = ["endpoint", "state", "event__type"]


class DeliveryIndexView(generic.IndexView):
    """What was sent or waits, the newest first."""

    page_title = _("Deliveries")
    default_ordering = "-created_at"
    filterset_class = DeliveryFilters

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("event", label=_("Event"), accessor="event.type", get_url=self.get_inspect_url),
            Column("path", label=_("About"), accessor=_about),
            Column("endpoint", label=_("Webhook"), accessor="endpoint.name"),
            StatusTagColumn(
                "state",
                label=_("Status"),
                accessor="get_state_display",
                primary=lambda each: each.state in GOOD,
            ),
            Column("answer", label=_("Answer"), accessor=_last_answer),
            DateColumn("created_at", label=_("Time"), accessor="created_at"),
        ]

    def get_base_queryset(self) -> QuerySet[WebhookDelivery]:
        return WebhookDelivery.objects.select_related("event", "endpoint")

    @cached_property
    def add_url(self) -> None:
        """Deliveries are made by events alone."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not may_change(self.request):
            return []
        asked = self.request.GET.get("endpoint", "")
        url = reverse("webhook_deliveries:replay_all") + (f"?endpoint={asked}" if asked.isdigit() else "")
        return [HeaderButton(_("Send all that were given up again"), url=url, icon_name="resubmit")]


def _about(delivery: WebhookDelivery) -> str:
    data = delivery.event.data
    return data.get("path") or data.get("name") or ", ".join(data.get("paths", ())[:3]) or "–"


def _last_answer(delivery: WebhookDelivery) -> str:
    if not delivery.attempts:
        return "–"
    last = delivery.attempts[-1]
    return str(last["status"] or last["error"])


class DeliveryInspectView(generic.InspectView):
    """One delivery with every attempt, what was answered and what was sent."""

    page_title = _("Delivery")
    template_name = "api/admin/webhook_delivery.html"

    def get_edit_url(self) -> None:
        """A log is neither edited nor deleted, not even by a superuser."""

    def get_delete_url(self) -> None:
        """The same."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        if not may_change(self.request):
            return []
        url = reverse("webhook_deliveries:replay", args=(self.object.pk,))
        return [Button(_("Send again"), url=url, icon_name="resubmit")]

    def get_event_display_value(self) -> str:
        return f"{self.object.event.type} ({self.object.event.message_id})"

    def get_created_at_display_value(self) -> Any:
        return timezone.localtime(self.object.created_at)

    def get_due_at_display_value(self) -> Any:
        is_waiting = self.object.state == DeliveryState.PENDING
        return timezone.localtime(self.object.due_at) if is_waiting else "–"

    def get_done_at_display_value(self) -> Any:
        return timezone.localtime(self.object.done_at) if self.object.done_at else "–"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["pretty"] = orjson.dumps(orjson.loads(self.object.body), option=orjson.OPT_INDENT_2).decode()
        context["attempts"] = [
            {**each, "moment": datetime.fromisoformat(each["at"])} for each in reversed(self.object.attempts)
        ]
        return context


class ReplayView(AskView):
    question = _("It is sent again as it was, under its own id; a receiver may know it already.")
    label = _("Send again")
    model = WebhookDelivery

    def back(self, target: WebhookDelivery) -> str:
        return reverse("webhook_deliveries:inspect", args=(target.pk,))

    def act(self, request: HttpRequest, target: WebhookDelivery) -> HttpResponse:
        _say_replayed(request, services.replay(WebhookDelivery.objects.filter(pk=target.pk), now=clock.now()))
        return redirect(self.back(target))


class ReplayAllView(AskView):
    """Everything that was given up, of one receiver or of all."""

    question = _("Every delivery that was given up is sent again, to receivers that are active.")
    label = _("Send again")

    def get(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        found = self._found(request)
        context = {
            "header_title": self.label,
            "question": f"{self.question} ({found.count()})",
            "label": self.label,
            "back": f"{reverse('webhook_deliveries:index')}?{request.GET.urlencode()}",
            "breadcrumbs_items": crumbs(_now("Send again")),
        }
        return TemplateResponse(request, "api/admin/webhook_ask.html", context)

    def post(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        _say_replayed(request, services.replay(self._found(request), now=clock.now()))
        return redirect(f"{reverse('webhook_deliveries:index')}?{request.GET.urlencode()}")

    def _found(self, request: HttpRequest) -> Any:
        found = WebhookDelivery.objects.undelivered().exclude(event__type=PING)
        asked = request.GET.get("endpoint", "")
        return found.filter(endpoint_id=int(asked)) if asked.isdigit() else found


def _say_replayed(request: HttpRequest, count: int) -> None:
    if count:
        messages.success(request, _now("%(count)s to be sent again at once.") % {"count": count})
    else:
        messages.warning(
            request, _now("Nothing to send: the webhook is not active, or nothing was given up.")
        )


class DeliveryViewSet(ModelViewSet):
    """The log; reached from the webhooks."""

    model = WebhookDelivery
    icon = "history"
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = DeliveryIndexView
    inspect_view_class = DeliveryInspectView
    inspect_view_fields: ClassVar = [
        "endpoint", "event", "state", "attempt_count", "created_at", "due_at", "done_at",
    ]  # fmt: skip
    form_fields: ClassVar[list[str]] = []

    def get_urlpatterns(self) -> list[URLPattern]:
        shown = ("index", "index_results", "inspect")
        return [
            *(each for each in super().get_urlpatterns() if each.name in shown),
            path("replay/<int:pk>/", ReplayView.as_view(), name="replay"),
            path("replay/", ReplayAllView.as_view(), name="replay_all"),
        ]
