"""One loaded demo for all tests of this directory: it takes some seconds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import TestCase

# Wagtail schedules by the machine's clock, so the demo of these tests is of today.
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def demo(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """The demo as of NOW, taken back after the module."""
    from cms.demo import loading
    from runtime import clock
    from runtime.progress import silent

    with django_db_blocker.unblock(), ExitStack() as stack:
        for alias in connections:
            transaction_of = transaction.atomic(using=alias)
            transaction_of.__enter__()
            stack.callback(_roll_back, transaction_of, alias)
        clock.freeze(NOW)
        with TestCase.captureOnCommitCallbacks(execute=True):
            loading.load(now=NOW, tell=silent)
        loading.make_webp(tell=silent)
        loading.build_documents([], tell=silent)
        clock.freeze(None)
        yield


def _roll_back(transaction_of: Any, alias: str) -> None:
    transaction.set_rollback(True, using=alias)
    transaction_of.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _at_that_time(clock: Any) -> None:
    clock.set(NOW)
