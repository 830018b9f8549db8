"""Wagtail's user bar and content checker on another host than the admin's."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from wagtail.admin.userbar import ContentCheckerItem, Userbar
from wagtail.models import Page

from api.previews import address
from api.previews.models import PreviewDocument

_ROOT_RELATIVE = re.compile(r'(\b(?:href|src)=")/(?!/)')
SAME_ORIGIN = "<same_origin>"
"""What the checker calls the host that it runs on."""


class CheckerAcrossHosts(ContentCheckerItem):
    """The editor asks the checker inside the preview, so each must know the other's host."""

    def get_axe_spec(self, request: Any) -> dict[str, Any]:
        spec: dict[str, Any] = super().get_axe_spec(request)
        others = sorted(address.origins()) if self.in_editor else [settings.PUBLIC_URL]
        return {**spec, "allowedOrigins": [SAME_ORIGIN, *others]}


def let_checkers_meet(items: list[Any]) -> None:
    """Puts ours in the place of Wagtail's."""
    items[:] = [
        CheckerAcrossHosts(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item
        for item in items
    ]


def html(preview: PreviewDocument, *, in_panel: bool) -> str:
    """The bar of the preview's user; in the side panel it is hidden and only the checker works."""
    request = _request(preview, in_panel)
    page = Page.objects.filter(pk=preview.page_id).first() if preview.page_id else None
    bar = str(Userbar(object=page.specific if page else None).render_html({"request": request}))
    return _ROOT_RELATIVE.sub(rf"\1{settings.PUBLIC_URL}/", bar)


def _request(preview: PreviewDocument, in_panel: bool) -> HttpRequest:
    """Wagtail reads the admin's address from a request; this one names it, whatever host was called."""
    public = urlsplit(settings.PUBLIC_URL)
    request: Any = HttpRequest()
    request.method = "GET"
    request.META.update(HTTP_HOST=public.netloc, SERVER_NAME=public.hostname, SERVER_PORT=public.port or 80)
    request.user = preview.user
    request.is_preview, request.in_preview_panel = True, in_panel
    request.is_editing = preview.source == PreviewDocument.Source.FORM
    return request  # type: ignore[no-any-return]
