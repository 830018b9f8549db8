"""Webhooks in the admin: receivers, their secrets, a test, and the log with its button to send again."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

import django_filters
import orjson
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from api.webhooks import services, signing
from api.webhooks.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from api.webhooks.types import PING, EventType
from runtime import clock

STATES = {
    "active": _("Active"),
    "failing": _("Does not answer"),
    "off": _("Not active"),
    "disabled": _("Switched off: it did not answer"),
}
GOOD = ("active", DeliveryState.DELIVERED)


class EndpointForm(forms.ModelForm):  # type: ignore[type-arg]
    """A receiver; its secret is no field."""

    events = forms.MultipleChoiceField(
        label=_("events"),
        choices=lambda: [(each.value, f"{each.value}: {each.label}") for each in EventType],
        widget=forms.CheckboxSelectMultiple,
        initial=[each.value for each in EventType if not each.startswith(("line_item", "creative", "form"))],
    )

    class Meta:
        model = WebhookEndpoint
        fields: ClassVar = ["name", "url", "events", "site", "is_active"]
        widgets: ClassVar = {"name": forms.TextInput, "url": forms.URLInput}

    def save(self, commit: bool = True) -> WebhookEndpoint:
        """Whoever makes a receiver active again gives it a new chance."""
        saved: WebhookEndpoint = super().save(commit)
        if commit and saved.is_active and "is_active" in self.changed_data:
            services.switch_on(saved)
        return saved


def _with_secret(request: HttpRequest, endpoint: WebhookEndpoint, text: str) -> HttpResponse:
    """The one answer that shows a secret."""
    context = {
        "header_title": endpoint.name,
        "webhook": endpoint,
        "text": text,
        "onward": reverse("webhooks:edit", args=(endpoint.pk,)),
        "breadcrumbs_items": _crumbs(endpoint.name),
    }
    response = TemplateResponse(request, "api/admin/webhook_secret.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _crumbs(*labels: str) -> list[dict[str, str]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _now("Home")},
        {"url": reverse("webhooks:index"), "label": str(_("Webhooks"))},
        *({"url": "", "label": label} for label in labels),
    ]


class EndpointIndexView(generic.IndexView):
    """Every receiver, how it is, and when something last arrived."""

    default_ordering = "name"

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("name", label=_("name"), accessor="name", get_url=self.get_edit_url),
            Column("url", label=_("address"), accessor="url"),
            StatusTagColumn(
                "state",
                label=_("Status"),
                accessor=lambda each: STATES[each.state()],
                primary=lambda each: each.state() in GOOD,
            ),
            DateColumn("arrived_at", label=_("last delivered"), accessor="arrived_at"),
        ]

    def get_base_queryset(self) -> QuerySet[WebhookEndpoint]:
        return WebhookEndpoint.objects.annotate(
            arrived_at=Max("deliveries__done_at", filter=Q(deliveries__state=DeliveryState.DELIVERED))
        )

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        url = reverse("webhook_deliveries:index")
        return [*super().header_more_buttons, Button(_("Deliveries"), url=url, icon_name="history")]


class EndpointCreateView(generic.CreateView):
    """Makes a receiver and shows its secret on the answer to the form alone."""

    def form_valid(self, form: EndpointForm) -> HttpResponse:
        endpoint = form.save()
        log(endpoint, "wagtail.create", user=self.request.user)
        return _with_secret(self.request, endpoint, signing.secret_text(endpoint))


class EndpointEditView(generic.EditView):
    """What may be changed, and the ways to its secret, its test and its log."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        acts = [
            Button(_("Send a test"), url=self._url("ping"), icon_name="mail", priority=5),
            Button(_("Deliveries"), url=_log_of(self.object), icon_name="history", priority=6),
            Button(_("New secret"), url=self._url("rotate"), icon_name="rotate", priority=7),
        ]
        return [*super().header_more_buttons, *acts]

    def _url(self, name: str) -> str:
        return reverse(f"webhooks:{name}", args=(self.object.pk,))


def _log_of(endpoint: WebhookEndpoint) -> str:
    return f"{reverse('webhook_deliveries:index')}?endpoint={endpoint.pk}"


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
            "breadcrumbs_items": _crumbs(title),
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


class PingView(AskView):
    question = _("An event of the type “ping” is sent at once; its answer is shown and stands in the log.")
    label = _("Send a test")

    def act(self, request: HttpRequest, target: WebhookEndpoint) -> HttpResponse:
        attempt = services.ping(target, now=clock.now())
        facts = {"name": target.name, "status": attempt.status, "reason": attempt.error}
        if attempt.is_success:
            messages.success(request, _now("“%(name)s” answered with status %(status)s.") % facts)
        elif attempt.status is not None:
            messages.error(request, _now("“%(name)s” answered with status %(status)s.") % facts)
        else:
            messages.error(request, _now("“%(name)s” did not answer: %(reason)s.") % facts)
        return redirect(self.back(target))


class RotateView(AskView):
    question = _(
        "It gets another secret, shown once. Signatures of the one before are sent along for 24 hours."
    )
    label = _("New secret")

    def act(self, request: HttpRequest, target: WebhookEndpoint) -> HttpResponse:
        text = services.rotate(target, now=clock.now())
        log(target, "wagtail.edit", user=request.user)
        return _with_secret(request, target, text)


class EndpointViewSet(ModelViewSet):
    """Receivers, under the settings."""

    model = WebhookEndpoint
    icon = "link-external"
    menu_label = _("Webhooks")
    menu_name = "webhooks"
    menu_order = 620
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = EndpointIndexView
    add_view_class = EndpointCreateView
    edit_view_class = EndpointEditView
    list_filter: ClassVar[list[str]] = []

    def get_form_class(self, for_update: bool = False) -> Any:
        return EndpointForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("ping/<int:pk>/", PingView.as_view(), name="ping"),
            path("rotate/<int:pk>/", RotateView.as_view(), name="rotate"),
        ]


# --- the log -----------------------------------------------------------------------------------------


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
            "breadcrumbs_items": _crumbs(_now("Send again")),
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
