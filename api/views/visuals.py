"""Pages of html and tag creatives, on CREATIVE_ORIGIN only: sandboxed whoever opens them, no cookie."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from ads.delivery import frames, snapshot
from ads.delivery.frames import Frame
from ads.delivery.snapshot import SnapshotMissing
from runtime import clock

HEADERS = {
    # A revision never changes, but a creative that is archived in a hurry must be gone soon.
    "Cache-Control": "public, max-age=300",
    # The page has no origin of its own, so its fonts and modules are strangers to it.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "strict-origin",
    "X-Robots-Tag": "noindex",
}


@require_safe
@xframe_options_exempt
def visual(
    request: HttpRequest, creative: int, revision: int, signature: str, path: str = ""
) -> HttpResponse:
    """The page of one revision of one creative, or a file of its package."""
    frame = None
    if frames.is_signed(creative, revision, signature):
        frame = _held(creative, revision) or frames.stored(creative, revision)
    return HttpResponse(status=404) if frame is None else _answer(frame, path)


def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    return HttpResponse(status=404)


def _answer(frame: Frame, path: str) -> HttpResponse:
    try:
        file = frames.read(frame, path)
    except FileNotFoundError:
        return HttpResponse(status=404)
    headers = HEADERS | {"Content-Security-Policy": frames.policy(frame)}
    return HttpResponse(file.content, content_type=file.content_type, headers=headers)


def _held(creative: int, revision: int) -> Frame | None:
    """What is shown now, from memory: it works with the database down."""
    try:
        return snapshot.current(now=clock.now()).frames.get((creative, revision))
    except SnapshotMissing:
        return None
