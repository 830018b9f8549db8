"""A backup is believed only while every file in it is as it was written."""

import gzip
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cms.backup import files, manifest, postgresql, sqlite, work
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


def linked_folder(folder: Path) -> None:
    (folder / "spool" / "far").symlink_to("/etc", target_is_directory=True)


def linked_file(folder: Path) -> None:
    (folder / "spool" / "far").symlink_to("/etc/passwd")


def link_in_the_place_of_a_file(folder: Path) -> None:
    path = folder / "spool" / "worker-1"
    path.rename(folder.parent / "far")
    path.symlink_to(folder.parent / "far")


def dangling_link(folder: Path) -> None:
    (folder / "spool" / "far").symlink_to(folder / "nowhere")


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "spool" / "far")


@pytest.mark.parametrize(
    "make", [linked_folder, linked_file, link_in_the_place_of_a_file, dangling_link, pipe]
)
def test_a_backup_that_leads_elsewhere_is_refused(folder: Path, make: Callable[[Path], None]) -> None:
    """Restored, it would bring files of this machine among the pictures that everybody may see."""
    make(folder)
    name = "worker-1" if make is link_in_the_place_of_a_file else "far"
    assert refusal(folder) == (f"spool/{name} is a link or no file; a backup holds files and folders alone")


@pytest.mark.parametrize("name", ["../stranger", "/etc/passwd", "spool/../../stranger"])
def test_a_manifest_that_names_a_file_elsewhere_is_refused(folder: Path, name: str) -> None:
    (folder.parent / "stranger").write_bytes(b"?")
    made = json.loads((folder / "manifest.json").read_text())["files"]
    changed(folder, files=made | {name: {"sha256": "0" * 64, "size": 1}})
    assert refusal(folder) == f"{name} is missing"


@pytest.mark.parametrize(
    "bounds", ["FOR VALUES IN (1); DROP TABLE page", "DEFAULT; SELECT 1", "", "FOR VALUES IN (1) --", "AS x"]
)
def test_bounds_of_a_partition_are_no_other_statement(folder: Path, bounds: str) -> None:
    saved = {"engine": "postgresql", "rows": {"page": 2}, "partitions": {"part": ["page", bounds]}}
    changed(folder, databases={"default": saved})
    assert refusal(folder) == "the partition part has bounds that are none"


@pytest.mark.parametrize(
    "bounds",
    [
        "FOR VALUES FROM ('2026-08-01') TO ('2026-08-02')",
        "FOR VALUES FROM (MINVALUE) TO ('2026-08-01 00:00:00+07')",
        "FOR VALUES WITH (modulus 4, remainder 0)",
        "DEFAULT",
    ],
)
def test_bounds_as_postgresql_writes_them_are_taken(folder: Path, bounds: str) -> None:
    saved = {"engine": "postgresql", "rows": {"page": 2}, "partitions": {"part": ["page", bounds]}}
    changed(folder, databases={"default": saved})
    assert work.verify(folder).databases["default"].partitions == {"part": ["page", bounds]}


def test_what_lies_behind_a_linked_folder_is_saved_with_the_rest(tmp_path: Path) -> None:
    """A folder of media that moved to another disk, and one that leads back to itself."""
    media, disk = tmp_path / "media", tmp_path / "disk"
    disk.mkdir()
    media.mkdir()
    (disk / "a.jpg").write_bytes(b"a")
    (media / "b.jpg").write_bytes(b"b")
    (media / "images").symlink_to(disk, target_is_directory=True)
    (media / "again").symlink_to(media, target_is_directory=True)
    files.save_folder(media, tmp_path / "saved")
    saved = {path.relative_to(tmp_path / "saved").as_posix() for path in (tmp_path / "saved").rglob("*.jpg")}
    assert saved == {"b.jpg", "images/a.jpg"}
    assert files.odd_one(tmp_path / "saved") is None
