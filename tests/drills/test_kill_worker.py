from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.drills import kill_worker

pytestmark = pytest.mark.drill


def test_a_worker_killed_while_it_counts_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    outcome = kill_worker.drill(tmp_path, seconds=float(os.environ.get("DRILL_SECONDS", "8")))
    print(outcome)
    assert outcome.value == 0
    assert outcome.kills >= 2
    assert outcome.acknowledged > 50
