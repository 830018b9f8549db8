"""The query string read strictly: from the raw bytes, in UTF-8, whatever charset a client claims."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from api.http.errors import ApiProblem, Fault, bad_query

MAX_BYTES = 2048
_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def pairs(raw: str) -> list[tuple[str, str]]:
    """Name and value of each part, in order; raw is QUERY_STRING as WSGI gives it (latin-1)."""
    if len(raw) > MAX_BYTES:
        raise ApiProblem(414, "query_too_long", f"The query may have at most {MAX_BYTES:,} bytes.")
    return [_pair(part) for part in raw.split("&") if part]


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return decode(name, "query"), decode(value, name)


def decode(text: str, parameter: str) -> str:
    """One percent-encoded name or value; NUL, broken percent signs and bytes that are no UTF-8 are faults."""
    parameter = parameter[:60]
    if _BROKEN_PERCENT.search(text):
        raise bad_query(
            Fault(parameter, "bad_encoding", "A percent sign needs two hexadecimal digits.", "%25")
        )
    try:
        decoded = unquote_to_bytes(text.replace("+", " ").encode("latin-1")).decode("utf-8")
    except UnicodeError:
        raise bad_query(Fault(parameter, "bad_encoding", "The query must be UTF-8.", "UTF-8")) from None
    if "\x00" in decoded:
        raise bad_query(Fault(parameter, "nul", "NUL is not allowed.", "text without NUL"))
    return decoded
