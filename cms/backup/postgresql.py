"""Saves a PostgreSQL database as the rows of one moment, and brings them back into tables of our migrations.

Rows by COPY in the order of their keys: the same rows make the same bytes, any version of PostgreSQL reads
them, and no client program has to be as new as the server.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from cms.backup.manifest import BackupUnusable, SavedDatabase

ENGINE = "postgresql"
COMPRESSION = 3
BLOCK_BYTES = 1 << 20

_BOUNDS = re.compile(r"(?!.*--)(?:DEFAULT|FOR VALUES [\w '(),:.+-]+)")
"""As PostgreSQL writes them. They become part of a statement, and a manifest may write no other one."""

_COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
_KEY = """
    SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)
    WHERE indrelid = %s::regclass AND indisprimary ORDER BY array_position(indkey, attnum)
"""
_SEQUENCES = """
    SELECT c.relname || '.' || a.attname, q.oid::regclass::text, pg_sequence_last_value(q.oid)
    FROM pg_class q JOIN pg_depend d ON d.objid = q.oid AND d.classid = 'pg_class'::regclass
    JOIN pg_class c ON c.oid = d.refobjid AND c.relkind IN ('r', 'p')
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
    WHERE q.relkind = 'S' AND d.deptype IN ('a', 'i') AND c.relnamespace = current_schema()::regnamespace
"""
_PARTITIONS = """
    SELECT c.relname, p.relname, pg_get_expr(c.relpartbound, c.oid)
    FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_class p ON p.oid = i.inhparent
    WHERE c.relispartition AND c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY 1
"""


def save(connection: BaseDatabaseWrapper, folder: Path, alias: str) -> SavedDatabase:
    """One REPEATABLE READ transaction: every table as it was when the first was read."""
    (folder / alias).mkdir()
    with transaction.atomic(using=connection.alias, durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        tables = connection.introspection.table_names(cursor)
        return SavedDatabase(
            engine=ENGINE,
            rows={table: _save_table(cursor, table, folder / alias) for table in tables},
            migrations=_applied(connection),
            sequences={name: last for name, _, last in _rows(cursor, _SEQUENCES) if last is not None},
            partitions={name: [parent, bounds] for name, parent, bounds in _rows(cursor, _PARTITIONS)},
        )


def check(folder: Path, alias: str, saved: SavedDatabase) -> None:
    """Raises BackupUnusable."""
    for name, (_parent, bounds) in saved.partitions.items():
        if not _BOUNDS.fullmatch(bounds):
            raise BackupUnusable(f"the partition {name} has bounds that are none")
    for table, expected in saved.rows.items():
        path = _file(folder / alias, table)
        if not path.is_file():
            raise BackupUnusable(f"{path.name} is missing")
        try:
            found = sum(block.count(b"\n") for block in _blocks(path))
        except (OSError, EOFError):
            raise BackupUnusable(f"{path.name} is damaged") from None
        if found != expected:
            raise BackupUnusable(f"{path.name} has {found} rows instead of {expected}")


def load(connection: BaseDatabaseWrapper, folder: Path, alias: str, saved: SavedDatabase) -> None:
    """All or nothing. Raises BackupUnusable for tables of other migrations than those of the backup."""
    _make_tables(connection, saved)
    with transaction.atomic(using=connection.alias, durable=True), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if unknown := saved.rows.keys() - tables:
            raise BackupUnusable(
                f"this Warta has no table {min(unknown)}: it is not the one that was backed up"
            )
        # What migrations put there is in the backup too.
        cursor.execute(f"TRUNCATE {', '.join(map(_quoted, sorted(tables)))} CASCADE")
        _make_partitions(cursor, saved)
        for table in saved.rows:
            _load_table(cursor, table, folder / alias)
        for name, sequence, _ in list(_rows(cursor, _SEQUENCES)):
            if name in saved.sequences:
                cursor.execute("SELECT setval(%s::regclass, %s)", [sequence, saved.sequences[name]])


def _save_table(cursor: Any, table: str, folder: Path) -> int:
    """The number of rows."""
    columns, key = _names(cursor, _COLUMNS, table), _names(cursor, _KEY, table)
    query = f"SELECT {columns} FROM {_quoted(table)} ORDER BY {key or columns}"  # noqa: S608 - from the catalogue
    rows = 0
    # No time in the header: the same rows make the same bytes.
    with (
        gzip.GzipFile(_file(folder, table), "wb", compresslevel=COMPRESSION, mtime=0) as file,
        cursor.copy(f"COPY ({query}) TO STDOUT") as copy,
    ):
        for block in copy:
            rows += bytes(block).count(b"\n")
            file.write(block)
    return rows


def _load_table(cursor: Any, table: str, folder: Path) -> None:
    columns = _names(cursor, _COLUMNS, table)
    with cursor.copy(f"COPY {_quoted(table)} ({columns}) FROM STDIN") as copy:
        for block in _blocks(_file(folder, table)):
            copy.write(block)


def _make_tables(connection: BaseDatabaseWrapper, saved: SavedDatabase) -> None:
    """The tables of the backup's migrations in an empty database; `migrate` brings them on."""
    if not connection.introspection.table_names():
        executor = MigrationExecutor(connection)
        executor.migrate(_targets(executor.loader, {(app, name) for app, name in saved.migrations}))
    elif _applied(connection) != saved.migrations:
        raise BackupUnusable("the tables of the target are of another version: give an empty database")


def _targets(loader: MigrationLoader, applied: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The last migrations of each branch; of squashed ones the squashes. Raises BackupUnusable."""
    replaced = {each for migration in loader.disk_migrations.values() for each in migration.replaces}
    if unknown := applied - loader.disk_migrations.keys() - replaced:
        name = ".".join(min(unknown))
        raise BackupUnusable(f"this Warta is older than the backup: it has no migration {name}")
    nodes = applied & loader.graph.nodes.keys()
    return [
        node for node in nodes if not nodes & {child.key for child in loader.graph.node_map[node].children}
    ]


def _make_partitions(cursor: Any, saved: SavedDatabase) -> None:
    for name, (parent, bounds) in saved.partitions.items():
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {_quoted(name)} PARTITION OF {_quoted(parent)} {bounds}")


def _applied(connection: BaseDatabaseWrapper) -> list[list[str]]:
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def _rows(cursor: Any, query: str) -> Iterator[tuple[Any, ...]]:
    cursor.execute(query, [])
    yield from cursor.fetchall()


def _names(cursor: Any, query: str, table: str) -> str:
    """Column names, quoted and parted by commas."""
    cursor.execute(query, [_quoted(table)])
    return ", ".join(_quoted(name) for (name,) in cursor.fetchall())


def _blocks(path: Path) -> Iterable[bytes]:
    with gzip.open(path, "rb") as file:
        while block := file.read(BLOCK_BYTES):
            yield block


def _file(folder: Path, table: str) -> Path:
    return folder / f"{table}.copy.gz"


def _quoted(name: str) -> str:
    return connections["default"].ops.quote_name(name)
