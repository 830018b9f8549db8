"""Front pages in the admin: who may place stories where, and which stories belong on which page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.views.snippets import DeleteView, EditView, HistoryView

from articles.querysets import home_path


class FrontPolicy(ModelPermissionPolicy):
    """Whoever may publish a page, and edit fronts at all, may place stories on it."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if not self.user_has_permission(user, action):
            return False
        return instance.page_id is None or instance.page.permissions_for_user(user).can_publish()

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        fronts = super().instances_user_has_any_permission_for(user, actions)
        pages = PagePermissionPolicy().instances_user_has_permission_for(user, "publish")
        return fronts.filter(page__in=pages)


class OwnFront:
    """A front of a page that somebody may not publish is not theirs to see."""

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        front = super().get_object(*args, **kwargs)  # type: ignore[misc]
        policy, user = self.permission_policy, self.request.user  # type: ignore[attr-defined]
        if not policy.user_has_any_permission_for_instance(user, ("change", "delete"), front):
            raise PermissionDenied
        return front


class FrontEditView(OwnFront, EditView):
    pass


class FrontDeleteView(OwnFront, DeleteView):
    pass


class FrontHistoryView(OwnFront, HistoryView):
    pass


class FrontForm(WagtailAdminModelForm):
    """Refuses stories and sections of another site or language, which this page would never show."""

    for_user: Any

    def clean_page(self) -> Page:
        page: Page = self.cleaned_data["page"]
        if not page.permissions_for_user(self.for_user).can_publish():
            raise ValidationError(_now("You may not publish this page."))
        return page

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        page, zones = cleaned.get("page"), cleaned.get("zones")
        if page is not None and zones:
            strangers = sorted({each.title for each in _placed(zones) if not _is_beside(each, page)})
            if strangers:
                message = _now("Not of this site and language: %(titles)s.")
                self.add_error("zones", message % {"titles": ", ".join(strangers)})
        return cleaned


def _placed(zones: Any) -> Iterator[Page]:
    """Every page that the zones refer to."""
    for zone in zones:
        pages = [
            zone.value["section"],
            zone.value["more"],
            *(each["article"] for each in zone.value["stories"]),
        ]
        yield from (page for page in pages if page is not None)


def _is_beside(page: Page, front: Page) -> bool:
    return home_path(page) == home_path(front)


class ZonesColumn(Column):
    """The codes of the zones in their order."""

    def get_value(self, instance: Any) -> Any:
        codes = [row["value"].get("code", "") for row in instance.zones.raw_data]
        return ", ".join(codes) or _("filled by the portal")
