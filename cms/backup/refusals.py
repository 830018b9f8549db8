"""Turns what can go wrong with a backup into one line for the operator and exit status 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError

from cms.backup.manifest import BackupUnusable
from cms.backup.work import TargetNotEmpty


@contextmanager
def as_one_line() -> Iterator[None]:
    try:
        yield
    except (BackupUnusable, TargetNotEmpty) as reason:
        raise CommandError(str(reason)) from None
    except (OSError, DatabaseError) as error:
        raise CommandError(_first_line(error)) from None


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0]
