"""Suggestions for the targeting of a booking, as one types."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.permissions import policy_registry

from ads import targets
from ads.models import LineItem
from ads.rules.targeting import DIMENSIONS

LONGEST = 100


@require_GET
def suggestions(request: HttpRequest) -> JsonResponse:
    """`?dimension=tag&q=umk` -> `{"items": [{"value", "label"}]}`."""
    if not policy_registry.get_by_type(LineItem).user_has_permission(request.user, "view"):
        raise PermissionDenied
    dimension, text = request.GET.get("dimension", ""), request.GET.get("q", "")[:LONGEST]
    if dimension not in DIMENSIONS or dimension in targets.LISTED or "\0" in text:
        return JsonResponse({"items": []})
    found = targets.suggested(dimension, text.strip())
    return JsonResponse({"items": [{"value": value, "label": str(label)} for value, label in found]})


def faults_of(line_item: LineItem) -> list[dict[str, str]]:
    """What of its targeting cannot be kept, in sentences with the way to mend each."""
    return warned(line_item, targets.faults_in(line_item.targeting))


def warned(line_item: LineItem, faults: list[targets.Fault]) -> list[dict[str, str]]:
    url = reverse("wagtailsnippets_ads_lineitem:edit", args=(line_item.pk,))
    return [{"text": _sentence(fault), "url": f"{url}#id_targeting"} for fault in faults]


def _sentence(fault: targets.Fault) -> str:
    if fault.is_fatal:
        return _("Shown nowhere, because its targeting cannot be kept: %(fault)s.") % {"fault": fault.text}
    return _("A part of its targeting has no effect: %(fault)s.") % {"fault": fault.text}
