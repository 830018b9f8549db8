"""Every public path of the API on one screen."""

from __future__ import annotations

from django.urls import include, path, re_path

from api.views import content, docs, missing, portal, resolve, schema
from api.views.articles import ArticleList

v1 = [
    path("articles/", ArticleList.as_view()),
    path("articles/<int:page_id>/", content.ArticleDetail.as_view()),
    path("articles/by-slug/<str:slug>/", content.ArticleBySlug.as_view()),
    path("pages/<int:page_id>/", content.PageDetail.as_view()),
    path("resolve/", resolve.Resolve.as_view()),
    path("sections/", portal.SectionTree.as_view()),
    path("sections/<str:key>/", portal.SectionDetail.as_view()),
    path("front/", portal.Front.as_view()),
    path("front/<str:section_key>/", portal.SectionFront.as_view()),
    path("site/", portal.SiteFacts.as_view()),
    path("schema/", schema.Schema.as_view()),
    path("docs/", docs.docs),
]

urlpatterns = [
    path("api/v1/", include(v1)),
    path("robots.txt", missing.robots),
    re_path(r"^api(?:/(?P<rest>.*))?$", missing.unknown),
]
