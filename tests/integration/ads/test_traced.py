"""Of the calls that are looked at more closely: what became of each candidate, and what the desk is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from ads.admin.traced import WORDS, words_of
from ads.counting import statistics
from ads.counting.models import ReasonStatistic
from ads.counting.statistics import Seen
from ads.decision.types import Reason
from ads.delivery import events, serve, traces
from ads.planning.traced import traced
from tests import adops
from tests.api.ads.calls import token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2026, 8, 15)


@pytest.fixture
def every_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "ONE_IN", 1)
    monkeypatch.setattr(traces, "BETWEEN_SECONDS", 0.0)


def kept() -> dict[tuple[int, str], int]:
    statistics.flush()
    rows = ReasonStatistic.objects.values_list("line_item", "reason", "request_count")
    return {(line_item, reason): number for line_item, reason, number in rows}


@pytest.mark.usefixtures("every_call")
def test_every_candidate_of_a_traced_call_is_counted_with_its_reason() -> None:
    slot = adops.slot("top")
    half, rest = adops.line_item("sponsorship", [slot], share=50), adops.line_item("house", [slot])
    for _ in range(4):
        token("top")
    assert kept() == {(half.pk, ""): 2, (half.pk, "turn"): 2, (rest.pk, ""): 2, (rest.pk, "lower_tier"): 2}
    assert traced(half.pk, first=TODAY, last=TODAY) == {None: 2, Reason.TURN: 2}
    assert traced(half.pk, first=TODAY - timedelta(days=1), last=TODAY - timedelta(days=1)) == {}


def test_tracing_changes_no_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    slot = adops.slot("top")
    for weight in (5, 3, 2):
        adops.line_item("network", [slot], weight=weight)

    def shown() -> list[int]:
        serve.forget()
        return [events.read(token("top")).line_item for _ in range(10)]  # type: ignore[union-attr]

    plain = shown()
    monkeypatch.setattr(traces, "ONE_IN", 1)
    monkeypatch.setattr(traces, "BETWEEN_SECONDS", 0.0)
    assert shown() == plain


def test_one_call_in_a_hundred_is_looked_at_but_no_more_than_one_a_second() -> None:
    adops.line_item("network", [adops.slot("top")])
    token("top")
    live, asked = serve.snapshot.current(now=adops.NOON), (serve.SlotRequest(id="top", slot="top"),)
    traces.forget()
    assert [traces.is_due(live, asked, call_id=number) for number in (99, 100, 200)] == [False, True, False]


def test_a_call_with_very_many_candidates_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    slot = adops.slot("top")
    adops.line_item("network", [slot])
    adops.line_item("network", [slot])
    token("top")
    live, asked = serve.snapshot.current(now=adops.NOON), (serve.SlotRequest(id="top", slot="top"),)
    traces.forget()
    monkeypatch.setattr(traces, "MOST_CANDIDATES", 1)
    assert not traces.is_due(live, asked, call_id=0)
    monkeypatch.setattr(traces, "MOST_CANDIDATES", 2)
    assert traces.is_due(live, asked, call_id=0)


def test_the_desk_reads_what_became_of_a_line_item_in_parts_of_a_hundred(desk: Client) -> None:
    item = adops.line_item("network", [adops.slot("top")])
    seen = [Seen(1, item.pk, reason) for reason in ("", "turn", "turn", "daily_cap", "budget", "geo", "gone")]
    statistics.seen(seen, day=TODAY)
    statistics.seen([Seen(1, item.pk, "paused")] * 4, day=TODAY - timedelta(days=7))
    statistics.flush()
    for path in ("why", "inspect"):
        context = desk.get(f"/admin/advertising/line-items/{path}/{item.pk}/").context["traced"]
        assert [(part.words, part.codes, round(part.percent, 1)) for part in context["parts"]] == [
            ("a goal, cap or budget was used up", ("budget", "daily_cap"), 33.3),
            ("another's turn", ("turn",), 33.3),
            ("shown", (), 16.7),
            ("other targeting: Places", ("geo",), 16.7),
        ]
        assert context["told"].startswith("Of 6 requests for its slots in the last seven days")


def test_without_a_request_the_desk_is_told_so(desk: Client) -> None:
    item = adops.line_item("network", [adops.slot("top")])
    page: Any = desk.get(f"/admin/advertising/line-items/inspect/{item.pk}/").content.decode()
    assert "No request for its slots was looked at in the last seven days" in page


def test_every_reason_has_words() -> None:
    own = {reason for reason in WORDS if reason} | {Reason(name) for name in ("geo", "section", "key_value")}
    assert all(words_of(reason) != "it was not running" for reason in own)
    assert words_of(Reason.PAUSED) == words_of(Reason.ENDED) == "it was not running"


def test_reasons_are_kept_for_a_month() -> None:
    statistics.seen([Seen(1, 2, "turn")], day=TODAY - timedelta(days=32))
    statistics.seen([Seen(1, 2, "turn")], day=TODAY - timedelta(days=31))
    statistics.flush()
    assert statistics.drop_old_reasons(now=adops.NOON) == 1
    assert ReasonStatistic.objects.get().counted_on == TODAY - timedelta(days=31)
