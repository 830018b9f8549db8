"""The acts that take effect at once: which a line item offers, and the views that carry them out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request, set_query_params
from wagtail.permissions import policy_registry

from ads import editing, services
from ads.admin.crumbs import crumbs
from ads.models import LineItem, Status, status_of
from runtime import clock


@dataclass(frozen=True)
class Act:
    """A button: `asks_first` leads to a page that asks, otherwise it is a form that posts."""

    label: str | Promise
    url: str
    aria_label: str
    asks_first: bool
    csrf_token: str = ""


def _pause(line_item: LineItem, by: Any) -> None:
    services.pause(line_item=line_item, by=by, now=clock.now())


def _release(line_item: LineItem, by: Any) -> None:
    services.pause(line_item=line_item, by=by, now=clock.now(), release=True)


def _resume(line_item: LineItem, by: Any) -> None:
    services.resume(line_item=line_item, by=by, now=clock.now())


def _stop(line_item: LineItem, by: Any) -> None:
    services.stop(line_item=line_item, by=by, now=clock.now())


def _archive(line_item: LineItem, by: Any) -> None:
    services.archive_line_item(line_item=line_item, by=by, now=clock.now())


def _book(line_item: LineItem, by: Any) -> None:
    # Judged anew, as a click on Publish is: what it held may be another's since it lapsed.
    editing.store_line_item(row=editing.newest(line_item), values={"hold_until": None}, by=by)


@dataclass(frozen=True)
class Kind:
    label: Promise | str
    done: Promise | str
    work: Callable[[LineItem, Any], None]
    question: Promise | str = ""
    permission: str = "change"


KINDS: dict[str, Kind] = {
    "pause": Kind(
        label=gettext_lazy("Pause"),
        done=gettext_lazy(
            "“%(name)s” is paused and keeps its inventory. Its slots show something else at once."
        ),
        work=_pause,
    ),
    "release": Kind(
        label=gettext_lazy("Release inventory"),
        done=gettext_lazy("“%(name)s” is paused and its inventory is free for others."),
        work=_release,
        question=gettext_lazy("It stays paused, and other sponsorships may book its share. Release it?"),
    ),
    "resume": Kind(
        label=gettext_lazy("Resume"), done=gettext_lazy("“%(name)s” may be shown again."), work=_resume
    ),
    "stop": Kind(
        label=gettext_lazy("Stop"),
        done=gettext_lazy("“%(name)s” is stopped. What readers still report of it is not counted."),
        work=_stop,
        question=gettext_lazy(
            "It disappears from every page at once, and what readers still report of it is not counted."
            " To take it out for a while, pause it instead. Stop it?"
        ),
    ),
    "book": Kind(
        label=gettext_lazy("Book"),
        done=gettext_lazy("“%(name)s” is booked."),
        work=_book,
        question=gettext_lazy(
            "It is no longer a hold but a booking, in the version that was saved last, and runs between its"
            " dates. Book it?"
        ),
        permission="publish",
    ),
    "archive": Kind(
        label=gettext_lazy("Archive"),
        done=gettext_lazy("“%(name)s” is in the archive. Its numbers stay."),
        work=_archive,
        question=gettext_lazy(
            "It leaves the lists for good and cannot be resumed. Its numbers stay. Archive it?"
        ),
    ),
}

OFFERED: dict[Status, tuple[str, ...]] = {
    Status.ARCHIVED: (),
    Status.STOPPED: ("resume",),
    Status.HELD: ("book",),
    Status.HOLD_LAPSED: ("book",),
    Status.PAUSED_RESERVED: ("resume", "stop"),
    Status.PAUSED_RELEASED: ("resume", "stop"),
    Status.READY: ("pause", "stop"),
    Status.DELIVERING: ("pause", "stop"),
    Status.NEEDS_CREATIVES: ("pause", "stop"),
}
SELDOM: dict[Status, tuple[str, ...]] = {
    Status.ARCHIVED: (),
    Status.PAUSED_RESERVED: ("release", "archive"),
}


def acts_of(line_item: LineItem, status: Status, request: HttpRequest, *, back: str) -> list[Act]:
    """The usual acts in this status; none to whom may not change line items."""
    return [_act(name, line_item, request, back) for name in OFFERED.get(status, ()) if may_do(name, request)]


def seldom_acts_of(line_item: LineItem, status: Status, request: HttpRequest, *, back: str) -> list[Act]:
    names = SELDOM.get(status, ("archive",))
    return [_act(name, line_item, request, back) for name in names if may_do(name, request)]


def may_do(name: str, request: HttpRequest) -> bool:
    """Whether this person may carry the act out."""
    policy = policy_registry.get_by_type(LineItem)
    return bool(policy.user_has_permission(request.user, KINDS[name].permission))


def _act(name: str, line_item: LineItem, request: HttpRequest, back: str) -> Act:
    kind = KINDS[name]
    url = reverse("wagtailsnippets_ads_lineitem:act", args=(line_item.pk, name))
    return Act(
        label=kind.label,
        url=set_query_params(url, {"next": back}),
        aria_label=f"{kind.label}: {line_item.name}",
        asks_first=bool(kind.question),
        csrf_token=get_token(request),
    )


class ActView(View):
    """POST carries the act out; GET asks first, so that a link can lead to it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if kwargs["name"] not in KINDS:
            raise Http404
        if not may_do(kwargs["name"], request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        line_item = get_object_or_404(LineItem, pk=pk)
        kind = KINDS[name]
        context = {
            "header_title": f"{kind.label}: {line_item.name}",
            "question": kind.question,
            "label": kind.label,
            "line_item": line_item,
            "status": status_of(line_item, clock.now()),
            "back": self._back(request, line_item),
            "breadcrumbs_items": crumbs(
                (reverse("wagtailsnippets_ads_lineitem:list"), _("Line items")),
                ("", f"{kind.label}: {line_item.name}"),
            ),
        }
        return TemplateResponse(request, "ads/admin/ask.html", context)

    def post(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        line_item = get_object_or_404(LineItem, pk=pk)
        kind = KINDS[name]
        try:
            kind.work(line_item, request.user)
        except services.LineItemArchived:
            messages.error(request, _("“%(name)s” is archived.") % {"name": line_item.name})
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, kind.done % {"name": line_item.name})
        return redirect(self._back(request, line_item))

    def _back(self, request: HttpRequest, line_item: LineItem) -> str:
        fallback = reverse("wagtailsnippets_ads_lineitem:inspect", args=(line_item.pk,))
        return get_valid_next_url_from_request(request) or fallback
