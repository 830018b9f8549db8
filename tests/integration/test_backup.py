"""A portal is saved while it is there, lost, and brought back."""

import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections

from ads.counting.models import AdEvent
from ads.models import LineItem
from articles.models import ArticlePage
from cms.backup import manifest, work
from cms.env import PROJECT_ROOT
from runtime.models import Version
from tests import adops, newsroom
from tests.integration.conftest import PLAIN
from tests.integration.counting.events import report, token

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def spool(tmp_path, settings) -> Path:
    settings.WARTA_VAR = tmp_path / "var"
    (settings.WARTA_VAR / "spool").mkdir(parents=True)
    return settings.WARTA_VAR / "spool"


@pytest.fixture
def backup(media, spool, tmp_path, clock) -> Path:
    """A portal with something of everything, saved."""
    newsroom.article(newsroom.section("Pelatihan"), title="Kabar")
    adops.line_item("network", [adops.slot("article-bottom-1")])
    report(token(1), token(2), token(3))
    (spool / "worker-1").write_bytes(b"one record")
    run("backup", tmp_path / "saved")
    return tmp_path / "saved"


def _nowhere():
    return io.StringIO()


def lose_everything(media: Path, spool: Path) -> None:
    for alias in connections:
        call_command("flush", database=alias, interactive=False, verbosity=0)
    for path in [*media.rglob("*"), *spool.rglob("*")]:
        if path.is_file():
            path.unlink()


def run(*arguments: object) -> None:
    call_command(*map(str, arguments), stdout=_nowhere())


def refused(*arguments: object) -> str:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert (caught.value.returncode, "\n" in str(caught.value)) == (1, False)
    return str(caught.value)


def test_brings_everything_back(backup: Path, media: Path, spool: Path, tmp_path: Path) -> None:
    pictures = {path.relative_to(media): path.read_bytes() for path in media.rglob("*") if path.is_file()}
    events = list(AdEvent.objects.order_by("pk").values())
    line_item, version = LineItem.objects.get().pk, Version.objects.get(name="ads").value
    lose_everything(media, spool)
    assert (ArticlePage.objects.count(), AdEvent.objects.count()) == (0, 0)

    report(token(9))
    assert refused("restore", backup) == (
        f"the database {settings.LEDGER_ALIAS} has rows in ledger_adevent; restore needs an empty place"
    )
    AdEvent.objects.all().delete()

    run("restore", backup)
    assert list(ArticlePage.objects.values_list("title", flat=True)) == ["Kabar"]
    assert LineItem.objects.get().slots.get().code == "article-bottom-1"
    assert list(AdEvent.objects.order_by("pk").values()) == events
    found = {path.relative_to(media): path.read_bytes() for path in media.rglob("*") if path.is_file()}
    assert (len(pictures) > 0, found) == (True, pictures)
    assert (spool / "worker-1").read_bytes() == b"one record"
    # No number is given twice, no cache takes an answer of the lost time for one of now.
    assert Version.objects.get(name="ads").value == version + work.VERSIONS_SKIPPED
    assert adops.line_item("network", [adops.slot("b")]).pk > line_item


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_the_same_rows_make_the_same_bytes(backup: Path, media: Path, spool: Path, tmp_path: Path) -> None:
    lose_everything(media, spool)
    run("restore", backup)
    run("backup", tmp_path / "again")
    first, second = manifest.read(backup), manifest.read(tmp_path / "again")
    differing = {path for path in first.files if first.files[path] != second.files.get(path)}
    assert differing <= {"default/runtime_version.copy.gz"}
    assert (second.databases["default"].sequences, second.files.keys()) == (
        first.databases["default"].sequences,
        first.files.keys(),
    )


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_partitions_are_made_again(media: Path, spool: Path, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE parted (day date NOT NULL, n int) PARTITION BY RANGE (day)")
        cursor.execute(
            "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2026-08-01') TO ('2026-08-02')"
        )
        cursor.execute("INSERT INTO parted VALUES ('2026-08-01', 5), ('2026-08-01', 4)")
        try:
            run("backup", tmp_path / "saved")
            cursor.execute("DROP TABLE parted_1")
            lose_everything(media, spool)
            run("restore", tmp_path / "saved")
            cursor.execute("SELECT tableoid::regclass::text, n FROM parted ORDER BY n")
            assert cursor.fetchall() == [("parted_1", 4), ("parted_1", 5)]
        finally:
            cursor.execute("DROP TABLE parted")


def test_refuses_places_where_something_is(backup: Path, media: Path) -> None:
    assert refused("backup", backup) == f"{backup} is not empty; a backup needs a directory of its own"
    assert "lies in the media files" in refused("backup", media / "saved")
    assert refused("restore", backup) == f"{media} has files; restore needs an empty place"
    assert backup.stat().st_mode & 0o077 == 0


def test_the_key_made_here_goes_with_its_backup(migrated: Path, tmp_path: Path) -> None:
    """As an operator does it: into a WARTA_VAR that is not there yet."""

    def manage(var: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *arguments]
        variables = PLAIN | {"WARTA_VAR": str(tmp_path / var)}
        return subprocess.run(command, cwd=PROJECT_ROOT, env=variables, capture_output=True, text=True)

    saved = str(tmp_path / "saved")
    shutil.copytree(migrated, tmp_path / "old", ignore=shutil.ignore_patterns("secret_key"))
    for done in (manage("old", "backup", saved), manage("new", "restore", saved), manage("new", "check")):
        assert (done.returncode, done.stderr) == (0, "")
    key = (tmp_path / "new" / "secret_key").read_text()
    assert (key, (tmp_path / "old" / "secret_key").read_text()) == (key, key)
    again = manage("new", "verify", str(tmp_path / "nowhere"))
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
