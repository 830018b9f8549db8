from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ads.decision.types import (
    CreativeUse,
    Device,
    Format,
    FrequencyCap,
    Need,
    Reason,
    Targeting,
)
from tests.unit.decision.booking import (
    JAKARTA,
    NOON,
    ask,
    chosen,
    creative,
    item,
    reasons,
    request,
    slot,
    snapshot,
)


def reason(shot, asked=None, now=NOON):
    return reasons(shot, asked, now=now)[1]


@pytest.mark.parametrize(
    "blocked",
    [
        Reason.ARCHIVED,
        Reason.STOPPED,
        Reason.HOLD,
        Reason.DRAFT,
        Reason.UNAPPROVED,
        Reason.PAUSED,
        Reason.CAMPAIGN,
    ],
)
def test_what_the_desk_keeps_off_is_not_served_and_says_why(blocked):
    assert reason(snapshot(item(1, blocked=blocked))) is blocked


@pytest.mark.parametrize(
    ("any_of", "none_of", "expected"),
    [
        ({"section": ("jobs",)}, {}, None),
        ({"section": ("news",)}, {}, Reason.SECTION),
        ({"section": ()}, {}, Reason.SECTION),
        ({}, {"section": ()}, None),
        ({}, {"section": ("jobs",)}, Reason.SECTION),
        ({"section": ("training",)}, {}, None),
        ({"section": ("training",)}, {"section": ("jobs",)}, Reason.SECTION),
        ({"tag": ("umkm", "law")}, {}, None),
        ({"tag": ("law",)}, {}, Reason.TAG),
        ({"article_label": ("news",)}, {}, None),
        ({"article_label": ("opinion",)}, {}, Reason.ARTICLE_LABEL),
        ({"author": ("sari",)}, {}, None),
        ({"author": ("budi",)}, {}, Reason.AUTHOR),
        ({"locale": ("en",)}, {}, Reason.LOCALE),
        ({"key_value": ("edition=hk",)}, {}, None),
        ({"key_value": ("edition=sg",)}, {}, Reason.KEY_VALUE),
        ({"page": ("/training/jobs/x/",)}, {}, None),
        ({"page": ("/training/*",)}, {}, None),
        ({"page": ("/training/",)}, {}, Reason.PAGE),
        ({"device": ("mobile", "tablet")}, {}, None),
        ({"device": ("desktop",)}, {}, Reason.DEVICE),
        ({}, {"device": ("mobile",)}, Reason.DEVICE),
        ({"geo": ("ID",)}, {}, None),
        ({"geo": ("ID-JB", "SG")}, {}, None),
        ({"geo": ("ID-JI",)}, {}, Reason.GEO),
        ({}, {"geo": ("ID-JB",)}, Reason.GEO),
        ({"section": ("jobs",), "tag": ("law",)}, {}, Reason.TAG),
    ],
)
def test_targeting_by_dimension(any_of, none_of, expected):
    asked = request(
        path="/training/jobs/x/",
        sections=("jobs", "training"),
        tags=("umkm",),
        article_label="news",
        authors=("sari",),
        locale="id",
        key_values=("edition=hk",),
        device=Device.MOBILE,
        places=("ID", "ID-JB"),
    )
    shot = snapshot(item(1, targeting=Targeting(any_of, none_of)))
    assert reason(shot, asked) is expected
    assert chosen(ask(shot, asked)) == (1 if expected is None else None)


def test_an_unknown_page_passes_none_of_and_fails_any_of():
    assert reason(snapshot(item(1, targeting=Targeting({"section": ("jobs",)})))) is Reason.SECTION
    assert reason(snapshot(item(1, targeting=Targeting({}, {"section": ("jobs",)})))) is None


def test_a_reader_of_whom_no_place_is_known_passes_none_of_and_fails_any_of():
    assert reason(snapshot(item(1, targeting=Targeting({"geo": ("ID",)})))) is Reason.GEO
    assert reason(snapshot(item(1, targeting=Targeting({}, {"geo": ("ID",)})))) is None


def test_a_page_keeps_categories_out():
    shot = snapshot(item(1, categories=("alcohol", "food")))
    assert reason(shot, request(blocked_categories=("alcohol",))) is Reason.CATEGORY_BLOCKED
    assert chosen(ask(shot, request(blocked_categories=("alcohol",)))) is None
    assert chosen(ask(shot, request(blocked_categories=("gambling",)))) == 1


def test_a_fault_that_the_caller_found_fails_closed():
    shot = snapshot(item(1, fault="Tags: no longer there: umkm"))
    assert reason(shot) is Reason.RULE_BROKEN
    assert chosen(ask(shot)) is None
    assert shot.broken == {1: "Tags: no longer there: umkm"}


def test_hours_are_those_of_the_site():
    monday_nine = datetime(2026, 8, 17, 9, 0, tzinfo=JAKARTA)
    shot = snapshot(item(1, dayparts=(9,)))
    assert reason(shot, now=monday_nine.astimezone(UTC)) is None
    assert reason(shot, now=monday_nine - timedelta(milliseconds=1)) is Reason.DAYPART
    assert reason(shot, now=monday_nine + timedelta(hours=1)) is Reason.DAYPART
    assert reason(shot, now=monday_nine + timedelta(days=1)) is Reason.DAYPART


def test_no_hour_is_never_and_the_last_hour_of_the_week_is_sunday_night():
    sunday_night = datetime(2026, 8, 23, 23, 59, 59, tzinfo=JAKARTA)
    assert reason(snapshot(item(1, dayparts=()))) is Reason.DAYPART
    assert reason(snapshot(item(1, dayparts=(167,))), now=sunday_night) is None


def test_a_line_item_without_creatives():
    assert reason(snapshot(item(1, creatives=()))) is Reason.NO_CREATIVE
    assert reason(snapshot(item(1, creatives=(CreativeUse(9),)), creatives=[])) is Reason.NO_CREATIVE


@pytest.mark.parametrize("blocked", [Reason.CREATIVE_REJECTED, Reason.CREATIVE_STOPPED])
def test_a_line_item_whose_creatives_are_not_live(blocked):
    assert reason(snapshot(item(1), creatives=[creative(1, blocked=blocked)])) is blocked


def test_one_live_creative_is_enough():
    shot = snapshot(
        item(1, creatives=(CreativeUse(1), CreativeUse(2))),
        creatives=[creative(1, blocked=Reason.CREATIVE_REJECTED), creative(2)],
    )
    assert ask(shot).choices["slot-1"].creative.id == 2


def test_a_creative_has_half_open_dates_of_its_own():
    hour = timedelta(hours=1)
    shot = snapshot(item(1, creatives=(CreativeUse(1, starts_at=NOON, ends_at=NOON + hour),)))
    moment = timedelta(microseconds=1)
    assert reason(shot, now=NOON - moment) is Reason.CREATIVE_DATES
    assert reason(shot, now=NOON) is None
    assert reason(shot, now=NOON + hour - moment) is None
    assert reason(shot, now=NOON + hour) is Reason.CREATIVE_DATES


def test_a_creative_that_starts_later_joins_the_rotation_then():
    shot = snapshot(item(1, creatives=(CreativeUse(1), CreativeUse(2, starts_at=NOON))))
    before = NOON - timedelta(hours=1)
    assert ask(shot, now=before).credit_moves == ()
    assert len(ask(shot, now=NOON).credit_moves) == 1
    assert ask(shot, now=before).credit_moves == ()


def test_text_fits_every_size_and_takes_the_room_of_the_slot():
    shot = snapshot(item(1), creatives=[creative(1, None, Format.TEXT)])
    assert ask(shot).choices["slot-1"].size == (300, 250)


def test_a_format_that_the_slot_does_not_take():
    shot = snapshot(
        item(1),
        slots=[slot(1, formats=frozenset({Format.IMAGE}))],
        creatives=[creative(1, None, Format.TEXT)],
    )
    assert reason(shot) is Reason.CREATIVE_SIZE


def test_a_page_without_ads_shows_and_reserves_nothing():
    shot = snapshot(item(1), slots=[slot(1, fallback_creative=1)])
    decision = ask(shot, request(no_ads=True))
    assert decision.choices == {"slot-1": None}
    assert decision.reserve == {}
    assert reason(shot, request(no_ads=True)) is Reason.NO_ADS


BROKEN = {
    "unknown dimension": {"targeting": Targeting({"weather": ("rain",)})},
    "text for a list": {"targeting": Targeting({"section": "jobs"})},
    "number for a text": {"targeting": Targeting({}, {"tag": (7,)})},
    "nothing for a list": {"targeting": Targeting({"tag": None})},
    "no targeting": {"targeting": None},
    "weight of nothing": {"weight": 0},
    "hour of no week": {"dayparts": (168,)},
    "naive start": {"starts_at": datetime(2026, 1, 1)},
    "date for a moment": {"ends_at": NOON.date()},
    "unknown tier": {"tier": "platinum"},
    "creative of no weight": {"creatives": (CreativeUse(1, weight=-1),)},
    "no creatives": {"creatives": None},
    "text for labels": {"exclusion_labels": "bank"},
    "label of no text": {"exclusion_labels": (None,)},
    "text for categories": {"categories": "alcohol"},
    "unknown rotation": {"rotation": "optimised"},
    "cap on nobody knows what": {"frequency_caps": (FrequencyCap(1, 60, "household"),)},
    "cap of nothing": {"frequency_caps": (FrequencyCap(0, 60),)},
    "cap that is none": {"frequency_caps": ({"count": 1},)},
    "what could not be read": {"fault": "KeyError: 'count'"},
}


@pytest.mark.parametrize("fields", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_rule_fails_closed_and_stops_nobody_else(fields):
    broken = item(1, **{"tier": item(1).tier, **fields}) if "tier" not in fields else item(1, fields["tier"])
    shot = snapshot(broken, item(2), creatives=[creative(1), creative(2)])
    assert chosen(ask(shot)) == 2
    assert list(shot.broken) == [1]
    assert reasons(shot)[1] is Reason.RULE_BROKEN


def test_an_oversized_share_is_broken():
    from tests.unit.decision.booking import sponsor

    assert list(snapshot(sponsor(1, 101)).broken) == [1]


SCRIPT, STORAGE, THIRD_PARTY = (frozenset({need}) for need in Need)


@pytest.mark.parametrize(
    ("needs", "grants", "expected"),
    [
        (frozenset(), frozenset(), None),
        (SCRIPT, SCRIPT, None),
        (SCRIPT, frozenset(), Reason.CONSENT),
        (SCRIPT | STORAGE, SCRIPT, Reason.CONSENT),
        (SCRIPT | STORAGE, SCRIPT | STORAGE, None),
        (SCRIPT | STORAGE, SCRIPT | THIRD_PARTY, Reason.CONSENT),
        (SCRIPT | THIRD_PARTY, SCRIPT | THIRD_PARTY | STORAGE, None),
    ],
)
def test_a_creative_is_shown_only_where_all_that_it_needs_is_granted(needs, grants, expected):
    shot = snapshot(item(1), creatives=[creative(1, format=Format.HTML, needs=needs)])
    asked = request(grants=grants)
    assert reason(shot, asked) is expected
    assert chosen(ask(shot, asked)) == (1 if expected is None else None)


def test_unknown_consent_grants_a_script_and_nothing_else():
    assert request().grants == SCRIPT


def test_a_line_item_shows_the_creative_that_the_reader_allows():
    uses = (CreativeUse(1), CreativeUse(2))
    tag, picture = creative(1, format=Format.TAG, needs=SCRIPT | THIRD_PARTY), creative(2)
    shot = snapshot(item(1, creatives=uses), creatives=[tag, picture])
    for grants, expected in ((SCRIPT, 2), (SCRIPT | THIRD_PARTY, 1), (SCRIPT, 2)):
        assert ask(shot, request(grants=grants)).choices["slot-1"].creative.id == expected


def test_a_fallback_needs_leave_too():
    needy = creative(1, format=Format.HTML, needs=SCRIPT | STORAGE)
    shot = snapshot(slots=[slot(fallback_creative=1)], creatives=[needy])
    assert ask(shot).choices["slot-1"] is None
    assert ask(shot, request(grants=SCRIPT | STORAGE)).choices["slot-1"].creative.id == 1
