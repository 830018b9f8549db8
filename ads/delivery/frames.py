"""Which html or tag creative an address on CREATIVE_ORIGIN names, and the bytes behind it."""

from __future__ import annotations

import base64
import hmac
import io
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError

from ads.models import Creative
from ads.rules import frames as rules
from ads.rules.destinations import expand
from ads.rules.frames import Origins
from ads.rules.packages import ENTRY, is_plain, members, type_of
from runtime import keys

PURPOSE = "frames"
MAC_BYTES = 12
PATH = "/visuals/"
PACKAGES_KEPT = 8  # of at most 5 MB each


@dataclass(frozen=True, slots=True)
class Frame:
    """What is behind one address: the page of one revision of one creative."""

    markup: str
    package: str  # name of the stored zip, or ""
    requires: str | None
    destination: str


@dataclass(frozen=True, slots=True)
class File:
    content: bytes
    content_type: str


def frame_of(creative: Creative) -> Frame:
    return Frame(
        markup=creative.markup,
        package=(creative.asset.file.name or "") if creative.asset else "",
        requires=creative.requires or None,
        destination=creative.destination_url,
    )


def origins() -> Origins:
    return Origins(own=settings.CREATIVE_ORIGIN, click=_clicks())


def _clicks() -> str:
    return f"{settings.PUBLIC_URL}/api/v1/click/"


def url(creative: int, revision: int, *, click_url: str | None = None) -> str:
    """Where the frame lives. The click's address goes behind the #, so that one page serves every reader."""
    address = f"{settings.CREATIVE_ORIGIN}{PATH}{creative}/{revision}/{sign(creative, revision)}/"
    return f"{address}#click={_quoted(click_url)}" if click_url else address


def _quoted(click_url: str) -> str:
    """As `quote` has it, which reads letter by letter unless there is nothing to quote, as in a token."""
    clicks = _clicks()
    if not click_url.startswith(clicks):
        return quote(click_url, safe="")
    rest = click_url[len(clicks) :].split("/")
    return _quoted_once(clicks) + "%2F".join([quote(part, safe="") for part in rest])


@lru_cache(maxsize=4)
def _quoted_once(text: str) -> str:
    return quote(text, safe="")


def sign(creative: int, revision: int) -> str:
    """Only who was given the address of a revision sees it: readers an approved one, the desk a draft."""
    return _signature(creative, revision, keys.ring(PURPOSE)[0])


def is_signed(creative: int, revision: int, signature: str) -> bool:
    expected = [_signature(creative, revision, key) for key in keys.ring(PURPOSE)]
    return any(hmac.compare_digest(signature.encode(), each.encode()) for each in expected)


def stored(creative: int, revision: int) -> Frame | None:
    """Of a revision that the snapshot does not hold: a draft, or one replaced a moment ago."""
    try:
        row = Creative.objects.in_use().filter(pk=creative).first()
        revised = row and row.revisions.filter(pk=revision).first()
        drafted = revised.as_object() if revised else None
        return frame_of(drafted) if drafted and drafted.is_framed else None
    except DatabaseError:
        return None


def read(frame: Frame, path: str) -> File:
    """The frame's page (path "") or a file of its package. Raises FileNotFoundError."""
    if not path:
        return File(_page(frame), "text/html; charset=utf-8")
    content_type = type_of(path)
    if not frame.package or content_type is None or not is_plain(path):
        raise FileNotFoundError(path)
    return File(_member(frame.package, path), content_type)


def policy(frame: Frame) -> str:
    return rules.policy(frame.requires, origins=origins())


def forget() -> None:
    """As a process that has just started; for tests."""
    _unread.cache_clear()


def _page(frame: Frame) -> bytes:
    stored = expand(frame.destination, {}, frontend=settings.FRONTEND_URL)
    if frame.package:
        return rules.with_prelude(_member(frame.package, ENTRY), stored=stored, origins=origins())
    return rules.document(frame.markup, stored=stored, origins=origins())


def _member(package: str, path: str) -> bytes:
    try:
        with ZipFile(io.BytesIO(_unread(package))) as zipped:
            names = [info.filename for info in members(zipped)]
            folder = "" if ENTRY in names else names[0].split("/")[0] + "/"
            return zipped.read(folder + path)
    except (KeyError, IndexError, BadZipFile):
        raise FileNotFoundError(path) from None


@lru_cache(maxsize=PACKAGES_KEPT)
def _unread(name: str) -> bytes:
    with default_storage.open(name) as zipped:
        content: bytes = zipped.read()
    return content


@lru_cache(maxsize=4096)
def _signature(creative: int, revision: int, key: bytes) -> str:
    mac = hmac.digest(key, f"{creative}:{revision}".encode(), "sha256")[:MAC_BYTES]
    return base64.urlsafe_b64encode(mac).decode("ascii")
