"""Readers at the rate that an installation is declared for, and five times as many."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drills import nginx
from tests.drills.checks import IS_SHORT, SECONDS, verdict
from tests.drills.crowd import Answers, crowd
from tests.drills.kill_worker import workers_of
from tests.drills.portal import Portal

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(IS_SHORT, reason="a rate means something on a machine of its own: make drills"),
]
DECLARED = 400  # decisions a second, of the machine with two cores that docs/operators.md speaks of
RECOVERED_SECONDS = 5
PEAK = {"rate": 100_000, "seconds": 3, "readers": 16}
GROWTH = 0.1


def test_33_at_the_declared_rate_decisions_are_quick_and_none_fails(shared_portal: Portal) -> None:
    crowd(shared_portal, rate=DECLARED, seconds=2, readers=16)  # both workers have loaded their snapshot
    answers = crowd(shared_portal, rate=DECLARED, seconds=SECONDS, readers=32)
    refused = len(answers.calls) - answers.statuses.get(200, 0)
    verdict(
        33,
        round(answers.slowest(0.99), 1) + 1_000 * refused,
        limit=50,
        unit="ms",
        decisions=len(answers.calls),
        median_ms=round(answers.slowest(0.5), 1),
        refused=refused,
    )


def test_35_five_times_the_rate_is_answered_or_told_to_come_again(shared_portal: Portal) -> None:
    if nginx.program() is None:
        pytest.skip("nginx is not installed: nothing turns away what is too much")
    peak = crowd(shared_portal, **PEAK).goodput
    before = memory(shared_portal)
    answers = crowd(shared_portal, rate=5 * DECLARED, seconds=SECONDS, readers=200)
    grown = memory(shared_portal) / before - 1
    recovered = recovery(crowd(shared_portal, rate=DECLARED / 3, seconds=RECOVERED_SECONDS + 1, readers=16))
    wanted = 0.8 * min(peak, 5 * DECLARED)
    faults = [
        answers.failed,
        answers.goodput < wanted,
        grown > GROWTH,
        recovered > RECOVERED_SECONDS,
    ]
    verdict(
        35,
        sum(faults),
        peak=round(peak),
        goodput=round(answers.goodput),
        statuses=answers.statuses,
        memory=f"{grown:+.1%}",
        recovered_s=round(recovered, 1),
    )


def memory(portal: Portal) -> int:
    """Resident bytes of all workers."""
    workers = (worker for master in portal.masters for worker in workers_of(master.pid))
    return sum(int(Path(f"/proc/{worker}/statm").read_text().split()[1]) * 4096 for worker in workers)


def recovery(answers: Answers) -> float:
    """Seconds after which every decision came within 50 ms again."""
    late = [call.at + call.took for call in answers.calls if call.status != 200 or call.took > 0.05]
    return max(late, default=0.0)
