"""`/ads.txt`: who may sell the portal's space, as the ad desk entered it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes

from ads.models import AdsTxt
from api.http import responses
from api.http.base import PublicView
from api.http.parameters import Query
from api.http.portals import scope
from api.views import questions
from runtime import clock

TEXT = "text/plain"


class AdsTxtFile(PublicView):
    """Who may sell the ad space of the site; with nothing entered the placeholder that says nobody may."""

    parameters = questions.ON_SITE
    answer = OpenApiTypes.STR
    media_types = (TEXT,)
    statuses = ()

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        body = AdsTxt.objects.text_of(site_id=scope(query).portal.site_id).encode()
        return responses.public(
            request,
            body,
            now=clock.now(),
            boundary=None,
            tags=["ads-txt"],
            content_type=f"{TEXT}; charset=utf-8",
        )
