"""What a backup holds, file by file with checksums; written last, so that a directory without one is torn."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cms.backup.files import files_below, odd_one

NAME = "manifest.json"
FORMAT = 1
BLOCK_BYTES = 1 << 20


class BackupUnusable(Exception):
    """The directory is no backup that could be trusted, or no place for one; the text is one line."""

    code = "backup_unusable"


@dataclass(frozen=True, kw_only=True)
class Sum:
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class SavedDatabase:
    """One database as it was at one moment."""

    engine: str
    migrations: list[list[str]] = field(default_factory=list)
    rows: Mapping[str, int] = field(default_factory=dict)  # by table
    sequences: Mapping[str, int] = field(default_factory=dict)  # by "table.column": the last number given
    partitions: Mapping[str, list[str]] = field(default_factory=dict)  # by name: parent and bounds


@dataclass(frozen=True, kw_only=True)
class Manifest:
    taken_at: str  # when the backup began: what was acknowledged before is in it
    databases: Mapping[str, SavedDatabase]  # by alias
    files: Mapping[str, Sum]  # by path below the directory

    @property
    def size(self) -> int:
        return sum(each.size for each in self.files.values())


def write(folder: Path, *, taken_at: str, databases: Mapping[str, SavedDatabase]) -> Manifest:
    """Sum up what lies in the directory and make it a backup; everything is on the disk afterwards."""
    made = Manifest(taken_at=taken_at, databases=databases, files=dict(_sums(folder)))
    for path in made.files:
        _to_disk(folder / path)
    draft = folder / f"{NAME}.draft"
    draft.write_text(json.dumps({"format": FORMAT, **asdict(made)}, indent=1, sort_keys=True) + "\n")
    _to_disk(draft)
    draft.rename(folder / NAME)
    _to_disk(folder)
    return made


def read(folder: Path) -> Manifest:
    """Raises BackupUnusable."""
    path = folder / NAME
    if not path.is_file():
        raise BackupUnusable(f"{folder} is no backup: it has no {NAME}")
    try:
        return _understood(json.loads(path.read_bytes()))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BackupUnusable(f"{path} is damaged") from None


def check(folder: Path) -> Manifest:
    """The manifest of a directory whose every file is as it was written. Raises BackupUnusable."""
    if odd := odd_one(folder):
        raise BackupUnusable(
            f"{odd.relative_to(folder)} is a link or no file; a backup holds files and folders alone"
        )
    made = read(folder)
    found = dict(_sums(folder))
    for path, expected in made.files.items():
        if path not in found:
            raise BackupUnusable(f"{path} is missing")
        if found[path] != expected:
            raise BackupUnusable(f"{path} has changed: its checksum differs")
    for path in found.keys() - made.files.keys():
        raise BackupUnusable(f"{path} does not belong to this backup")
    return made


def _understood(value: Mapping[str, Any]) -> Manifest:
    if value["format"] != FORMAT:
        raise BackupUnusable(f"this backup has format {value['format']}, this Warta reads {FORMAT}")
    return Manifest(
        taken_at=value["taken_at"],
        databases={alias: SavedDatabase(**saved) for alias, saved in value["databases"].items()},
        files={path: Sum(**each) for path, each in value["files"].items()},
    )


def _sums(folder: Path) -> Iterator[tuple[str, Sum]]:
    for path in files_below(folder):
        name = path.relative_to(folder).as_posix()
        if name != NAME:
            yield name, _sum(path)


def _sum(path: Path) -> Sum:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
            size += len(block)
    return Sum(sha256=digest.hexdigest(), size=size)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
