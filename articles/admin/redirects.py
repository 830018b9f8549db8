"""Where a redirect may lead: Wagtail's own model, whose form takes any address."""

from __future__ import annotations

from django.core.validators import URLValidator
from wagtail.contrib.redirects.models import Redirect

from articles.addresses import validate_redirect
from runtime.webaddress import validate_web_address


def check_targets() -> None:
    """In forms and imports; portals leave out what was stored before. No part of the model's migrations."""
    validators = Redirect._meta.get_field("redirect_link").validators
    if validate_redirect not in validators:
        validators.append(validate_redirect)
    _say_what_is_allowed()


def _say_what_is_allowed() -> None:
    """The form asks Django's rule for addresses first, whose words name nothing."""
    from wagtail.contrib.redirects.forms import RedirectForm  # its widgets need the registry of models

    field = RedirectForm.base_fields["redirect_link"]
    others = [each for each in field.validators if not isinstance(each, URLValidator)]
    field.validators = [validate_web_address, *(each for each in others if each is not validate_web_address)]
