"""Serves uploaded pictures in embedded mode, where no nginx or bucket stands in front."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_safe
from django.views.static import serve

# Documents go through Wagtail's view, which asks who may read them.
NOT_PUBLIC = ("documents/",)


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    if name.startswith(NOT_PUBLIC) or not _is_plain(name):
        raise Http404
    response = serve(request, name, document_root=str(settings.MEDIA_ROOT))
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _is_plain(name: str) -> bool:
    """One spelling a file: `./documents/x` would walk around what is not public."""
    return not any(part in ("", ".", "..") or "\x00" in part or "\\" in part for part in name.split("/"))


urlpatterns = [path("media/<path:name>", media, name="media")]
