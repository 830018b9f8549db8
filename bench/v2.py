"""Wagtail's own API v2 over the same pages, for the bench alone, with about the fields of ours."""

from __future__ import annotations

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings"

from django.conf import settings

settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "wagtail.api.v2"]
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from wagtail.api import APIField  # noqa: E402
from wagtail.api.v2.router import WagtailAPIRouter  # noqa: E402
from wagtail.api.v2.views import PagesAPIViewSet  # noqa: E402

from articles.models import ArticleAuthor, ArticlePage  # noqa: E402
from bench.counting import counted  # noqa: E402

ON_CARDS = (
    "kicker",
    "standfirst",
    "label",
    "published_at",
    "updated_at",
    "breaking_until",
    "access",
    "reading_time_minutes",
    "article_authors",
    "tags",
    "lead_image",
)
ON_DETAILS = (
    "dateline",
    "end_mark",
    "word_count",
    "body",
    "sponsor_name",
    "related_links",
    "corrections",
    "updates",
)

ArticlePage.api_fields = [APIField(name) for name in (*ON_CARDS, *ON_DETAILS)]  # type: ignore[attr-defined]
ArticleAuthor.api_fields = [APIField("author")]  # type: ignore[attr-defined]

router = WagtailAPIRouter("v2")
router.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [path("", lambda request: HttpResponse()), path("api/v2/", router.urls)]
application = counted(WSGIHandler())
