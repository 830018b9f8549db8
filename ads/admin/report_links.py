"""The link to its reports that an advertiser is given, and how all of them are withdrawn."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.permissions import policy_registry

from ads import report_links, services
from ads.admin.crumbs import crumbs
from ads.models import Advertiser
from runtime import clock


class ReportLinkView(View):
    """GET shows a link that begins to hold today, POST withdraws every one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not policy_registry.get_by_type(Advertiser).user_has_permission(request.user, "change"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        advertiser = get_object_or_404(Advertiser, pk=pk)
        today = timezone.localtime(clock.now()).date()
        context = {
            "header_title": _("Report link"),
            "advertiser": advertiser,
            "address": report_links.address(advertiser, today=today),
            "until": today + report_links.LASTS,
            "breadcrumbs_items": crumbs(
                (reverse("wagtailsnippets_ads_advertiser:list"), _("Advertisers")),
                (reverse("wagtailsnippets_ads_advertiser:edit", args=(pk,)), advertiser.name),
                ("", _("Report link")),
            ),
        }
        return TemplateResponse(request, "ads/admin/report_link.html", context)

    def post(self, request: Any, pk: int) -> HttpResponse:
        advertiser = get_object_or_404(Advertiser, pk=pk)
        services.withdraw_report_links(advertiser=advertiser, by=request.user)
        messages.success(request, _("No link that was given away opens a report any more; this one is new."))
        return redirect("wagtailsnippets_ads_advertiser:report_link", pk)
