"""One loaded demo for all tests of this directory: it takes some seconds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import TestCase

from tests.conftest import Kept

# Wagtail schedules by the machine's clock, so the demo of these tests is of today.
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def demo(kept: Kept) -> Iterator[None]:
    """The demo as of NOW, taken back after the module."""
    from cms.demo import loading
    from runtime.progress import silent

    with kept(at=NOW):
        with TestCase.captureOnCommitCallbacks(execute=True):
            loading.load(now=NOW, tell=silent)
        loading.make_webp(tell=silent)
        loading.build_documents([], tell=silent)
        yield


@pytest.fixture(autouse=True)
def _at_that_time(clock: Any) -> None:
    clock.set(NOW)
