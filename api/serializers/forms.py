"""A form as frontends draw it, and what a reader who sent it is told."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers.shapes import Shape
from articles.answers import MAX_TEXT, choices_of, fields_of
from articles.models import Form, FormField
from articles.models.forms import HONEYPOT


class FormFieldSerializer(Shape):
    """One field; `type` is one of Wagtail's."""

    name = serializers.CharField(help_text="the key of the answer")
    type = serializers.CharField(
        help_text="singleline, multiline, email, number, url, checkbox, checkboxes, dropdown, multiselect, "
        "radio, date, datetime or hidden"
    )
    label = serializers.CharField()  # type: ignore[assignment]
    help = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    choices = serializers.ListField(child=serializers.CharField())
    default = serializers.CharField()  # type: ignore[assignment]
    max_length = serializers.IntegerField(allow_null=True)


class FormSerializer(Shape):
    """The words and fields of a form."""

    code = serializers.CharField()
    title = serializers.CharField()
    intro = serializers.CharField()
    fields = FormFieldSerializer(many=True)  # type: ignore[assignment]
    honeypot = serializers.CharField(help_text="a field to hide from readers; what fills it in is no reader")
    submit_label = serializers.CharField()
    thanks = serializers.CharField()


class ThanksSerializer(Shape):
    """It was received."""

    code = serializers.CharField()
    thanks = serializers.CharField()


def form_shape(form: Form) -> dict[str, Any]:
    return {
        "code": form.code,
        "title": form.title,
        "intro": form.intro,
        "fields": [field_shape(field) for field in fields_of(form)],
        "honeypot": HONEYPOT,
        "submit_label": form.submit_label,
        "thanks": form.thanks,
    }


def field_shape(field: FormField) -> dict[str, Any]:
    return {
        "name": field.clean_name,
        "type": field.field_type,
        "label": field.label,
        "help": field.help_text,
        "required": field.required,
        "choices": choices_of(field),
        "default": field.default_value,
        "max_length": MAX_TEXT.get(field.field_type),
    }


def thanks_shape(form: Form) -> dict[str, Any]:
    return {"code": form.code, "thanks": form.thanks}
