"""Line items in the admin: list, form, buttons that act at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ads import services
from ads.models import LineItem, LineItemControl
from tests import adops
from tests.adops import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/advertising/line-items/"


def form(item: LineItem | None = None, **changes: Any) -> dict[str, Any]:
    """The fields of a line item as a browser sends them, with one creative row for each in `creatives`."""
    creatives = changes.pop("creatives", [])
    fields = {
        "name": "Kampanye Agustus",
        "tier": "network",
        "share_percent": "",
        "weight": "1",
        "roadblock": "none",
        "rotation": "weighted",
        "starts_at": "2026-08-01 00:00",
        "ends_at": "2026-09-01 00:00",
        "exclusion_labels": "",
        "notes": "",
        "uses-TOTAL_FORMS": str(len(creatives)),
        "uses-INITIAL_FORMS": "0",
        "uses-MIN_NUM_FORMS": "0",
        "uses-MAX_NUM_FORMS": "1000",
    }
    for number, creative in enumerate(creatives):
        fields |= {f"uses-{number}-creative": creative.pk, f"uses-{number}-weight": "1"}
        fields |= {f"uses-{number}-ORDER": number + 1, f"uses-{number}-DELETE": ""}
    return fields | changes


GOAL = {"tier": "standard-1", "goal_type": "impressions", "goal_quantity": "5000"}


def cap(count: str, period: str, unit: str, scope: str) -> dict[str, list[str]]:
    """One frequency cap as the form sends it, and an empty row."""
    cells = {"count": count, "period": period, "unit": unit, "scope": scope}
    return {f"frequency_caps-{name}": [value, ""] for name, value in cells.items()}


def errors(response: Any) -> dict[str, list[str]]:
    form = response.context["form"]
    found = {name: list(messages) for name, messages in form.errors.items()}
    for row in form.formsets["uses"].forms if "uses" in form.formsets else []:
        found |= {f"use {name}": list(messages) for name, messages in row.errors.items()}
    return found


def act(item: LineItem, name: str) -> str:
    return reverse("wagtailsnippets_ads_lineitem:act", args=(item.pk, name))


def test_an_ad_manager_books_and_publishes_in_one_go(desk: Client) -> None:
    deal = adops.campaign()
    slot = adops.slot("article-bottom-1")
    creative = adops.image_creative(advertiser=deal.advertiser)
    sent = form(
        campaign=deal.pk,
        slots=[slot.pk],
        creatives=[creative],
        tier="sponsorship",
        share_percent="40",
        dayparts=["0", "167"],
        exclusion_labels="Kartu Kredit, bank",
        **{
            "targeting-section-any_of": ["pelatihan"],
            "targeting-device-none_of": ["tablet"],
            "action-publish": "1",
        },
    )
    response = desk.post(f"{LIST}add/", sent)
    assert response.status_code == 302, errors(response)
    item = LineItem.objects.with_status(NOON).get()
    assert (item.status, item.name, str(item.share_percent)) == ("delivering", "Kampanye Agustus", "40.00")
    assert item.targeting == {"section": {"any_of": ["pelatihan"]}, "device": {"none_of": ["tablet"]}}
    assert (item.dayparts, item.exclusion_labels) == ([0, 167], ["bank", "kartu-kredit"])
    assert [use.creative for use in item.uses.all()] == [creative]
    assert item.starts_at.isoformat() == "2026-07-31T17:00:00+00:00"


def test_a_roadblock_over_a_group_and_an_exclusive_item_are_booked(desk: Client) -> None:
    front = adops.group("front")
    for code in ("front-top", "front-bottom"):
        adops.slot(code, group=front)
    sent = form(campaign=adops.campaign().pk, slot_groups=[front.pk], roadblock="all", exclusive="on")
    response = desk.post(f"{LIST}add/", sent | {"action-publish": "1"})
    assert response.status_code == 302, errors(response)
    item = LineItem.objects.get()
    assert (item.live, item.roadblock, item.exclusive) == (True, "all", True)
    page = desk.get(f"{LIST}inspect/{item.pk}/")
    assert "exclusive in its tier, together in front-bottom and front-top" in page.content.decode()


def test_a_draft_of_a_running_item_changes_nothing_until_it_is_published(desk: Client) -> None:
    slot = adops.slot("a")
    item = adops.line_item(slots=[slot], weight=3, creatives=[])
    sent = form(campaign=item.campaign.pk, slots=[slot.pk], weight="7")
    assert desk.post(f"{LIST}edit/{item.pk}/", sent).status_code == 302
    item.refresh_from_db()
    assert (item.weight, item.has_unpublished_changes) == (3, True)
    assert desk.post(f"{LIST}edit/{item.pk}/", sent | {"action-publish": "1"}).status_code == 302
    item.refresh_from_db()
    assert (item.weight, item.has_unpublished_changes) == (7, False)


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        ({"slots": []}, "slots", "Choose at least one slot"),
        ({"ends_at": "2026-07-01 00:00"}, "ends_at", "end after it starts"),
        ({"tier": "sponsorship", "share_percent": "41"}, "share_percent", "a has 60% left"),
        ({"tier": "sponsorship", "share_percent": "101"}, "share_percent", "100"),
        ({"tier": "sponsorship", "ends_at": ""}, "ends_at", "needs an end"),
        ({"weight": "0"}, "weight", "1"),
        ({"dayparts": ["168"]}, "dayparts", "0 to 167"),
        ({"dayparts": ["x"]}, "dayparts", "0 to 167"),
        ({"exclusion_labels": "bank!"}, "exclusion_labels", "letters a-z"),
        ({"tier": "standard-4"}, "tier", "standard-4"),
        ({"tier": "standard-1"}, "goal_type", "impressions, viewable impressions, clicks"),
        ({**GOAL, "goal_quantity": ""}, "goal_quantity", "how many"),
        ({**GOAL, "ends_at": ""}, "ends_at", "A goal needs an end"),
        ({**GOAL, "cost_type": "CPC", "rate": "500"}, "cost_type", "flat, CPD, CPM"),
        ({**GOAL, "lifetime_cap": "10"}, "lifetime_cap", "below the goal"),
        ({"goal_type": "clicks"}, "goal_type", "network"),
        ({"goal_quantity": "5"}, "goal_quantity", "Only a standard line item"),
        ({"cost_type": "CPM"}, "rate", "needs its rate"),
        ({"cost_type": "flat", "rate": "5", "budget": "5"}, "budget", "price by the event"),
        ({"tier": "house", "cost_type": "CPM", "rate": "1"}, "cost_type", "House costs nothing"),
        ({"tier": "house", "daily_cap": "1"}, "daily_cap", "no caps"),
        ({"daily_cap": "0"}, "daily_cap", "1"),
        ({"daily_cap": "11", "lifetime_cap": "10"}, "daily_cap", "more than the whole"),
        (cap("x", "1", "3600", "line_item"), "frequency_caps", "two whole numbers"),
        (cap("3", "31", "86400", "line_item"), "frequency_caps", "30 days"),
        (cap("3", "1", "86400", "planet"), "frequency_caps", "line_item, campaign, advertiser"),
        ({"roadblock": "all"}, "roadblock", "at least two slots"),
        ({"roadblock": "some"}, "roadblock", "some"),
        (
            {"tier": "sponsorship", "share_percent": "10", "exclusive": "on"},
            "exclusive",
            "leave the share empty",
        ),
        (
            {"targeting-tag-any_of": ["umkm"], "targeting-tag-none_of": ["umkm"]},
            "targeting",
            "Both wanted and excluded: umkm",
        ),
    ],
)
def test_what_cannot_be_booked_is_refused_at_its_field(
    desk: Client, changes: dict[str, Any], where: str, message: str
) -> None:
    slot = adops.slot("a")
    adops.line_item("sponsorship", [slot], share=40)
    adops.line_item("sponsorship", [adops.slot("b")], share=40)
    rival = adops.line_item("sponsorship", [slot], share=20, proportional=True)
    services.pause(line_item=rival, by=None, now=NOON, release=True)
    sent = form(campaign=adops.campaign().pk, slots=[slot.pk]) | changes
    if changes.get("share_percent") == "41":
        sent["share_percent"] = "61"
    response = desk.post(f"{LIST}add/", sent | {"action-publish": "1"})
    assert message in " ".join(errors(response)[where])
    assert LineItem.objects.count() == 3


def test_a_goal_is_booked_with_its_caps_and_price_and_said_in_a_sentence(desk: Client) -> None:
    sent = form(
        campaign=adops.campaign(advertiser=adops.advertiser("Bank")).pk,
        slots=[adops.slot("a").pk],
        **GOAL,
        overdelivery_percent="2",
        daily_cap="500",
        cost_type="CPM",
        rate="12500",
        budget="100000",
        **cap("3", "2", "86400", "campaign"),
    )
    assert desk.post(f"{LIST}add/", sent | {"action-publish": "1"}).status_code == 302
    item = LineItem.objects.get()
    assert (item.goal_type, item.goal_quantity, item.pacing) == ("impressions", 5000, "even")
    assert (item.overdelivery_percent, item.daily_cap, item.lifetime_cap) == (2, 500, None)
    assert (item.cost_type, item.rate, item.budget) == ("CPM", 12500, 100000)
    assert item.frequency_caps == [{"count": 3, "seconds": 172800, "scope": "campaign"}]
    page = desk.get(f"{LIST}inspect/{item.pk}/").content.decode()
    assert "5,000 impressions for Bank, evenly over its dates (standard 1)" in page
    assert "at most 3 times in 2 days to one reader, at most 500 a day, until Rp 100,000 are spent" in page
    assert "CPM Rp 12,500, up to Rp 100,000" in page


def test_the_form_of_a_goal_shows_what_was_booked(desk: Client) -> None:
    item = adops.line_item(
        "standard-2",
        [adops.slot("a")],
        goal_type="clicks",
        goal_quantity=40,
        frequency_caps=[{"count": 2, "seconds": 5400, "scope": "line_item"}],
    )
    page = desk.get(f"{LIST}edit/{item.pk}/").content.decode()
    assert 'name="frequency_caps-period" value="90"' in page
    assert '<option value="60" selected>minutes</option>' in page


def test_goal_and_price_are_fixed_once_it_has_delivered(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = adops.line_item("standard-1", [adops.slot("a")], goal_type="impressions", goal_quantity=40)
    monkeypatch.setattr("ads.models.booking.has_delivered", lambda ids: ids == [item.pk])
    sent = form(campaign=item.campaign.pk, slots=[item.slots.get().pk], **GOAL)
    response = desk.post(f"{LIST}edit/{item.pk}/", sent | {"goal_type": "clicks"})
    assert errors(response)["goal_type"] == ["This line item has delivered; what its goal counts is fixed."]
    response = desk.post(f"{LIST}edit/{item.pk}/", sent | {"cost_type": "flat", "rate": "1"})
    assert errors(response)["cost_type"] == ["This line item has delivered; what is paid for is fixed."]
    assert desk.post(f"{LIST}edit/{item.pk}/", sent).status_code == 302


def test_a_creative_must_fit_the_slots_and_belong_to_the_advertiser(desk: Client) -> None:
    deal, slot = adops.campaign(), adops.slot("a")
    wide = adops.image_creative(size=(728, 90), advertiser=deal.advertiser)
    strange = adops.image_creative()
    found = []
    for creative in (wide, strange):
        response = desk.post(f"{LIST}add/", form(campaign=deal.pk, slots=[slot.pk], creatives=[creative]))
        found.append(errors(response)["use creative"])
    assert found == [
        ["It measures 728×90, and the chosen slots take: 300×250."],
        [f"It belongs to {strange.advertiser}, the campaign to {deal.advertiser}."],
    ]
    assert not LineItem.objects.exists()


def test_pause_resume_and_stop_act_at_once_and_are_logged(desk: Client, ad_manager: User) -> None:
    item = adops.line_item(slots=[adops.slot("a")])
    for name, expected in (("pause", "paused_reserved"), ("resume", "delivering"), ("stop", "stopped")):
        response = desk.post(act(item, name) + f"?next={LIST}")
        assert (response.status_code, response.url) == (302, LIST)
        assert LineItem.objects.with_status(NOON).get(pk=item.pk).status == expected
    history = desk.get(f"{LIST}history/{item.pk}/").content.decode()
    assert all(word in history for word in ("Paused", "Resumed", "Stopped", "adops"))
    assert LineItemControl.objects.get().changed_by == ad_manager


def test_an_act_asks_first_on_get_and_changes_nothing(desk: Client) -> None:
    item = adops.line_item(name="Bank Agustus")
    for name in ("pause", "resume", "stop", "release", "archive"):
        page = desk.get(act(item, name))
        assert (page.status_code, "Bank Agustus" in page.content.decode()) == (200, True)
    assert not LineItemControl.objects.exists()
    assert desk.get(act(item, "explode")).status_code == 404
    missing = reverse("wagtailsnippets_ads_lineitem:act", args=(item.pk + 1, "stop"))
    assert desk.post(missing).status_code == 404


def test_an_act_leads_back_only_into_this_site(desk: Client) -> None:
    item = adops.line_item()
    assert desk.post(act(item, "pause") + "?next=https://evil.example/").url == f"{LIST}inspect/{item.pk}/"


def test_archived_items_leave_the_list_until_asked_for(desk: Client) -> None:
    item = adops.line_item(name="Bank Agustus")
    desk.post(act(item, "archive"))
    assert list(desk.get(LIST).context["object_list"]) == []
    assert list(desk.get(f"{LIST}?status=archived").context["object_list"]) == [item]
    assert desk.post(act(item, "pause"), follow=True).status_code == 200
    assert LineItemControl.objects.get().pause == "no"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "abc"),
        ("?status=delivering", "ab"),
        ("?status=delivering&status=ready", "abc"),
        ("?tier=house", "b"),
        ("?slot={slot}", "ac"),
        ("?advertiser={advertiser}", "a"),
        ("?campaign={campaign}", "a"),
        ("?q=item-b", "b"),
        ("?q=%22", ""),
        ("?q=*%28OR", ""),
        ("?q=%00", "abc"),
        ("?status=nonsense", "abc"),
        ("?slot=99999", "abc"),
        ("?ordering=starts_at", "abc"),
        ("?ordering=nonsense", "abc"),
    ],
)
def test_the_list_filters_searches_and_sorts(desk: Client, query: str, expected: str) -> None:
    group = adops.group("article")
    slot = adops.slot("a", group=group)
    first = adops.line_item(name="item-a", slots=[slot])
    adops.line_item("house", [adops.slot("b")], name="item-b")
    adops.line_item(groups=[group], name="item-c", starts_at=NOON + timedelta(days=1))
    query = query.format(slot=slot.pk, advertiser=first.campaign.advertiser_id, campaign=first.campaign_id)
    page = desk.get(LIST + query).content.decode()
    assert (
        "".join(letter for letter in "abc" if f"item-{letter}<" in page or f"item-{letter}\n" in page)
        == expected
    )


def test_the_list_takes_the_same_number_of_queries_for_1_20_and_60_items(desk: Client) -> None:
    slot = adops.slot("a")
    creative = adops.image_creative()
    deal = adops.campaign(advertiser=creative.advertiser)
    counts = []
    for wanted in (1, 20, 60):
        while LineItem.objects.count() < wanted:
            adops.line_item(slots=[slot], campaign=deal, creatives=[creative])
        desk.get(LIST)
        with CaptureQueriesContext(connections["default"]) as default:
            ledger = connections[list(connections)[-1]]
            with CaptureQueriesContext(ledger) as counted:
                assert desk.get(f"{LIST}?per_page=100").status_code == 200
        counts.append((len(default), len(counted)))
    assert counts[0] == counts[1] == counts[2]


def test_the_list_shows_what_is_counted(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    adops.line_item(slots=[adops.slot("a")])
    page = desk.get(LIST).content.decode()
    assert page.count('<td class="desk-number">0</td>') == 2


def test_inspection_says_the_booking_in_one_sentence(desk: Client) -> None:
    bank = adops.advertiser("Bank Nusantara")
    slots = [adops.slot("bottom"), adops.slot("top")]
    item = adops.line_item(
        "sponsorship",
        slots,
        share=40,
        campaign=adops.campaign(advertiser=bank),
        targeting={"section": {"any_of": ["pelatihan"]}, "device": {"none_of": ["tablet"]}},
        dayparts=[0, 1, 25],
    )
    assert desk.get(f"{LIST}edit/{item.pk}/").status_code == 200
    page = desk.get(f"{LIST}inspect/{item.pk}/")
    assert page.context["summary"]["sentence"] == (
        "Sponsorship for Bank Nusantara: 40% of the requests, in bottom and top, from 14 August 2026 12:00 to"
        " 14 September 2026 12:00 (Asia/Jakarta), only in the sections Pelatihan, never on: tablet,"
        " in 3 hours a week (Monday and Tuesday), with 1 creative."
    )


def test_a_target_that_is_gone_stays_until_it_is_unticked(desk: Client) -> None:
    item = adops.line_item(targeting={"tag": {"any_of": ["lama"]}})
    page = desk.get(f"{LIST}edit/{item.pk}/").content.decode()
    assert "lama (no longer there)" in page
    assert "A part of its targeting has no effect: Tags: no longer there: lama." in page
    assert f"{LIST}edit/{item.pk}/#id_targeting" in page


def test_nobody_deletes_and_others_see_nothing(desk: Client, chief: Client, client: Client) -> None:
    item = adops.line_item()
    assert chief.post(f"{LIST}delete/{item.pk}/").status_code == 302
    assert "Delete" not in chief.get(LIST).content.decode()
    reporter = Client()
    reporter.force_login(adops.person("reporter"))
    assert reporter.get(LIST).status_code == 302
    assert reporter.post(act(item, "stop")).status_code == 302
    assert "Advertising" not in reporter.get("/admin/").content.decode()
    assert LineItem.objects.count() == 1
    assert not LineItemControl.objects.exists()


def test_the_advertiser_is_fixed_once_it_has_delivered(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    slot = adops.slot("a")
    item = adops.line_item(slots=[slot], creatives=[])
    sent = form(campaign=adops.campaign().pk, slots=[slot.pk])
    delivered(item)
    response = desk.post(f"{LIST}edit/{item.pk}/", sent)
    assert "its advertiser is fixed" in " ".join(errors(response)["campaign"])
    same = adops.campaign(advertiser=item.campaign.advertiser)
    assert desk.post(f"{LIST}edit/{item.pk}/", sent | {"campaign": same.pk}).status_code == 302


def delivered(item: LineItem) -> None:
    """One impression of it stands in the ledger."""
    from ads.counting.models import AdEvent, EventClass, EventType

    AdEvent.objects.create(
        decided_on=NOON.date(),
        decision_id="0" * 18,
        type=EventType.IMPRESSION,
        event_class=EventClass.ACCEPTED,
        is_billable=True,
        decided_at=NOON,
        received_at=NOON,
        counted_on=NOON.date(),
        counted_hour=NOON,
        line_item=item.pk,
        creative=1,
        creative_revision=1,
        slot=1,
        page_view=1,
        device=0,
        is_refresh=False,
        sequence=1,
    )


def test_a_copy_is_a_new_draft_with_the_same_creatives(desk: Client) -> None:
    slot = adops.slot("a")
    item = adops.line_item(slots=[slot])
    page = desk.get(f"{LIST}copy/{item.pk}/")
    assert page.status_code == 200
    initial = page.context["form"].formsets["uses"].initial_form_count()
    use = item.uses.get()
    sent = form(campaign=item.campaign.pk, slots=[slot.pk], creatives=[use.creative])
    sent |= {"uses-INITIAL_FORMS": str(initial), "uses-0-id": str(use.pk) if initial else ""}
    response = desk.post(f"{LIST}add/", sent)
    assert response.status_code == 302, errors(response)
    copy = LineItem.objects.exclude(pk=item.pk).get()
    assert [row.creative for row in copy.uses.all()] == [use.creative]
    assert item.uses.count() == 1
