"""A backup is believed only while every file in it is as it was written."""

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cms.backup import manifest, postgresql, sqlite, work
from cms.backup.manifest import BackupUnusable, SavedDatabase

TAKEN_AT = "2026-08-15T05:00:00+00:00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite3")) as database:
        database.execute("CREATE TABLE event (n)")
        database.executemany("INSERT INTO event VALUES (?)", [(number,) for number in range(2_000)])
        database.commit()
    (tmp_path / "default").mkdir()
    (tmp_path / "default" / "page.copy.gz").write_bytes(gzip.compress(b"1\tA\n2\tB\n"))
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "worker-1").write_bytes(b"one record")
    sum_up(tmp_path)
    return tmp_path


def sum_up(folder: Path) -> None:
    databases = {
        "ledger": SavedDatabase(engine=sqlite.ENGINE),
        "default": SavedDatabase(engine=postgresql.ENGINE, rows={"page": 2}),
    }
    manifest.write(folder, taken_at=TAKEN_AT, databases=databases)


def refusal(folder: Path) -> str:
    with pytest.raises(BackupUnusable) as caught:
        work.verify(folder)
    return str(caught.value)


def test_a_whole_backup_is_whole(folder: Path) -> None:
    made = work.verify(folder)
    assert (made.taken_at, sorted(made.files)) == (
        TAKEN_AT,
        ["default/page.copy.gz", "ledger.sqlite3", "spool/worker-1"],
    )


@pytest.mark.parametrize("path", ["default/page.copy.gz", "ledger.sqlite3", "spool/worker-1"])
def test_one_changed_bit_is_found(folder: Path, path: str) -> None:
    content = bytearray((folder / path).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / path).write_bytes(content)
    assert refusal(folder) == f"{path} has changed: its checksum differs"


def test_a_missing_file_is_found(folder: Path) -> None:
    (folder / "spool" / "worker-1").unlink()
    assert refusal(folder) == "spool/worker-1 is missing"


def test_a_foreign_file_is_found(folder: Path) -> None:
    (folder / "stranger").write_bytes(b"?")
    assert refusal(folder) == "stranger does not belong to this backup"


def test_a_backup_that_was_cut_short_is_none(folder: Path) -> None:
    (folder / "manifest.json").unlink()
    assert refusal(folder) == f"{folder} is no backup: it has no manifest.json"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 1}', '{"format": 1, "taken_at": "x", "files": 5}']
)
def test_a_damaged_manifest_is_one_line(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)
    assert refusal(folder) == f"{folder}/manifest.json is damaged"


def changed(folder: Path, **values: object) -> None:
    content = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(content | values))


def test_a_backup_of_a_later_format_is_refused(folder: Path) -> None:
    changed(folder, format=2)
    assert refusal(folder) == "this backup has format 2, this Warta reads 1"


def test_a_backup_of_an_unknown_engine_is_refused(folder: Path) -> None:
    changed(folder, databases={"default": {"engine": "oracle"}})
    assert refusal(folder) == "there is no backup of oracle; there is of sqlite, postgresql"


def test_a_database_that_was_damaged_before_it_was_summed_up_is_found(folder: Path) -> None:
    path = folder / "ledger.sqlite3"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    sum_up(folder)
    assert refusal(folder) == "ledger.sqlite3 is damaged: database disk image is malformed"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(b"1\tA\n", mtime=0), "page.copy.gz has 1 rows instead of 2"),
        (gzip.compress(b"1\tA\n2\tB\n", mtime=0)[:-9], "page.copy.gz is damaged"),
    ],
)
def test_a_table_that_lost_rows_before_it_was_summed_up_is_found(
    folder: Path, content: bytes, reason: str
) -> None:
    (folder / "default" / "page.copy.gz").write_bytes(content)
    sum_up(folder)
    assert refusal(folder) == reason
