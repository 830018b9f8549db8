"""Takes out of a file where its picture was taken, without touching a pixel: pure functions on bytes.

Everything is overwritten where it stands, so that no other part of the file moves.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

_GPS_POINTER = 0x8825
_VALUE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_INLINE = 4
_TIFF = re.compile(rb"(?:Exif\0\0|eXIf|EXIF....(?!Exif))(?=II\*\0|MM\0\*)", re.DOTALL)
_BARE_TIFF = re.compile(rb"II\*\0\x08\0\0\0|MM\0\*\0\0\0\x08")
_XMP_GPS = re.compile(
    rb"""[\w-]+:GPS\w+\s*=\s*(?:"[^"]*"|'[^']*')|<([\w-]+:GPS\w+)\b[^>]*>.*?</\1>""", re.DOTALL
)
_PNG = b"\x89PNG\r\n\x1a\n"


def without_place(data: bytes) -> bytes:
    """The same file with every GPS tag of EXIF and XMP blanked; the same object where there is none."""
    found = bytearray(data)
    for start in _tiff_starts(data):
        _blank_gps(found, start)
    for match in _XMP_GPS.finditer(data):
        found[match.start() : match.end()] = b" " * len(match[0])
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


def _blank_gps(data: bytearray, start: int) -> None:
    """`start` is where the TIFF header stands; what does not add up is left as it is."""
    order = "<" if data[start : start + 2] == b"II" else ">"
    try:
        (first,) = struct.unpack_from(f"{order}I", data, start + 4)
        for entry in _entries(data, order, start + first):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHII", data, entry)
            if tag == _GPS_POINTER:
                _blank_directory(data, order, start, start + value)
    except struct.error:
        return


def _entries(data: bytearray, order: str, directory: int) -> Iterator[int]:
    (count,) = struct.unpack_from(f"{order}H", data, directory)
    return iter(range(directory + 2, directory + 2 + 12 * count, 12))


def _blank_directory(data: bytearray, order: str, start: int, directory: int) -> None:
    for entry in _entries(data, order, directory):
        _tag, kind, count, value = struct.unpack_from(f"{order}HHII", data, entry)
        size = _VALUE_BYTES.get(kind, 0) * count
        if size > _INLINE:
            _zero(data, start + value, size)
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
