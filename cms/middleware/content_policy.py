"""Tells browsers what an admin page may load and that nobody's uploads may run."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from api.previews import address

HEADER = "Content-Security-Policy"


def content_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware; a view that sets a policy of its own keeps it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith("/admin/"):
            if HEADER not in response.headers:
                response.headers[HEADER] = admin_policy()
            response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return middleware


def admin_policy() -> str:
    """Wagtail's date pickers and panels write inline scripts and styles; ours never do."""
    media = _origin(settings.MEDIA_URL)
    previews = " ".join(sorted({settings.FRONTEND_URL, *address.origins()}))
    directives = {
        "default-src": "'self'",
        "script-src": "'self' 'unsafe-inline'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": f"'self' data: blob: {media}",
        "media-src": f"'self' {media}",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "frame-src": f"'self' {previews} {settings.CREATIVE_ORIGIN}",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "'self'"
