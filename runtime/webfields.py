"""The rule of web addresses as a field of models and of their forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

from runtime.webaddress import validate_web_address


class WebAddressInput(forms.URLField):
    """Says what is allowed, where Django's own says that an address is not valid; completes none."""

    default_validators = [validate_web_address]

    def to_python(self, value: Any) -> Any:
        return forms.CharField.to_python(self, value)


if TYPE_CHECKING:
    UrlField = models.URLField[str, str]
else:
    UrlField = models.URLField


class WebAddressField(UrlField):
    """An address of the web as `runtime.webaddress` knows it."""

    default_validators = [validate_web_address]

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{**kwargs, "form_class": WebAddressInput, "assume_scheme": "https"})
