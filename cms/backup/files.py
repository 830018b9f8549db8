"""The files of WARTA_VAR that belong to a backup: the spool, media, and the key that was made here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

SPOOL, MEDIA = "spool", "media"
SECRET_KEY = "secret_key"  # noqa: S105 - a file's name


def save_folder(source: Path, target: Path) -> None:
    for path in files_below(source):
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


def files_below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _copy_private(source: Path, target: Path) -> None:
    target.touch(mode=0o600)
    target.write_bytes(source.read_bytes())
