"""Zips as advertisers send them, good ones and hostile ones."""

from __future__ import annotations

import io
import stat
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PAGE = '<!doctype html><html><head><meta name="ad.size" content="width=300,height=250"></head><body>Hi</body>'


def zipped(files: Mapping[str, str | bytes] | None = None, *, compression: int = ZIP_DEFLATED) -> bytes:
    """A zip of these files; without any, of one page of 300 by 250."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", compression) as archive:
        for name, content in (files or {"index.html": PAGE}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_link() -> bytes:
    """A zip whose second entry is a symbolic link to a file of the server."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("index.html", PAGE)
        link = ZipInfo("secret.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return buffer.getvalue()


def with_two_of_a_name() -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("index.html", PAGE)
        archive.writestr("INDEX.html", PAGE)
    return buffer.getvalue()


def encrypted() -> bytes:
    """A zip that says of its file that it is encrypted."""
    plain = bytearray(zipped())
    plain[6] |= 1
    plain[plain.index(b"PK\x01\x02") + 8] |= 1
    return bytes(plain)


def corrupted() -> bytes:
    """A zip in which one byte of a file's content is another."""
    plain = bytearray(zipped({"index.html": PAGE * 3}, compression=0))
    plain[plain.index(b"Hi")] ^= 1
    return bytes(plain)
