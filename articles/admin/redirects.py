"""Where a redirect may lead: Wagtail's own model, whose form takes any address."""

from __future__ import annotations

from wagtail.contrib.redirects.models import Redirect

from articles.addresses import validate_redirect


def check_targets() -> None:
    """In forms and imports; portals leave out what was stored before. No part of the model's migrations."""
    validators = Redirect._meta.get_field("redirect_link").validators
    if validate_redirect not in validators:
        validators.append(validate_redirect)
