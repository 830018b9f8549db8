"""Webhooks in the admin: receivers, their secrets and a test."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from api.admin.asking import AskView, crumbs
from api.webhooks import services, signing
from api.webhooks.models import DeliveryState, WebhookEndpoint
from api.webhooks.types import EventType
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
        "breadcrumbs_items": crumbs(endpoint.name),
    }
    response = TemplateResponse(request, "api/admin/webhook_secret.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


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
