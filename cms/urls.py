"""Mounts the admin, the API and the little that Wagtail needs beside them."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import media

urlpatterns = [
    path("", RedirectView.as_view(url="/admin/", query_string=False)),
    *([] if settings.IS_PRODUCTION else media.urlpatterns),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("api.urls")),
    path("", include(wagtail_urls)),
]
