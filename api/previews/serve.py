"""What an editor's "preview" answers: the object in memory is stored, and the frontend sent for it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from api.http.caching import PRIVATE
from api.previews.address import address
from api.previews.models import PreviewDocument
from api.previews.services import NoPreview, open_preview
from runtime import clock

PANEL = "in_preview_panel"
"""Wagtail's own name for "this is the side panel of the editor"."""


def preview(page: Any, request: HttpRequest, mode_name: str) -> HttpResponse:
    """A redirect to the frontend with a token; Wagtail has asked before whether the user may see the page."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    is_form = getattr(request, "is_editing", False)
    source = PreviewDocument.Source.FORM if is_form else PreviewDocument.Source.REVISION
    try:
        _, token, seen = open_preview(page=page, user=request.user, source=source, now=clock.now())
    except NoPreview as reason:
        raise Http404(str(reason)) from None
    in_panel = {PANEL: "true"} if getattr(request, PANEL, False) else {}
    headers = {"Referrer-Policy": "no-referrer", "Cache-Control": PRIVATE}
    return HttpResponseRedirect(address(seen.portal, token=token, **in_panel), headers=headers)
