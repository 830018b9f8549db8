"""Takes out of a file where its picture was taken, without touching a pixel: pure functions on bytes.

Everything is overwritten where it stands, so that no other part of the file moves. Every step is bounded, for
a file may be made to be slow: whoever makes one reveals no place but that of a picture of his own.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from itertools import islice

_GPS_POINTER = 0x8825
_VALUE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_INLINE = 4
_TIFF = re.compile(rb"(?:Exif\0\0|eXIf|EXIF....(?!Exif))(?=II\*\0|MM\0\*)", re.DOTALL)
_BARE_TIFF = re.compile(rb"II\*\0\x08\0\0\0|MM\0\*\0\0\0\x08")
_XMP_GPS = re.compile(rb":GPS\w{1,60}")
_XMP_PREFIX = re.compile(rb"<?[\w-]{1,40}\Z")
_XMP_VALUE = re.compile(rb"""\s{0,99}=\s{0,99}(?:"[^"]{0,999}"|'[^']{0,999}')""")
_PNG = b"\x89PNG\r\n\x1a\n"

MOST_HEADERS = 100  # a file has one, or one a picture within it
MOST_ENTRIES = 1_000  # of a directory; a camera writes some dozens
MOST_PLACES = 1_000
LONGEST_VALUE = 64 * 1024


def without_place(data: bytes) -> bytes:
    """The same file with every GPS tag of EXIF and XMP blanked; the same object where there is none."""
    found = bytearray(data)
    for start in islice(_tiff_starts(data), MOST_HEADERS):
        _blank_gps(found, start)
    for start, end in _xmp_places(data):
        found[start:end] = b" " * (end - start)
    if found == data:
        return data
    if data.startswith(_PNG):
        _sum_anew(found)
    return bytes(found)


def _tiff_starts(data: bytes) -> Iterator[int]:
    yield from (match.end() for match in _TIFF.finditer(data))
    # The item of an AVIF, which no marker precedes.
    if data[4:8] == b"ftyp":
        yield from (match.start() for match in _BARE_TIFF.finditer(data))


def _xmp_places(data: bytes) -> Iterator[tuple[int, int]]:
    """Where the attributes and the elements about a place begin and end."""
    for name in islice(_XMP_GPS.finditer(data), MOST_PLACES):
        prefix = _XMP_PREFIX.search(data[max(0, name.start() - 41) : name.start()])
        if prefix is None:
            continue
        if prefix[0].startswith(b"<"):
            closing = b"</" + prefix[0][1:] + name[0] + b">"
            closes = data.find(closing, name.end(), name.end() + 2_000)
            end = closes + len(closing) if closes > 0 else None
        else:
            value = _XMP_VALUE.match(data, name.end())
            end = value.end() if value else None
        if end is not None:
            yield name.start() - len(prefix[0]), end


def _blank_gps(data: bytearray, start: int) -> None:
    """`start` is where the TIFF header stands; what does not add up is left as it is."""
    order = "<" if data[start : start + 2] == b"II" else ">"
    try:
        (first,) = struct.unpack_from(f"{order}I", data, start + 4)
        for entry in _entries(data, order, start + first):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHII", data, entry)
            if tag == _GPS_POINTER:
                _blank_directory(data, order, start, start + value)
                return
    except struct.error:
        return


def _entries(data: bytearray, order: str, directory: int) -> Iterator[int]:
    (count,) = struct.unpack_from(f"{order}H", data, directory)
    return iter(range(directory + 2, directory + 2 + 12 * min(count, MOST_ENTRIES), 12))


def _blank_directory(data: bytearray, order: str, start: int, directory: int) -> None:
    for entry in _entries(data, order, directory):
        _tag, kind, count, value = struct.unpack_from(f"{order}HHII", data, entry)
        size = _VALUE_BYTES.get(kind, 0) * count
        if size > _INLINE:
            _zero(data, start + value, min(size, LONGEST_VALUE))
        _zero(data, entry, 12)
    _zero(data, directory, 2)


def _zero(data: bytearray, at: int, size: int) -> None:
    end = min(at + size, len(data))
    data[at:end] = bytes(max(0, end - at))


def _sum_anew(data: bytearray) -> None:
    """A PNG holds a checksum of each chunk."""
    at = len(_PNG)
    while at + 12 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        end = at + 8 + size
        if end + 4 > len(data):
            return
        struct.pack_into(">I", data, end, zlib.crc32(data[at + 4 : end]))
        at = end + 4
