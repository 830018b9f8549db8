"""The kinds of events, by the names that receivers see."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventType(models.TextChoices):
    PAGE_PUBLISHED = "page.published", _("a page was published or changed")
    PAGE_UNPUBLISHED = "page.unpublished", _("a page was taken down, hidden or deleted")
    PAGE_MOVED = "page.moved", _("a page has another address")
    REDIRECT_CHANGED = "redirect.changed", _("a redirect was entered, changed or deleted")
    SITE_CHANGED = "site.changed", _("name, menus or settings of a site changed")
    CONTENT_CHANGED = (
        "content.changed",
        _("authors, tags, pictures, fronts or sections changed, gathered for 5 s"),
    )
    FORM_SUBMITTED = "form.submitted", _("a reader sent a form")
    LINE_ITEM_DELIVERING = "line_item.delivering", _("a line item began to deliver")
    LINE_ITEM_COMPLETED = "line_item.completed", _("a line item reached its goal or its end")
    LINE_ITEM_BEHIND = "line_item.behind", _("a line item fell behind its plan")
    CREATIVE_APPROVED = "creative.approved", _("a creative was approved")


PING = "ping"
"""Sent by the test button alone."""
