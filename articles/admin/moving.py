"""Moving pages to another site or locale, where their slugs and keys may be taken."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page

from articles.models import ArticlePage, SectionPage
from articles.models.places import taken
from articles.querysets import home_path


def refuse_doubles(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Sends an editor back where a page that moves would meet its double; names the first one.

    Wagtail's own page of confirmation names a page to whoever asks, also to those who may not move it.
    """
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied
    if home_path(page) == home_path(destination):
        return None
    double = first_double(page, destination)
    if double is None:
        return None
    messages.error(request, taken(*double))
    return redirect("wagtailadmin_pages:move", page.pk)


def first_double(page: Page, destination: Page) -> tuple[str, Any] | None:
    """A value that occurs under `page` and in the tree of `destination`, with its holder there."""
    for model in (ArticlePage, SectionPage):
        field = model.unique_in_tree
        moving = model.objects.descendant_of(page, inclusive=True).values(field)
        holder = model.objects.in_tree_of(destination).filter(**{f"{field}__in": moving}).first()
        if holder is not None:
            return getattr(holder, field), holder
    return None
