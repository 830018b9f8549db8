"""The snapshot that a process decides from, and what it does while the database is away."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError

from ads import services
from ads.decision.engine import decide
from ads.decision.rotation import Credits
from ads.decision.types import Reason, Request, Roadblock, SlotRequest, Tier
from ads.delivery import serve, snapshot
from ads.delivery.snapshot import SnapshotMissing
from ads.models import LineItem
from runtime import versions
from tests import adops

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(clock) -> datetime:  # type: ignore[no-untyped-def]
    at: datetime = clock.now()
    return at


def away(*args: object, **kwargs: object) -> None:
    raise DatabaseError("away")


def test_holds_what_is_booked(now: datetime) -> None:
    slot, grouped = adops.slot("article-bottom-1"), adops.slot("front-top", group=adops.group("front"))
    payer = adops.advertiser(labels=["bank"])
    item = adops.line_item(
        "sponsorship",
        [slot],
        groups=[grouped.group],
        share="33.33",
        campaign=adops.campaign(advertiser=payer),
        targeting={"section": {"any_of": ["pelatihan"], "none_of": ["olahraga"]}},
        dayparts=[0, 167],
        exclusion_labels=["loan"],
    )
    row = snapshot.current(now=now).snapshot.line_items[item.pk]
    assert (row.tier, row.share_percent, row.slots) == (
        Tier.SPONSORSHIP,
        Decimal("33.33"),
        (slot.pk, grouped.pk),
    )
    assert (row.targeting.any_of, row.targeting.none_of) == (
        {"section": ("pelatihan",)},
        {"section": ("olahraga",)},
    )
    assert (row.dayparts, row.exclusion_labels) == ((0, 167), ("bank", "loan"))
    assert (row.advertiser, row.campaign, row.blocked) == (payer.pk, item.campaign_id, None)


def test_holds_what_is_booked_together_and_alone(now: datetime) -> None:
    slots = [adops.slot("front-top"), adops.slot("front-bottom")]
    item = adops.line_item(slots=slots, roadblock="all", exclusive=True)
    shot = snapshot.current(now=now).snapshot
    row = shot.line_items[item.pk]
    assert (row.roadblock, row.exclusive) == (Roadblock.ALL, True)
    assert shot.roadblocks == {item.pk: frozenset(slot.pk for slot in slots)}


def blocked(item, now: datetime) -> Reason | None:  # type: ignore[no-untyped-def]
    snapshot.forget()
    return snapshot.current(now=now).snapshot.line_items[item.pk].blocked


def test_knows_why_a_booking_cannot_run(now: datetime) -> None:
    slot = adops.slot("article-bottom-1")
    item = adops.line_item("network", [slot])
    assert blocked(item, now) is None
    services.pause(line_item=item, by=None, now=now)
    assert blocked(item, now) is Reason.PAUSED
    services.stop(line_item=item, by=None, now=now)
    assert blocked(item, now) is Reason.STOPPED
    assert snapshot.current(now=now).stops == {item.pk: now}
    services.resume(line_item=item, by=None, now=now)
    services.archive(target=item.campaign, by=None, now=now)
    assert blocked(item, now) is Reason.CAMPAIGN
    assert blocked(adops.line_item("network", [slot], publish=False), now) is Reason.DRAFT


def test_an_archived_booking_and_one_that_ended_long_ago_are_left_out(now: datetime) -> None:
    slot = adops.slot("article-bottom-1")
    archived = adops.line_item("network", [slot])
    services.archive_line_item(line_item=archived, by=None, now=now)
    ended = adops.line_item("network", [slot], ends_at=now - timedelta(hours=1))
    old = adops.line_item(
        "network", [slot], starts_at=now - timedelta(days=30), ends_at=now - timedelta(days=8)
    )
    held = snapshot.current(now=now).snapshot.line_items
    assert set(held) == {ended.pk}
    assert {archived.pk, old.pk}.isdisjoint(held)


def test_an_unapproved_creative_is_not_shown(now: datetime) -> None:
    draft = adops.image_creative(publish=False)
    withdrawn = adops.image_creative()
    services.archive(target=withdrawn, by=None, now=now)
    rows = snapshot.current(now=now).snapshot.creatives
    assert (rows[draft.pk].blocked, rows[withdrawn.pk].blocked) == (
        Reason.CREATIVE_REJECTED,
        Reason.CREATIVE_STOPPED,
    )


@pytest.mark.parametrize(
    ("stored", "fault"),
    [
        ({"frequency_caps": [{"seconds": 60}]}, "count"),
        ({"frequency_caps": [{"count": 1, "seconds": 60, "scope": "household"}]}, "household"),
        ({"frequency_caps": [{"count": 1, "seconds": 60, "until": "noon"}]}, "until"),
        ({"targeting": {"weather": {"any_of": ["rain"]}}}, "weather"),
        ({"targeting": {"section": ["pelatihan"]}}, "neither"),
        ({"targeting": {"section": {"all_of": ["pelatihan"]}}}, "neither"),
        ({"targeting": ["pelatihan"]}, "items"),
        ({"tier": "platinum"}, "platinum"),
        ({"roadblock": "some"}, "some"),
        ({"dayparts": [168]}, "hour"),
    ],
)
def test_a_booking_that_cannot_be_read_fails_closed_and_stops_nobody_else(  # type: ignore[no-untyped-def]
    now: datetime, stored: dict[str, object], fault: str
) -> None:
    slot = adops.slot("article-bottom-1")
    item, other = adops.line_item("network", [slot], weight=99), adops.line_item("network", [slot])
    LineItem.objects.filter(pk=item.pk).update(**stored)
    versions.bump("ads")
    shot = snapshot.current(now=now).snapshot
    assert list(shot.broken) == [item.pk]
    assert fault in shot.broken[item.pk]
    asked = Request(slots=(SlotRequest(id="a", slot=slot.code),))
    decision = decide(shot, asked, now=now, call_id=1, credits=Credits(), explain=True)
    why = {row.line_item: row.reason for row in decision.reasons["a"]}
    assert why == {item.pk: Reason.RULE_BROKEN, other.pk: None}


def test_a_draft_of_an_approved_booking_changes_nothing(now: datetime) -> None:
    item = adops.line_item("network", [adops.slot("article-bottom-1")], weight=1)
    item.weight = 9
    item.save_revision()
    assert snapshot.current(now=now).snapshot.line_items[item.pk].weight == 1


def test_takes_a_fixed_number_of_queries(now: datetime, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    slots = [adops.slot(f"slot-{number}") for number in range(3)]
    for _ in range(2):
        adops.line_item("network", slots)
    with django_assert_num_queries(8) as few:
        snapshot.load(now=now)
    for _ in range(5):
        adops.line_item("network", slots, groups=[adops.group(f"group-{_}")])
    snapshot.load(now=now)
    with django_assert_num_queries(len(few) + 1):  # the slots of the groups
        snapshot.load(now=now)


def test_the_same_snapshot_until_something_changes(now: datetime) -> None:
    adops.slot("article-bottom-1")
    first = snapshot.current(now=now)
    assert snapshot.current(now=now) is first
    versions.bump("ads")
    assert snapshot.current(now=now) is not first


def test_goes_on_with_the_last_one_while_the_database_is_away(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    adops.slot("article-bottom-1")
    held = snapshot.current(now=now)
    versions.bump("ads")
    monkeypatch.setattr(snapshot.rows, "read", away)
    assert snapshot.current(now=now) is held
    monkeypatch.setattr(versions, "poll_now", away)
    versions.forget_all()
    assert snapshot.current(now=now) is held


def test_says_so_when_it_never_had_one(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot.rows, "read", away)
    with pytest.raises(SnapshotMissing):
        snapshot.current(now=now)


def test_who_comes_while_another_loads_takes_the_last_one(now: datetime) -> None:
    held = snapshot.current(now=now)
    versions.bump("ads")
    with snapshot._loading:
        assert snapshot.current(now=now) is held
    assert snapshot.current(now=now) is not held


@pytest.mark.parametrize(("rotation", "shown"), [("weighted", (30, 10)), ("even", (20, 20))])
def test_creatives_take_turns_by_their_weights_or_evenly(
    clock, rotation: str, shown: tuple[int, int]
) -> None:  # type: ignore[no-untyped-def]
    slot, campaign = adops.slot("top"), adops.campaign()
    heavy, light = (adops.image_creative(advertiser=campaign.advertiser) for _ in range(2))
    uses = [adops.use_of(heavy, weight=3), adops.use_of(light, weight=1)]
    adops.line_item("network", [slot], campaign=campaign, creatives=uses, rotation=rotation)
    asking = serve.Asking(slots=(SlotRequest(id="top", slot="top"),))
    chosen = [serve.decide(asking, now=clock.now()).decision.choices["top"] for _ in range(40)]
    found = [choice.creative.id for choice in chosen if choice]
    assert (found.count(heavy.pk), found.count(light.pk)) == shown
