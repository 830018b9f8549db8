"""Every public path of the API on one screen."""

from __future__ import annotations

from django.urls import include, path, re_path, register_converter

from api.http.paths import FeedConverter, KeyConverter
from api.views import (
    ads_txt,
    content,
    desk,
    docs,
    events,
    feeds,
    forms,
    live,
    manage,
    missing,
    most_read,
    named,
    pages,
    planning,
    portal,
    preview,
    reports,
    resolve,
    routes,
    schema,
    search,
    sheets,
    sitemaps,
    slots,
    unlock,
    visuals,
)
from api.views.articles import ArticleList

register_converter(KeyConverter, "key")
register_converter(FeedConverter, "feed")

v1 = [
    path("articles/", ArticleList.as_view()),
    path("articles/<int:page_id>/", content.ArticleDetail.as_view()),
    path("articles/by-slug/<key:slug>/", content.ArticleBySlug.as_view()),
    path("pages/", pages.PageList.as_view()),
    path("pages/find/", pages.FindPage.as_view()),
    path("pages/<int:page_id>/", content.PageDetail.as_view()),
    path("pages/<int:page_id>/unlock/", unlock.UnlockView.as_view()),
    path("resolve/", resolve.Resolve.as_view()),
    path("sections/", portal.SectionTree.as_view()),
    path("sections/<key:key>/", portal.SectionDetail.as_view()),
    path("authors/", named.AuthorList.as_view()),
    path("authors/<key:slug>/", named.AuthorDetail.as_view()),
    path("tags/", named.TagList.as_view()),
    path("tags/<key:slug>/", named.TagDetail.as_view()),
    path("archive/", routes.Archive.as_view()),
    path("paths/", routes.Paths.as_view()),
    path("redirects/", routes.Redirects.as_view()),
    path("front/", portal.Front.as_view()),
    path("front/<key:section_key>/", portal.SectionFront.as_view()),
    path("search/", search.Search.as_view()),
    path("preview/", preview.PreviewView.as_view()),
    path("preview/userbar/", preview.UserbarView.as_view()),
    path("forms/<key:code>/", forms.FormView.as_view()),
    path("live/<int:article_id>/", live.LiveEntries.as_view()),
    path("most-read/", most_read.MostRead.as_view()),
    path("site/", portal.SiteFacts.as_view()),
    path("slots/", slots.SlotsView.as_view()),
    path("slots/decide/", slots.DecideView.as_view()),
    path("slots/<str:code>/frame/", slots.FrameView.as_view()),
    path("events/", events.EventsView.as_view()),
    path("events/<str:token>.gif", events.PixelView.as_view()),
    path("click/<str:token>/", events.ClickView.as_view()),
    path("manage/reports/", manage.ReportsView.as_view()),
    path("manage/availability/", planning.AvailabilityView.as_view()),
    path("manage/forecast/", planning.ForecastView.as_view()),
    path("manage/simulate/", planning.SimulateView.as_view()),
    *(path(f"manage/{word}/", rows.as_view()) for word, (rows, _row) in desk.KINDS.items()),
    *(path(f"manage/{word}/<int:id>/", row.as_view()) for word, (_rows, row) in desk.KINDS.items()),
    path("manage/line-items/import/", sheets.ImportView.as_view()),
    path("manage/line-items/<int:line_item_id>/pause/", manage.PauseView.as_view()),
    path("manage/line-items/<int:line_item_id>/resume/", manage.ResumeView.as_view()),
    path("manage/line-items/<int:line_item_id>/stop/", manage.StopView.as_view()),
    path("schema/", schema.Schema.as_view()),
    path("docs/", docs.docs),
]

for_the_frontend_host = [
    path("feeds/<feed:file>", feeds.PortalFeed.as_view()),
    path("feeds/<key:section_key>/<feed:file>", feeds.SectionFeed.as_view()),
    path("feeds/author/<key:slug>/<feed:file>", feeds.AuthorFeed.as_view()),
    path("feeds/tag/<key:slug>/<feed:file>", feeds.TagFeed.as_view()),
    path("sitemap.xml", sitemaps.Sitemap.as_view()),
    path("news-sitemap.xml", sitemaps.NewsSitemap.as_view()),
    path("ads.txt", ads_txt.AdsTxtFile.as_view()),
]

urlpatterns = [
    path("", include(for_the_frontend_host)),
    path("api/v1/", include(v1)),
    path("robots.txt", missing.robots),
    path("reports/<str:token>/", reports.advertiser_report),
    path("visuals/<int:creative>/<int:revision>/<str:signature>/", visuals.visual),
    path("visuals/<int:creative>/<int:revision>/<str:signature>/<path:path>", visuals.visual),
    re_path(r"^visuals/(?P<rest>.*)$", visuals.unknown),
    re_path(r"^feeds/(?P<rest>.*)$", missing.unknown),
    re_path(r"^api(?:/(?P<rest>.*))?$", missing.unknown),
]
