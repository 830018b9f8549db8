from __future__ import annotations

from pathlib import Path

import pytest

from tests.drills import kill_worker
from tests.drills.checks import SECONDS, verdict

pytestmark = pytest.mark.drill


def test_a_worker_killed_while_it_counts_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    outcome = kill_worker.drill(tmp_path, seconds=SECONDS)
    verdict(27, outcome.value, on="SQLite", **outcome.facts)
    assert outcome.kills >= 2
    assert outcome.acknowledged > 50
