"""Forms and what was sent in the admin: editors make the one, and read and export the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import IndexView, InspectView

from articles.answers import CHOSEN, choices_of
from articles.models.forms import CONSENT, RESERVED, FormField, FormSubmission
from runtime.cells import cell

SUMMARY_LENGTH = 80


class FormForm(WagtailAdminModelForm):
    """Refuses fields that answers could not be told apart by, and choices without a choice."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        seen: set[str] = set(RESERVED)
        for row in self.formsets["form_fields"].forms:
            if not row.is_valid() or row.cleaned_data.get("DELETE") or not row.cleaned_data.get("label"):
                continue
            _check_field(row, seen)
        return cleaned


def _check_field(row: Any, seen: set[str]) -> None:
    field: FormField = row.instance
    name = field.clean_name or field.get_field_clean_name()
    if name in seen:
        row.add_error("label", ValidationError(_now("Another field has this name already; choose another.")))
    seen.add(name)
    if field.field_type in CHOSEN and not choices_of(field):
        row.add_error("choices", ValidationError(_now("Say what can be chosen.")))


class SubmissionPolicy(ModelPermissionPolicy):
    """What readers sent is read and deleted, never written."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in ("view", "delete") and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class SubmissionFilterSet(WagtailFilterSet):
    submitted_at = django_filters.DateFromToRangeFilter(label=_("Sent at"), widget=DateRangePickerWidget)

    class Meta:
        model = FormSubmission
        fields = ["form", "submitted_at"]


class SummaryColumn(Column):
    """The beginning of what was sent."""

    def get_value(self, instance: FormSubmission) -> str:
        text = " · ".join(in_words(value) for _name, value in instance.answers if value not in (None, ""))
        return text if len(text) <= SUMMARY_LENGTH else f"{text[: SUMMARY_LENGTH - 1]}…"


def in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)


def labels(form_ids: Iterable[int]) -> dict[str, str]:
    """What the fields of these forms are called, by the name in the answers."""
    rows = FormField.objects.filter(form_id__in=tuple(form_ids)).order_by("-pk")
    return {**dict(rows.values_list("clean_name", "label")), CONSENT: _now("Consent")}


class SubmissionIndexView(IndexView):
    """What was sent, the newest first; a spreadsheet has a column for each field."""

    def get_base_queryset(self) -> QuerySet[FormSubmission]:
        return FormSubmission.objects.select_related("form")

    def as_spreadsheet(self, queryset: QuerySet[FormSubmission], spreadsheet_format: str) -> Any:
        sent = queryset.values_list("answers", flat=True)
        names = dict.fromkeys(name for answers in sent for name, _value in answers)
        self.list_export = ["submitted_at", "form", *names]
        known = labels(queryset.values_list("form_id", flat=True).distinct())
        self.export_headings = {name: known.get(name, name) for name in names}
        return super().as_spreadsheet(queryset, spreadsheet_format)

    def to_row_dict(self, item: FormSubmission) -> dict[str, Any]:
        given = dict(item.answers)
        answers = {name: in_words(given.get(name)) for name in self.list_export[2:]}
        return {"submitted_at": item.submitted_at, "form": str(item.form), **answers}


def inspect_url(submission: FormSubmission) -> str:
    """Where it can be read whole."""
    viewset: Any = FormSubmission.snippet_viewset  # type: ignore[attr-defined]
    return reverse(viewset.get_url_name("inspect"), args=[submission.pk])


class SubmissionInspectView(InspectView):
    """One submission, whole."""

    def get_submitted_at_display_value(self) -> str:
        return str(date_format(localtime(self.object.submitted_at), "DATETIME_FORMAT"))

    def get_answers_display_value(self) -> Any:
        known = labels([self.object.form_id])
        rows = [(known.get(name, name), in_words(value)) for name, value in self.object.answers]
        body = format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows)
        return format_html('<dl class="submission-answers">{}</dl>', body)


def neutralise_exports() -> None:
    """No spreadsheet of the admin runs what a stranger typed: of ours, and of Wagtail's own reports."""
    plain = SpreadsheetExportMixin.preprocess_field_value

    def preprocess_field_value(self: Any, field: str, value: Any, export_format: str) -> Any:
        return cell(plain(self, field, value, export_format))

    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
