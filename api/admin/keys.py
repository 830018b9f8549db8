"""The keys of machines in the admin: made and shown once, with scopes and an end, revoked at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from api import keys
from api.keys import SCOPES, ApiKey
from runtime import clock

SCOPE_LABELS = {
    "manage": _("make, change, stop and archive all that the ad desk books"),
    "report": _("read delivery reports"),
    "explain": _("ask why an ad was chosen"),
    "preview": _("read every newest draft"),
}
LIFETIMES = [
    ("30", _("30 days")),
    ("90", _("90 days")),
    ("365", _("one year")),
    ("", _("no end")),
]
STATES = {"live": _("In use"), "expired": _("Expired"), "revoked": _("Revoked")}


def _scope_choices() -> list[tuple[str, str]]:
    return [(scope, f"{scope}: {SCOPE_LABELS[scope]}") for scope in SCOPES]


def _scopes_field() -> forms.MultipleChoiceField:
    """What a key may do, each said in words."""
    return forms.MultipleChoiceField(
        label=_("Scopes"), choices=_scope_choices, widget=forms.CheckboxSelectMultiple
    )


class NewKeyForm(forms.Form):
    """What a new key is asked for."""

    name = forms.RegexField(
        r"^[A-Za-z0-9][-A-Za-z0-9_.]{0,99}\Z",
        label=_("Name"),
        max_length=100,
        help_text=_("What uses it, for example: next-frontend. Letters, digits, hyphens and dots."),
        error_messages={"invalid": _("Letters, digits, hyphens, underscores and dots, without spaces.")},
    )
    scopes = _scopes_field()
    lifetime = forms.ChoiceField(label=_("Valid for"), choices=LIFETIMES, required=False, initial="90")


class KeyForm(forms.ModelForm):  # type: ignore[type-arg]
    """What may be changed of a key that is in use."""

    scopes = _scopes_field()

    class Meta:
        model = ApiKey
        fields: ClassVar = ["scopes", "expires_at"]
        widgets: ClassVar = {"expires_at": forms.DateTimeInput(attrs={"autocomplete": "off"})}


class IndexView(generic.IndexView):
    """All keys, never their text."""

    default_ordering = "token__name"

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("name", label=_("Name"), accessor=lambda key: key.token.name, get_url=self.get_edit_url),
            Column("prefix", label=_("Begins with"), accessor=lambda key: f"{key.token.prefix}…"),
            Column("scopes", label=_("Scopes"), accessor=lambda key: ", ".join(key.scopes)),
            Column("state", label=_("Status"), accessor=lambda key: STATES[key.state(clock.now())]),
            DateColumn("expires_at", label=_("Expires at")),
            DateColumn("last_used_at", label=_("Last used"), accessor=lambda key: key.token.last_used_at),
        ]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("token")

    def get_list_more_buttons(self, instance: ApiKey) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        revoke_url = self.get_delete_url(instance)
        for button in buttons:
            if button.url == revoke_url:
                button.label = _("Revoke")
        return [button for button in buttons if button.url != revoke_url or _is_open(instance)]


class CreateView(generic.CreateView):
    """Makes a key and shows its text on the answer to the form alone."""

    def get_form_kwargs(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_kwargs()
        options.pop("instance", None)
        return options

    def form_valid(self, form: NewKeyForm) -> HttpResponse:
        days = form.cleaned_data["lifetime"]
        key, text = keys.create(
            name=form.cleaned_data["name"],
            scopes=tuple(form.cleaned_data["scopes"]),
            lifetime=timedelta(days=int(days)) if days else None,
            now=clock.now(),
        )
        log(key, "wagtail.create", user=self.request.user)
        self.object = key
        context = self.get_context_data(form=form, key=key, text=text, page_title=_("New API key"))
        response = TemplateResponse(self.request, "api/admin/key_created.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response


class EditView(generic.EditView):
    """Scopes and end; the text of a key is not to be had again."""

    delete_item_label = _("Revoke")

    def get_page_subtitle(self) -> str:
        return str(self.object.token.name)

    @property
    def can_delete(self) -> bool:
        return bool(super().can_delete) and _is_open(self.object)

    @can_delete.setter
    def can_delete(self, value: bool) -> None:
        """Wagtail sets none."""


class RevokeView(generic.DeleteView):
    """Ends a key; its row stays, so that one can see what there was."""

    page_title = _("Revoke")
    template_name = "api/admin/key_revoke.html"

    @property
    def confirmation_message(self) -> str:
        return _now("Whatever uses the key “%(name)s” is refused from the next request on.") % {
            "name": self.object.token.name
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key: ApiKey = self.get_object()
        keys.revoke_one(key, now=clock.now())
        log(key, "wagtail.delete", user=request.user)
        messages.success(request, _now("The key “%(name)s” is revoked.") % {"name": key.token.name})
        return redirect(self.get_success_url())


class KeyViewSet(ModelViewSet):
    """API keys, under the settings."""

    model = ApiKey
    icon = "key"
    menu_label = _("API keys")
    menu_name = "api-keys"
    menu_order = 610
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = RevokeView
    list_filter: ClassVar[list[str]] = []

    def get_form_class(self, for_update: bool = False) -> Any:
        return KeyForm if for_update else NewKeyForm


def _is_open(key: ApiKey) -> bool:
    return key.token.revoked_at is None
