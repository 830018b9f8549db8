"""Parts of a file, without which a film cannot be wound and some browsers play none at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")
CHUNK = 64 * 1024


def with_range(request: HttpRequest, response: Any) -> HttpResponseBase:
    """The asked part of a whole file that was about to be sent; everything else as it is."""
    file = getattr(response, "file_to_stream", None)
    if response.status_code != 200 or file is None or "Content-Length" not in response.headers:
        return response  # type: ignore[no-any-return]
    response.headers["Accept-Ranges"] = "bytes"
    asked = _RANGE.match(request.headers.get("Range", ""))
    if not asked or asked[1] == asked[2] == "" or not _is_same(request, response):
        return response  # type: ignore[no-any-return]
    size = int(response.headers["Content-Length"])
    start, end = _bounds(asked[1], asked[2], size)
    if start >= size or start > end:
        response.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    return _part(response, file, start, end, size)


def _is_same(request: HttpRequest, response: Any) -> bool:
    """Whether the file is still the one that the reader has a part of."""
    known = request.headers.get("If-Range")
    return known is None or known in (response.headers.get("ETag"), response.headers.get("Last-Modified"))


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and the last byte; `-500` means the last 500."""
    if not first:
        return max(0, size - int(last)), size - 1 if int(last) else -1
    return int(first), min(int(last), size - 1) if last else size - 1


def _part(response: Any, file: IO[bytes], start: int, end: int, size: int) -> HttpResponseBase:
    file.seek(start)
    part: Any = StreamingHttpResponse(_pieces(file, end - start + 1), status=206)
    for name, value in response.headers.items():
        part.headers[name] = value
    part.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    part.headers["Content-Length"] = str(end - start + 1)
    part._resource_closers.append(response.close)
    return part  # type: ignore[no-any-return]


def _pieces(file: IO[bytes], left: int) -> Iterator[bytes]:
    while left > 0 and (piece := file.read(min(CHUNK, left))):
        left -= len(piece)
        yield piece
