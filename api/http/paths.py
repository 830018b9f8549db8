"""The path of a frontend URL in the one spelling that documents are stored under."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from api.http import querystring
from api.http.parameters import Unfit

MAX_LENGTH = 1000
ALLOWED = "the path part of a frontend URL, as /section/article/"


class KeyConverter:
    """Keys and slugs in our own paths: letters of any script, digits, hyphens and underscores."""

    regex = r"[-\w]{1,255}"

    def to_python(self, value: str) -> str:
        return unicodedata.normalize("NFC", value)

    def to_url(self, value: str) -> str:
        return value


class FeedConverter:
    """The name of a feed's file, which says its format."""

    regex = r"rss\.xml|atom\.xml|feed\.json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@lru_cache(maxsize=2048)
def frontend_path(value: str) -> str:
    """Slashes at both ends, decoded (encoded twice too, as browsers' scripts do), NFC; raises Unfit."""
    raw = value.replace("+", "%2B").encode("utf-8", "surrogatepass").decode("latin-1")
    path = unicodedata.normalize("NFC", querystring.decode(raw, "path"))
    if len(path) > MAX_LENGTH:
        raise Unfit("too_long", f"Allowed are at most {MAX_LENGTH:,} characters.", ALLOWED)
    if not path.startswith("/"):
        raise Unfit("invalid", f"Allowed is {ALLOWED}.", ALLOWED)
    if any(sign in path for sign in "?#"):
        raise Unfit("invalid", "The path comes without query and fragment.", ALLOWED)
    if "//" in path or {".", ".."} & set(path.split("/")):
        raise Unfit("invalid", "Empty and dot segments are not allowed.", ALLOWED)
    return path if path.endswith("/") else f"{path}/"
