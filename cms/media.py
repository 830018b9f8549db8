"""Serves uploads: pictures in embedded mode, documents always; and tells nginx which pictures are private."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve as serve_document

from articles.collections import is_private_file, private_paths
from cms.ranges import with_range

# Documents go through Wagtail's view, which asks who may read them.
NOT_PUBLIC = ("documents/",)
HOW_LONG = "public, max-age=3600"


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture; one of a private collection for those alone who may enter the admin."""
    if name.startswith(NOT_PUBLIC) or not _is_plain(name):
        raise Http404
    is_private = is_private_file(name)
    if is_private and not _may_see(request):
        raise Http404
    response = serve(request, name, document_root=str(settings.MEDIA_ROOT))
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Cache-Control"] = "private, no-store" if is_private else HOW_LONG
    return response


@require_safe
def media_gate(request: HttpRequest) -> HttpResponse:
    """What nginx asks before it sends a picture (`auth_request`): 204, or 403 for a private one."""
    asked = urlsplit(request.headers.get("X-Original-URI", "")).path
    name = unquote(asked).removeprefix("/media/")
    is_open = _is_plain(name) and not name.startswith(NOT_PUBLIC) and not is_private_file(name)
    return HttpResponse(status=204 if is_open or _may_see(request) else 403)


@require_safe
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """A document in whole or in part; one of a private collection does not exist for the public."""
    is_private = _is_private_document(document_id)
    if is_private and not _may_see(request):
        raise Http404
    response: Any = serve_document(request, document_id, document_filename)
    if is_private:
        patch_cache_control(response, private=True, no_store=True)
    return with_range(request, response)


def _is_private_document(document_id: int) -> bool:
    shut = private_paths()
    if not shut:
        return False
    rows = get_document_model().objects.filter(pk=document_id).values_list("collection__path", flat=True)
    return any(path.startswith(shut) for path in rows)


def _may_see(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.has_perm("wagtailadmin.access_admin"))


def _is_plain(name: str) -> bool:
    """One spelling a file: `./documents/x` would walk around what is not public."""
    return not any(part in ("", ".", "..") or "\x00" in part or "\\" in part for part in name.split("/"))


document_urls = [path("documents/<int:document_id>/<str:document_filename>", document)]
gate_urls = [path("media-gate/", media_gate)]
urlpatterns = [path("media/<path:name>", media, name="media")]
