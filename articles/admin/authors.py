"""Authors in the admin: archived instead of deleted, and who may still be chosen."""

from __future__ import annotations

from typing import Any, cast

import django_filters
from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.forms import RadioSelect
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView
from wagtail.snippets.views.snippets import EditView

from articles import services
from articles.models import Author
from runtime import clock
from runtime.choosing import PermittedChooserViewSet


def _url_name(view: str) -> str:
    viewset: Any = Author.snippet_viewset  # type: ignore[attr-defined]
    name: str = viewset.get_url_name(view)
    return name


class ArchivedColumn(Column):
    """Says which authors are archived."""

    def get_value(self, instance: Author) -> Any:
        return _("Archived") if instance.is_archived else _("Active")


class AuthorFilterSet(WagtailFilterSet):
    """Active or archived."""

    archived = django_filters.ChoiceFilter(
        label=_("Status"),
        field_name="archived_at",
        method="by_state",
        choices=[("active", _("Active")), ("archived", _("Archived"))],
        empty_label=_("Any"),
        widget=RadioSelect,
    )

    class Meta:
        model = Author
        fields: list[str] = []

    def by_state(self, authors: Any, name: str, value: str) -> Any:
        return authors.choosable() if value == "active" else authors.archived()


class AuthorSearchForm(BaseFilterForm):
    """Finds authors by a part of their name."""

    q = forms.CharField(
        label=_("Search term"), widget=forms.TextInput(attrs={"placeholder": _("Search")}), required=False
    )

    def filter(self, objects: Any) -> Any:
        objects = super().filter(objects)
        words = self.cleaned_data.get("q")
        if words:
            objects = objects.filter(name__icontains=words)
            self.is_searching = True
            self.search_query = words
        return objects


class _Choosable:
    filter_form_class = AuthorSearchForm

    def get_object_list(self) -> Any:
        return Author.objects.choosable().order_by("name")


class ChooseAuthorView(_Choosable, ChooseView):
    """The chooser of authors."""


class ChooseAuthorResultsView(_Choosable, ChooseResultsView):
    """Its results alone, while one types."""


class AuthorChooserViewSet(PermittedChooserViewSet):
    """Offers authors who are not archived."""

    choose_view_class = ChooseAuthorView
    choose_results_view_class = ChooseAuthorResultsView
    choose_one_text = _("Choose an author")
    choose_another_text = _("Choose another author")
    edit_item_text = _("Edit this author")


class AuthorEditView(EditView):
    """The edit form with “Archive” in its menu."""

    @property
    def header_more_buttons(self) -> list[Button]:
        return [*super().header_more_buttons, archive_button(self.object)]


def archive_button(author: Author) -> Button:
    """Archives an author, or brings an archived one back."""
    name, label, icon = (
        ("restore", _("Restore"), "rotate") if author.is_archived else ("archive", _("Archive"), "lock")
    )
    return Button(
        label,
        icon_name=icon,
        priority=50,
        attrs={
            "data-controller": "w-action",
            "data-action": "w-action#post",
            "data-w-action-url-value": reverse(f"articles_author_{name}", args=[author.pk]),
        },
    )


def offer_archive(buttons: list[Any], author: Author, user: Any) -> None:
    """Puts “Archive” where a list would offer to delete."""
    delete_url = reverse(_url_name("delete"), args=[author.pk])
    buttons[:] = [each for each in buttons if not (each.url or "").startswith(delete_url)]
    if policy_registry.get(author).user_has_permission(user, "change"):
        buttons.append(archive_button(author))


def refuse_deletion(request: HttpRequest, authors: list[Any]) -> HttpResponse | None:
    """Answers each way to delete an author; old articles keep their byline."""
    if not any(isinstance(each, Author) for each in authors):
        return None
    messages.error(
        request,
        _now(
            "Authors are archived, not deleted: their articles keep the byline. Use “Archive” on the author."
        ),
    )
    return redirect(reverse(_url_name("list")))


@require_POST
def archive(request: HttpRequest, author_id: int) -> HttpResponse:
    return _set_archived(request, author_id, archived=True)


@require_POST
def restore(request: HttpRequest, author_id: int) -> HttpResponse:
    return _set_archived(request, author_id, archived=False)


def _set_archived(request: HttpRequest, author_id: int, *, archived: bool) -> HttpResponse:
    author, user = get_object_or_404(Author, pk=author_id), cast(User, request.user)
    if not policy_registry.get(author).user_has_permission(user, "change"):
        raise PermissionDenied
    if archived:
        services.archive_author(author=author, by=user, now=clock.now())
        text = _now("%(name)s is archived: old articles keep the byline, new ones cannot choose it.")
    else:
        services.restore_author(author=author, by=user)
        text = _now("%(name)s can be chosen again.")
    messages.success(request, text % {"name": author.name})
    return redirect(reverse(_url_name("edit"), args=[author.pk]))
