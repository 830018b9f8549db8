"""The files of WARTA_VAR that belong to a backup: the spool, media, and the key that was made here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

SPOOL, MEDIA = "spool", "media"
SECRET_KEY = "secret_key"  # noqa: S105 - a file's name


def save_folder(source: Path, target: Path) -> None:
    """With what lies behind links: a folder may have moved to a larger disk."""
    for path in files_below(source, follow=True):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, copy)
        except FileNotFoundError:
            copy.unlink(missing_ok=True)  # deleted meanwhile


def load_folder(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True, copy_function=shutil.copyfile)


def save_key(var: Path, folder: Path, *, used: str) -> None:
    """Only where the key of the file is the one in use."""
    path = var / SECRET_KEY
    if path.is_file() and path.read_text().strip() == used:
        _copy_private(path, folder / SECRET_KEY)


def load_key(folder: Path, var: Path) -> None:
    path = folder / SECRET_KEY
    if path.is_file():
        _copy_private(path, var / SECRET_KEY)


def files_below(folder: Path, *, follow: bool = False) -> Iterator[Path]:
    """In the order of their names; `follow`: folders behind links too, each way into a circle once."""
    seen = {folder.resolve()}
    found: list[Path] = []
    for place, inner, names in os.walk(folder, followlinks=follow):
        found += (Path(place, name) for name in names)
        inner[:] = [name for name in inner if not follow or _is_new(Path(place, name), seen)]
    return (path for path in sorted(found) if path.is_file())


def odd_one(folder: Path) -> Path | None:
    """What is neither a folder nor a file: a link could lead out of the folder, a pipe has no end."""
    entries = (Path(place, name) for place, inner, names in os.walk(folder) for name in (*inner, *names))
    return next(
        (path for path in entries if path.is_symlink() or not (path.is_dir() or path.is_file())), None
    )


def _is_new(folder: Path, seen: set[Path]) -> bool:
    place = folder.resolve()
    is_new = place not in seen
    seen.add(place)
    return is_new


def _copy_private(source: Path, target: Path) -> None:
    target.touch(mode=0o600)
    target.write_bytes(source.read_bytes())
