"""The way from the home page of the admin to a screen of the ad desk."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Crumb = dict[str, str | Promise]


def crumbs(*steps: tuple[str, str | Promise]) -> list[Crumb]:
    """Home, then addresses with their labels; the address of the last, where one is already, is empty."""
    way = ((reverse("wagtailadmin_home"), _("Home")), *steps)
    return [{"url": url, "label": label} for url, label in way]
