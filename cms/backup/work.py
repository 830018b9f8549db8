"""Takes a backup of a portal in use, verifies one, and restores one into an empty place.

The order keeps the promise: the spool before the ledger, or an event could leave the one before it is in
the other; the ledger before the content, so that whatever an event names is there; media last.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connections
from django.db.models import F, Model, QuerySet
from wagtail.models import Page

from ads.counting.models import AdEvent
from cms.backup import files, manifest, postgresql, sqlite
from cms.backup.manifest import BackupUnusable, Manifest
from runtime.models import Version

ENGINES: dict[str, ModuleType] = {sqlite.ENGINE: sqlite, postgresql.ENGINE: postgresql}
# Versions go on beyond all that was given since: no cache may take an answer of the lost time for one of now.
VERSIONS_SKIPPED = 1_000_000
HOME_DEPTH = 2  # deeper pages are somebody's work


class TargetNotEmpty(Exception):
    """A backup or a restore would meet what is already there; the text is one line."""

    code = "target_not_empty"


def take(folder: Path, *, now: datetime) -> Manifest:
    """Everything acknowledged before `now` is in it.

    Raises TargetNotEmpty, BackupUnusable, OSError, DatabaseError.
    """
    _refuse_place(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.save_folder(settings.WARTA_VAR / files.SPOOL, folder / files.SPOOL)
    databases = {
        alias: _engine(connections[alias].vendor).save(connections[alias], folder, alias)
        for alias in _ledger_first()
    }
    files.save_folder(Path(settings.MEDIA_ROOT), folder / files.MEDIA)
    files.save_key(settings.WARTA_VAR, folder, used=settings.SECRET_KEY)
    return manifest.write(folder, taken_at=now.isoformat(), databases=databases)


def verify(folder: Path) -> Manifest:
    """Raises BackupUnusable."""
    made = manifest.check(folder)
    for alias, saved in made.databases.items():
        _engine(saved.engine).check(folder, alias, saved)
    return made


def restore(folder: Path) -> Manifest:
    """Raises BackupUnusable, TargetNotEmpty, OSError, DatabaseError."""
    made = verify(folder)
    _refuse_other_engines(made)
    settings.WARTA_VAR.mkdir(parents=True, exist_ok=True)
    refuse_unless_empty()
    for alias, saved in made.databases.items():
        _engine(saved.engine).load(connections[alias], folder, alias, saved)
    files.load_folder(folder / files.SPOOL, settings.WARTA_VAR / files.SPOOL)
    files.load_folder(folder / files.MEDIA, Path(settings.MEDIA_ROOT))
    files.load_key(folder, settings.WARTA_VAR)
    Version.objects.update(value=F("value") + VERSIONS_SKIPPED)
    return made


def refuse_unless_empty() -> None:
    """What `migrate` makes is nobody's work. Raises TargetNotEmpty."""
    for name in (files.MEDIA, files.SPOOL):
        place = Path(settings.MEDIA_ROOT) if name == files.MEDIA else settings.WARTA_VAR / name
        if next(files.files_below(place), None) is not None:
            raise TargetNotEmpty(f"{place} has files; restore needs an empty place")
    for alias in connections:
        _refuse_rows(alias)


def _refuse_rows(alias: str) -> None:
    tables = set(connections[alias].introspection.table_names())
    for rows in _work_of_people():
        table = rows.model._meta.db_table
        if rows.db == alias and table in tables and rows.exists():
            raise TargetNotEmpty(f"the database {alias} has rows in {table}; restore needs an empty place")


def _work_of_people() -> Iterator[QuerySet[Model]]:
    yield get_user_model()._default_manager.all()
    yield Page.objects.filter(depth__gt=HOME_DEPTH)
    yield AdEvent.objects.all()
    for model in apps.get_app_config("ads").get_models():
        yield model._default_manager.all()


def _refuse_place(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise TargetNotEmpty(f"{folder} is not empty; a backup needs a directory of its own")
    if folder.absolute().is_relative_to(Path(settings.MEDIA_ROOT).absolute()):
        raise TargetNotEmpty(f"{folder} lies in the media files, which would hold themselves")


def _refuse_other_engines(made: Manifest) -> None:
    here = {alias: connections[alias].vendor for alias in connections}
    there = {alias: saved.engine for alias, saved in made.databases.items()}
    if here != there:
        raise BackupUnusable(f"the backup is of {_named(there)}, the target is {_named(here)}")


def _named(engines: dict[str, str]) -> str:
    return " and ".join(f"{alias} on {engine}" for alias, engine in sorted(engines.items()))


def _engine(name: str) -> ModuleType:
    if name not in ENGINES:
        raise BackupUnusable(f"there is no backup of {name}; there is of {', '.join(ENGINES)}")
    return ENGINES[name]


def _ledger_first() -> list[str]:
    return sorted(connections, key=lambda alias: alias != settings.LEDGER_ALIAS)
