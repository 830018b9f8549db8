"""Wagtail's own API v2 beside ours, for the comparison on docs/frontends.md."""

from __future__ import annotations

from django.urls import path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from cms.urls import urlpatterns as ours

router = WagtailAPIRouter("v2")
router.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [path("v2/", router.urls), *ours]
