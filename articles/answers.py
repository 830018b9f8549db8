"""What readers answer to a form: checked by Wagtail's own fields, in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from wagtail.contrib.forms.forms import FormBuilder

from articles.models.forms import CONSENT, Form, FormField, FormSubmission

MAX_TEXT = {"singleline": 255, "multiline": 5_000, "email": 254, "url": 2_000, "hidden": 1_000}
SEVERAL = ("checkboxes", "multiselect")
CHOSEN = (*SEVERAL, "dropdown", "radio")
_MOST_DIGITS = 30


class _Builder(FormBuilder):
    """Wagtail's, with bounds to what a stranger may send."""

    def get_field_options(self, field: FormField) -> dict[str, Any]:
        options: dict[str, Any] = super().get_field_options(field)
        if field.field_type in MAX_TEXT:
            options["max_length"] = MAX_TEXT[field.field_type]
        return options

    def create_number_field(self, field: FormField, options: dict[str, Any]) -> forms.Field:
        return forms.DecimalField(max_digits=_MOST_DIGITS, **options)


def fields_of(form: Form) -> list[FormField]:
    """In the order of the editor, the consent last."""
    asked = list(form.form_fields.all())
    if not form.consent_text:
        return asked
    consent = FormField(clean_name=CONSENT, label=form.consent_text, field_type="checkbox", required=True)
    return [*asked, consent]


def choices_of(field: FormField) -> list[str]:
    if field.field_type not in CHOSEN:
        return []
    return [value for value, _ in FormBuilder([]).get_formatted_field_choices(field) if value]


def read(form: Form, values: Mapping[str, Any]) -> forms.Form:
    """The answers, bound and checked: `errors` names what is wrong, `cleaned_data` is what is meant."""
    fields = fields_of(form)
    data = MultiValueDict({field.clean_name: _texts(values.get(field.clean_name), field) for field in fields})
    built: forms.Form = _Builder(fields).get_form_class()(data)
    return built


def _texts(value: Any, field: FormField) -> list[str]:
    """As a browser would send it."""
    if value is None or value is False:
        return []
    several = value if isinstance(value, list | tuple) else [value]
    return ["on" if each is True else str(each) for each in several]


def submit(*, form: Form, answers: Mapping[str, Any], now: datetime) -> FormSubmission:
    """Keeps what `read` found right."""
    return FormSubmission.objects.create(form=form, answers=list(answers.items()), submitted_at=now)


def prune(*, now: datetime) -> int:
    """Drops what each form keeps no longer; how many."""
    count = 0
    for form in Form.objects.filter(keep_days__gt=0):
        old = FormSubmission.objects.filter(form=form).sent_before(now - timedelta(days=form.keep_days))
        count += old.delete()[0]
    return count
