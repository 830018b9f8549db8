"""Judges the zip of an html creative before anything of it is unpacked: names, sizes, types, `index.html`."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ads.rules.sizes import LONGEST_SIDE, Size

MAX_UNPACKED = 20 * 1024 * 1024
MAX_RATIO = 100
MAX_ENTRIES = 200
MAX_NAME = 200
ENTRY = "index.html"
TYPES = {
    "html": "text/html; charset=utf-8",
    "htm": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
_LITTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$)")
# In two steps and never past the next tag, so that a page made to be slow is read once.
_META = re.compile(rb"<meta\b[^<>]*>", re.I)
_AD_SIZE = re.compile(rb"""\bname=["']ad\.size["']""", re.I)
_WIDTH_HEIGHT = re.compile(rb"""\bcontent=["']\s*width=(\d{1,5})\s*,\s*height=(\d{1,5})""", re.I)
_READ_AT_ONCE = 64 * 1024


@dataclass(frozen=True)
class Package:
    """A zip that may be served: where its `index.html` lies, and the size that page declares."""

    folder: str  # "" or "name/": some programs wrap everything in one folder
    size: Size | None


def inspect_package(file: IO[bytes]) -> Package:
    """Reads every byte once, so that what is accepted can be served. Raises ValidationError."""
    try:
        with ZipFile(file) as zipped:
            infos = list(members(zipped))
            _check_all(zipped, infos)
            folder = _folder_of([info.filename for info in infos])
            for info in infos:
                _check_content(zipped, info)
            return Package(folder, declared_size(zipped.read(folder + ENTRY)))
    except (BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError):
        raise _refused(_("This is not a readable zip file."), "zip") from None
    finally:
        file.seek(0)


def members(zipped: ZipFile) -> Iterator[ZipInfo]:
    """The files, without folders and without what desktops leave behind."""
    for info in zipped.infolist():
        if not info.is_dir() and not _LITTER.search(info.filename):
            yield info


def type_of(name: str) -> str | None:
    """The content type that a file of a package is served with; None: it may not be in one."""
    return TYPES.get(PurePosixPath(name).suffix.lower().lstrip("."))


def declared_size(html: bytes) -> Size | None:
    """What the page says in `<meta name="ad.size" content="width=300,height=250">`."""
    tag = next((tag[0] for tag in _META.finditer(html) if _AD_SIZE.search(tag[0])), b"")
    found = _WIDTH_HEIGHT.search(tag)
    width, height = (int(found[1]), int(found[2])) if found else (0, 0)
    is_usable = 1 <= width <= LONGEST_SIDE and 1 <= height <= LONGEST_SIDE
    return (width, height) if is_usable else None


def is_plain(name: str) -> bool:
    """A relative path of ordinary names, the same on every system."""
    parts = name.split("/")
    has_odd = any(ord(character) < 32 or character in '\\:*?"<>|\x7f' for character in name)
    return not has_odd and len(name) <= MAX_NAME and not any(part in ("", ".", "..") for part in parts)


def _check_all(zipped: ZipFile, infos: list[ZipInfo]) -> None:
    """What the directory says; nothing is unpacked for it."""
    if len(zipped.infolist()) > MAX_ENTRIES:
        raise _refused(_("A zip has at most %(limit)d files.") % {"limit": MAX_ENTRIES}, "entries")
    for info in infos:
        _check_entry(info)
    names = [info.filename.lower() for info in infos]
    if len(set(names)) < len(names):
        raise _refused(_("The zip holds two files of the same name."), "twice")
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        limit = MAX_UNPACKED // 1024 // 1024
        raise _refused(_("Unpacked, a zip has at most %(limit)d MB.") % {"limit": limit}, "unpacked")


def _check_entry(info: ZipInfo) -> None:
    name = {"name": info.filename[:MAX_NAME]}
    mode = info.external_attr >> 16
    if not is_plain(info.filename) or info.orig_filename != info.filename:
        raise _refused(_("“%(name)s” is no plain path inside the zip.") % name, "path")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise _refused(_("“%(name)s” is a link or something else that is no file.") % name, "link")
    if info.flag_bits & 1 or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise _refused(_("“%(name)s” is encrypted or packed in an unusual way.") % name, "packed")
    if info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise _refused(_("“%(name)s” unpacks to more than 100 times its size.") % name, "ratio")
    if type_of(info.filename) is None:
        allowed = ", ".join(TYPES)
        raise _refused(
            _("“%(name)s” may not be in the zip; allowed are: %(allowed)s.") % {**name, "allowed": allowed},
            "type",
        )


def _check_content(zipped: ZipFile, info: ZipInfo) -> None:
    """Reads to the end, where the checksum is compared; a directory that lies ends here."""
    read = 0
    with zipped.open(info) as content:
        while piece := content.read(_READ_AT_ONCE):
            read += len(piece)
    if read != info.file_size:
        raise BadZipFile


def _folder_of(names: list[str]) -> str:
    """Where `index.html` lies: at the top, or in the one folder that holds everything."""
    if ENTRY in names:
        return ""
    folder = names[0].split("/")[0] + "/" if names else ""
    if folder + ENTRY in names and all(name.startswith(folder) for name in names):
        return folder
    raise _refused(_("The zip needs an index.html at its top."), "index")


def _refused(message: object, code: str) -> ValidationError:
    return ValidationError(str(message), code=code)
