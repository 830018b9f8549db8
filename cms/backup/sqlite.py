"""Saves a SQLite database that is in use, by its online backup, and brings it back the same way."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from cms.backup.manifest import BackupUnusable, SavedDatabase

ENGINE = "sqlite"


def save(connection: BaseDatabaseWrapper, folder: Path, alias: str) -> SavedDatabase:
    """One read transaction over the whole file: writers go on and none of them is seen half."""
    connection.ensure_connection()
    with closing(sqlite3.connect(_file(folder, alias))) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
    return SavedDatabase(engine=ENGINE)


def check(folder: Path, alias: str, saved: SavedDatabase) -> None:
    """Raises BackupUnusable."""
    path = _file(folder, alias)
    if not path.is_file():
        raise BackupUnusable(f"{path.name} is missing")
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as database:
        try:
            found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            found = str(error)
    if found != "ok":
        raise BackupUnusable(f"{path.name} is damaged: {found}")


def load(connection: BaseDatabaseWrapper, folder: Path, alias: str, saved: SavedDatabase) -> None:
    """Through SQLite, so that whoever has the file open sees what was brought back."""
    connection.ensure_connection()
    with closing(sqlite3.connect(f"{_file(folder, alias).absolute().as_uri()}?mode=ro", uri=True)) as source:
        source.backup(connection.connection)


def _file(folder: Path, alias: str) -> Path:
    return folder / f"{alias}.sqlite3"
