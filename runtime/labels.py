"""Exclusion labels in one spelling, so that "Bank " and "bank" are the same competitor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

MAX_LABELS = 20
LABEL = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def normalise_labels(labels: Iterable[str]) -> list[str]:
    """Lower case, hyphens for spaces, sorted, each once. Raises ValidationError for what is no label."""
    found = {re.sub(r"[\s_]+", "-", label.strip().lower()) for label in labels} - {""}
    for label in sorted(found):
        if len(label) > 40 or not LABEL.fullmatch(label):
            raise ValidationError(
                _("“%(label)s” is not a label: use letters a-z, digits and hyphens, at most 40 characters."),
                code="exclusion_label",
                params={"label": label},
            )
    if len(found) > MAX_LABELS:
        raise ValidationError(
            _("At most %(limit)d labels."), code="exclusion_label", params={"limit": MAX_LABELS}
        )
    return sorted(found)


class LabelsField(forms.CharField):
    """Labels separated by commas; the value is a list."""

    @classmethod
    def of(cls, field: Any) -> LabelsField:
        """In the words of a model's field."""
        return cls(label=capfirst(field.verbose_name), required=False, help_text=field.help_text)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        return normalise_labels(text.replace(";", ",").split(","))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
