"""The clock of one of two servers is wrong by an hour and by a day; the other and the database are right."""

from __future__ import annotations

import glob
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drills.checks import SECONDS, verdict
from tests.drills.load import under_load
from tests.drills.portal import Portal, served, stocked

pytestmark = pytest.mark.drill
LIBRARY = next(iter(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")), None)
STEPS = ("+1h", "-1h", "+1d")
CAP = 10
CALLS = 40
"""After so many the one server was asked too, as surely as anything here is sure."""
# The library has no absolute sleep on the monotonic clock, which time.sleep is.
SLEEP = "import select, time\ntime.sleep = lambda seconds: select.select((), (), (), seconds) and None\n"


@pytest.fixture
def moved(tmp_path: Path) -> Iterator[tuple[Portal, Path]]:
    """Two servers, and the file that says how far off the clock of the second is."""
    if LIBRARY is None:
        pytest.skip("faketime is not installed")
    offset = tmp_path / "offset"
    offset.write_text("+0\n")
    (tmp_path / "sitecustomize.py").write_text(SLEEP)
    wrong = {
        "LD_PRELOAD": LIBRARY,
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": str(tmp_path),
    }
    with stocked(tmp_path) as made:
        made.stock |= made.ask("stock.ended_and_capped", cap=CAP)
        with served(made, tmp_path, [{}, wrong], workers=1):
            yield made, offset


def test_31_a_server_whose_clock_is_wrong_serves_nothing_ended_and_refills_no_cap(
    moved: tuple[Portal, Path],
) -> None:
    portal, offset = moved
    warned = Counter[str]()
    with under_load(portal) as load:
        time.sleep(1)
        for step in STEPS:
            set_off(offset, step)
            time.sleep(SECONDS / len(STEPS))
            warned[step] += is_warned_of(portal)
    rows = portal.ask("ledger.dated_rows")
    of_item = Counter(row["line_item"] for row in rows)
    billed = Counter(row["line_item"] for row in rows if row["is_billable"])
    found = {
        "ended_served": of_item[portal.stock["ended"]],
        "above_cap": max(0, billed[portal.stock["capped"]] - CAP),
        "lost": len(load.acknowledged() - {row["decision_id"] for row in rows}),
        "of_another_day": len({row["decided_on"] for row in rows}) - 1,
        "of_a_wrong_class": sum(row["event_class"] not in ("accepted", "overage") for row in rows),
        "failed": load.failed("decide", 200) + load.failed("events", 204) + load.cut_off,
        "unnoticed": len(STEPS) - sum(bool(warned[step]) for step in STEPS),
    }
    verdict(
        31,
        sum(found.values()),
        acknowledged=len(load.acknowledged()),
        billed_of_capped=billed[portal.stock["capped"]],
        **found,
    )
    assert len(load.acknowledged()) > 50


def set_off(offset: Path, step: str) -> None:
    """At once: half a file would be read as another time."""
    whole = offset.with_suffix(".new")
    whole.write_text(f"{step}\n")
    whole.replace(offset)


def is_warned_of(portal: Portal) -> bool:
    """Whether one of the servers says that its clock is off; under load either may be the next one asked."""
    answers = (portal.client().call("GET", "/readyz")[1] for _ in range(CALLS))
    return any("clock" in each for answer in answers for each in json.loads(answer)["warnings"])
