"""Tells an editor, after publishing, where and when readers see the page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.models import Page

from articles import ports
from articles.models import FrontendPage
from runtime import clock


def tell(request: HttpRequest, page: Any) -> None:
    """Adds one message; says nothing of pages that are not ours."""
    if not isinstance(page, FrontendPage) or not ports.visible_at.is_filled:
        return
    answer = ports.visible_at(page)
    if answer is not None and answer.is_locked:
        messages.success(request, locked_in_words(answer))
    elif answer is None or not answer.is_public:
        messages.warning(request, hidden_reason())
    else:
        messages.success(request, in_words(answer, now=clock.now()))


def tell_after_review(request: HttpRequest, page_id: int) -> None:
    """Tells it where an approval has published the page, or set its time; a first of two reviews has not."""
    page = Page.objects.get(pk=page_id)
    if page.approved_schedule or (page.live and not page.has_unpublished_changes):
        tell(request, page.specific)


class ReviewView(WorkflowActionView):
    """Wagtail's view behind the buttons of a review, with our message after it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().post(request, *args, **kwargs)
        if self.action_name == "approve":
            tell_after_review(request, self.object.pk)
        return answer


def hidden_reason() -> str:
    return _("Readers do not see it yet: its section, or a page above it, is unpublished or restricted.")


def locked_in_words(answer: ports.VisibleAt) -> str:
    """That the page stands there for those who know its password, or that of a page above it."""
    text = _("Readers see it now at {}, after they give the password; it is in no list and no search.")
    return format_html(text, _link(answer))


def in_words(answer: ports.VisibleAt, *, now: datetime) -> str:
    """Where a public page stands, from when and until when."""
    link = _link(answer)
    is_coming = answer.visible_from is not None and answer.visible_from > now
    if answer.visible_until is not None and answer.visible_until <= now:
        return format_html(_("Readers no longer see it at {}: it has expired."), link)
    if is_coming and answer.visible_until:
        text = _("Readers see it at {} from {} until {}.")
        return format_html(text, link, moment(answer.visible_from), moment(answer.visible_until))
    if is_coming:
        return format_html(_("Readers see it at {} from {}."), link, moment(answer.visible_from))
    if answer.visible_until:
        return format_html(_("Readers see it now at {}, until {}."), link, moment(answer.visible_until))
    return format_html(_("Readers see it now at {}."), link)


def _link(answer: ports.VisibleAt) -> str:
    return format_html('<a href="{0}" target="_blank" rel="noreferrer">{0}</a>', answer.html_url)


def moment(at: datetime | None) -> str:
    """As `3 Sep 10:00 WIB`, in the zone of the person who reads it; the year where it is another one."""
    if at is None:
        return ""
    local, today = localtime(at), localtime(clock.now())
    pattern = "j M H:i" if local.year == today.year else "j M Y H:i"
    return f"{date_format(local, pattern)} {local.tzname()}"
