"""Mounts the admin, the API and the little that Wagtail needs beside them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.localization import get_localized_response
from wagtail.documents import urls as wagtaildocs_urls

from cms import media

catalog = JavaScriptCatalog.as_view(packages=["wagtail.admin", "cms"])


def javascript_catalog(request: HttpRequest) -> HttpResponseBase:
    """Wagtail's view, with our translations of its texts beside its own."""
    return get_localized_response(catalog, request)


urlpatterns = [
    path("", RedirectView.as_view(url="/admin/", query_string=False)),
    *([] if settings.IS_PRODUCTION else media.urlpatterns),
    path("admin/jsi18n/", javascript_catalog, name="wagtailadmin_javascript_catalog"),
    path("admin/", include(wagtailadmin_urls)),
    *media.gate_urls,
    *media.document_urls,
    path("documents/", include(wagtaildocs_urls)),
    path("", include("api.urls")),
    path("", include(wagtail_urls)),
]
