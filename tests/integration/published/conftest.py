"""Every test here fails where a receiver did: an editor would not be told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_receiver_fails(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    failed = [
        record.getMessage()
        for record in caplog.records
        if record.name == "warta.published"
        and record.levelname == "ERROR"
        and "expected" not in record.getMessage()
    ]
    assert failed == []
