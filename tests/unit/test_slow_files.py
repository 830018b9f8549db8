"""Files made to be slow: what reads uploads goes over each byte a few times, never once for every piece."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from ads.rules.frames import Origins, with_prelude
from ads.rules.packages import declared_size
from articles.metadata import without_place

ORIGINS = Origins(own="https://creatives.example", click="https://portal.example/click/")
MEGABYTE = 1_000_000
MOST_SECONDS = 2.0
"""Of the processor, for a megabyte; a reader that goes over the rest for every piece takes minutes."""


def framed(html: bytes) -> bytes:
    return with_prelude(html, stored="https://example.org/", origins=ORIGINS)


def tiff(count: int) -> bytes:
    """A directory at its own start that says of every entry that the place is at the next one."""
    entries = b"".join(
        b"\x25\x88\x04\x00\x01\x00\x00\x00" + (8 + 12 * number).to_bytes(4, "little")
        for number in range(count)
    )
    return b"Exif\0\0II*\0\x08\0\0\0" + count.to_bytes(2, "little") + entries


SLOW: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "a page of metas": (declared_size, b"<meta "),
    "a page of metas with names": (declared_size, b"<meta name='ad.size' "),
    "one meta of names": (lambda page: declared_size(b"<meta " + page + b">"), b"name='ad.size "),
    "one meta of spaces": (lambda page: declared_size(b"<meta name='ad.size' content='" + page + b">"), b" "),
    "a page of heads": (framed, b"<head "),
    "a page of doctypes": (framed, b"<!doctype "),
    "a picture of letters": (without_place, b"a"),
    "a picture of hyphens and places": (without_place, b"a-b:GPSLatitude = '"),
    "a picture of open elements": (without_place, b"<a:GPSx>"),
    "a picture of EXIF headers": (without_place, b"Exif\0\0II*\0\x08\0\0\0\xff\xff"),
    "a picture of directories": (without_place, tiff(5_000)),
}


@pytest.mark.parametrize(("read", "piece"), SLOW.values(), ids=SLOW.keys())
def test_a_megabyte_of_pieces_is_read_at_once(read: Callable[[bytes], object], piece: bytes) -> None:
    content = (piece * (MEGABYTE // len(piece) + 1))[:MEGABYTE]
    began = time.process_time()
    read(content)
    assert time.process_time() - began < MOST_SECONDS
