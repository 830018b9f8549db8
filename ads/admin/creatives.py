"""The creatives: list, form, preview, and what may change without another approval."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import ActionMenuItem, PublishMenuItem

from ads.admin import columns
from ads.admin.archiving import (
    ArchivableEditView,
    ArchivableInspectView,
    ArchivableViewSet,
    ArchiveFilters,
    RelatedIndexView,
)
from ads.admin.forms import CreativeForm
from ads.models import Advertiser, Creative, Format, Review
from ads.models.creatives import FIELDS, OWN_FIELDS


class CreativeFilters(ArchiveFilters):
    review = django_filters.MultipleChoiceFilter(label=gettext_lazy("Status"), choices=Review.choices)
    advertiser = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Advertiser"), queryset=Advertiser.objects.order_by("name")
    )
    format = django_filters.ChoiceFilter(label=gettext_lazy("Format"), choices=Format.choices)

    class Meta:
        model = Creative
        fields: tuple[str, ...] = ()


class CreativeIndexView(RelatedIndexView):
    related = ("advertiser", "asset", "latest_revision")

    def get_base_queryset(self) -> Any:
        return Creative.objects.with_review().select_related(*self.related)


class CreativeEditView(ArchivableEditView):
    """A draft that changes nothing readers see takes effect when it is saved, whoever saves it."""

    takes_effect = False

    def save_instance(self) -> Any:
        instance = super().save_instance()
        approved = Creative.objects.get(pk=instance.pk)
        is_saved_by_hand = self.action == "edit" and not self.expects_json_response
        if is_saved_by_hand and approved.live and not instance.needs_review(approved):
            self.takes_effect = not instance.workflow_in_progress
        if self.takes_effect:
            self.new_revision.publish(user=self.request.user, skip_permission_checks=True)
        return instance

    def get_success_message(self, instance: Any = None) -> str:
        if self.takes_effect:
            return _("“%(name)s” is saved and in effect; nothing that readers see was changed.") % {
                "name": self.object.name
            }
        return str(super().get_success_message(instance))


class DeskPublishMenuItem(PublishMenuItem):
    """Asks the policy, which knows the desk's switch, where Wagtail's own asks the group alone."""

    def is_shown(self, context: dict[str, Any]) -> bool:
        policy = policy_registry.get_by_type(context["model"])
        is_locked = bool(context.get("locked_for_user"))
        return policy.user_has_permission(context["request"].user, "publish") and not is_locked


def offer_publish(menu_items: list[ActionMenuItem], request: Any, context: dict[str, Any]) -> None:
    """Puts the item that knows the desk's switch in the menu of creatives."""
    if context["model"] is not Creative or any(isinstance(item, PublishMenuItem) for item in menu_items):
        return
    item = DeskPublishMenuItem(order=30)
    if item.is_shown(context):
        menu_items.append(item)


def _of(field: str, *, without: tuple[str, ...] = ()) -> dict[str, str]:
    """Of which formats a panel is; the others hide it where scripts run."""
    formats = [name for name, fields in FIELDS.items() if field in fields and name not in without]
    return {"data-desk-formats": " ".join(formats)}


class CreativeInspectView(ArchivableInspectView):
    template_name = "ads/admin/creative_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"creative": self.object, "frame_url": self.object.frame_url()}
        return {**super().get_context_data(**kwargs), **shown}

    def get_fields_context(self) -> Any:
        """Of the fields that belong to formats, those of its own."""
        own = FIELDS.get(self.object.format, ())
        shown = [name for name in self.get_fields() if name not in OWN_FIELDS or name in own]
        self.fields: list[str] = shown
        return super().get_fields_context()

    def get_requires_display_value(self) -> str:
        return str(self.object.get_requires_display())


class CreativeViewSet(ArchivableViewSet):
    model = Creative
    icon = "image"
    menu_label = gettext_lazy("Creatives")
    menu_name = "creatives"
    base_url_path = "advertising/creatives"
    chooser_base_url_path = "advertising/choose/creatives"
    index_view_class = CreativeIndexView
    edit_view_class = CreativeEditView
    inspect_view_class = CreativeInspectView
    filterset_class = CreativeFilters
    search_fields = ("name", "title", "body", "advertiser__name", "destination_url")
    ordering = "-pk"
    list_display = (
        "name",
        columns.ThumbnailColumn("picture", label=gettext_lazy("Shows")),
        Column("size", label=gettext_lazy("Size"), accessor=columns.sizes_of),
        Column("advertiser", label=gettext_lazy("Advertiser"), sort_key="advertiser__name"),
        Column("destination_url", label=gettext_lazy("Destination")),
        columns.StatusColumn("review", Review, label=gettext_lazy("Status")),
    )
    inspect_view_fields = (
        "name",
        "advertiser",
        "format",
        "asset",
        "alt",
        "title",
        "body",
        "cta",
        "sponsor",
        "width",
        "height",
        "requires",
        "markup",
        "destination_url",
        "live",
        "archived_at",
    )
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("advertiser"),
            FieldPanel("format", attrs={"data-desk-format": ""}),
            FieldPanel("upload", attrs=_of("asset")),
            FieldPanel("alt", attrs=_of("alt")),
            FieldPanel("title", attrs=_of("title")),
            FieldPanel("body", attrs=_of("body")),
            FieldRowPanel([FieldPanel("cta"), FieldPanel("sponsor")], attrs=_of("cta")),
            FieldPanel("markup", attrs=_of("markup")),
            FieldRowPanel(
                [FieldPanel("width"), FieldPanel("height")],
                heading=gettext_lazy("Size in pixels"),
                help_text=gettext_lazy("Empty: it fills the slot."),
                attrs=_of("width"),
            ),
            FieldPanel("requires", attrs=_of("requires", without=(Format.TAG,))),
            FieldPanel("destination_url"),
        ],
        base_form_class=CreativeForm,
    )
