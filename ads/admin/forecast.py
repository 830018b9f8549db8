"""“Does it fit?” on the form of a line item: what it may expect as it stands, while one types."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.panels import Panel
from wagtail.permissions import policy_registry

from ads.admin.amounts import number
from ads.models import LineItem
from ads.planning.outlook import Forecast, forecast
from ads.planning.supply import Fit, Why
from ads.rules.goals import goal_name
from runtime import clock

TEMPLATE = "ads/admin/forecast_told.html"
VERDICTS: dict[Fit, Promise] = {
    Fit.FITS: gettext_lazy("It fits."),
    Fit.TIGHT: gettext_lazy("It is tight."),
    Fit.SHORT: gettext_lazy("It does not fit."),
    Fit.UNKNOWN: gettext_lazy("Nobody knows yet."),
}
REASONS: dict[Why, Promise] = {
    Why.NO_HISTORY: gettext_lazy("Its slots were counted for less than a week."),
    Why.NO_TIME: gettext_lazy("It is over."),
    Why.TARGETING: gettext_lazy("Its targeting leaves out a part of the requests."),
    Why.NOT_ESTIMATED: gettext_lazy(
        "Too little is known of its places or key-values: they count as if everybody had them. Once a"
        " booking names one, its part of the requests is learnt."
    ),
    Why.HIGHER_TIERS: gettext_lazy("Bookings of higher tiers are served first."),
    Why.SAME_TIER: gettext_lazy("Other goals of its tier need their part."),
    Why.CAPPED: gettext_lazy("Its caps or its budget may end it earlier."),
}


def told(line_item: LineItem) -> dict[str, Any]:
    """The forecast in words; without a slot and a start there is none."""
    if line_item.starts_at is None or not (line_item.slots.all() or line_item.slot_groups.all()):
        return {"told": None}
    found = forecast(line_item, now=clock.now())
    return {
        "told": found,
        "verdict": VERDICTS[found.fit],
        "sentence": _sentence(found),
        "reasons": [REASONS[reason] for reason in found.reasons],
    }


def _sentence(found: Forecast) -> str:
    if found.fit is Fit.UNKNOWN:
        return ""
    facts = {
        "delivers": number(found.delivers),
        "event": goal_name(found.counts),
        "available": number(found.available),
        "requests": number(found.requests),
    }
    if found.goal is None:
        return _("It may expect %(delivers)s %(event)s from %(requests)s requests.") % facts
    return _(
        "Of the %(goal)s %(event)s that are still to come it may expect %(delivers)s: of %(requests)s"
        " requests, %(available)s %(event)s are left for it."
    ) % {**facts, "goal": number(found.goal)}


@require_POST
def ask(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The forecast of the form as it was sent; nothing of it is stored."""
    policy = policy_registry.get_by_type(LineItem)
    if not policy.user_has_any_permission(request.user, {"add", "change"}):
        raise PermissionDenied
    stored = get_object_or_404(LineItem, pk=pk) if pk else LineItem()
    kind = LineItem.snippet_viewset.get_edit_handler().get_form_class()
    form = kind(request.POST, instance=stored, for_user=request.user)
    form.full_clean()
    return TemplateResponse(request, TEMPLATE, told(form.instance))


class ForecastPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "ads/admin/forecast.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            shown = told(self.instance) if self.instance.pk else {"told": None}
            return {**super().get_context_data(parent_context), **shown, "pk": self.instance.pk}
