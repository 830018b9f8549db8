"""“Why not?”: for a page, a moment and a device, why a line item is shown in its slots or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from ads import ports, services
from ads.admin.reasons import SENTENCES
from ads.counting import rollup, statistics
from ads.counting.models import AdEvent
from ads.decision.rotation import BOUND
from ads.decision.types import PageFacts, Reason
from ads.delivery import serve
from ads.models import LineItem
from tests import adops
from tests.api.ads.calls import report, token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "page")]
PATH = "/pelatihan/umkm/"


@pytest.fixture
def page() -> Any:
    """One article of the section pelatihan, whatever the newsroom holds."""
    facts = PageFacts(path=PATH, sections=("pelatihan",), tags=("umkm",), exclude_labels=("airline",))
    before = ports.page_facts._function
    ports.page_facts.fill(lambda path, site=None: facts if path == PATH else None)
    yield
    ports.page_facts._function = before


def asked(desk: Client, item: LineItem, **query: Any) -> Any:
    query.setdefault("path", PATH)
    return desk.get(f"/admin/advertising/line-items/why/{item.pk}/", query)


def said(desk: Client, item: LineItem, **query: Any) -> tuple[str, str | None]:
    """The sentence for its first slot, and where its setting is."""
    place = asked(desk, item, **query).context["places"][0]
    return place.said.sentence, place.said.setting and place.said.setting.url


def test_what_is_shown_is_said_to_be_shown(desk: Client) -> None:
    item = adops.line_item("network", [adops.slot("top")])
    assert said(desk, item) == ("It is shown here.", None)


def edit(item: LineItem, anchor: str = "") -> str:
    return f"/admin/advertising/line-items/edit/{item.pk}/{anchor}"


@pytest.mark.parametrize(
    ("fields", "sentence", "anchor"),
    [
        (
            {"starts_at": adops.NOON + timedelta(hours=1)},
            "It starts on 15 August 2026 13:00.",
            "#id_starts_at-label",
        ),
        ({"ends_at": adops.NOON}, "It ended on 15 August 2026 12:00.", "#id_ends_at-label"),
        ({"dayparts": [3]}, "It does not run at this hour: 15 August 2026 12:00.", "#id_dayparts"),
        (
            {"targeting": {"section": {"any_of": ["berita"]}}},
            "Its targeting asks for something else: Sections, only berita; here: pelatihan.",
            "#id_targeting",
        ),
        (
            {"targeting": {"tag": {"none_of": ["umkm"]}}},
            "Its targeting keeps it off: Tags, never umkm.",
            "#id_targeting",
        ),
        (
            {"targeting": {"device": {"any_of": ["desktop"]}}},
            "Its targeting asks for something else: Devices, only desktop; here: mobile.",
            "#id_targeting",
        ),
        ({"creatives": []}, "It has no creative.", "#id_uses-FORMS"),
    ],
)
def test_each_reason_leads_to_its_setting(
    desk: Client, fields: dict[str, Any], sentence: str, anchor: str
) -> None:
    item = adops.line_item("network", [adops.slot("top")], **fields)
    assert said(desk, item) == (sentence, edit(item, anchor))
    form = desk.get(edit(item)).content.decode()
    assert f'id="{anchor[1:]}"' in form


def test_a_pause_leads_to_resuming_it(desk: Client, clock: Any) -> None:
    item = adops.line_item("network", [adops.slot("top")])
    services.pause(line_item=item, by=None, now=clock.now())
    assert said(desk, item) == ("It is paused.", f"/admin/advertising/line-items/act/{item.pk}/resume/")


def test_a_size_that_does_not_fit_leads_to_the_slot(desk: Client) -> None:
    slot = adops.slot("top", wide={728: [(728, 90)]})
    item = adops.line_item("network", [slot])
    sentence, url = said(desk, item, device="desktop")
    assert sentence.startswith("None of its creatives fits: on a screen 1280 pixels wide top takes 728×90")
    assert url == f"/admin/advertising/slots/edit/{slot.pk}/#id_breakpoints"
    assert 'id="id_breakpoints"' in desk.get(f"/admin/advertising/slots/edit/{slot.pk}/").content.decode()


def test_who_is_shown_instead_is_named(desk: Client) -> None:
    slot = adops.slot("top")
    sponsor = adops.line_item("sponsorship", [slot], name="Bank Samudra")
    item = adops.line_item("network", [slot])
    response = asked(desk, item)
    assert "Shown instead: Bank Samudra" in response.content.decode()
    assert said(desk, item) == (
        "“Bank Samudra” of a higher tier is served first.",
        f"/admin/advertising/line-items/inspect/{sponsor.pk}/",
    )


def test_a_turn_says_the_right_and_the_account(desk: Client) -> None:
    slot = adops.slot("top")
    adops.line_item("network", [slot], name="Kursus", weight=3)
    item = adops.line_item("network", [slot], weight=1)
    sentence, url = said(desk, item)
    assert sentence == (
        "It was not its turn: it has a right to 25.0% of such requests, and the account of its turns stands"
        " at +0.00. This time it is the turn of “Kursus”."
    )
    assert url == edit(item, "#id_weight-label")


def test_a_label_that_the_page_keeps_off(desk: Client) -> None:
    payer = adops.advertiser(labels=["airline"])
    item = adops.line_item("network", [adops.slot("top")], campaign=adops.campaign(advertiser=payer))
    assert said(desk, item)[0] == "The page keeps ads with this label off: airline."


@pytest.mark.parametrize(
    ("consents", "sentence"),
    [([], "The reader did not consent to what its creatives need."), (["third_party"], "It is shown here.")],
)
def test_a_tag_needs_consent(desk: Client, consents: list[str], sentence: str) -> None:
    item = adops.line_item("network", [adops.slot("top")], creatives=[adops.framed_creative(kind="tag")])
    assert said(desk, item, consents=consents)[0] == sentence


def test_another_moment_is_another_answer(desk: Client) -> None:
    item = adops.line_item("network", [adops.slot("top")], starts_at=adops.NOON + timedelta(days=2))
    assert said(desk, item)[0] == "It starts on 17 August 2026 12:00."
    assert said(desk, item, at="2026-08-17 12:00")[0] == "It is shown here."


def test_what_is_archived_or_ended_long_ago_still_gets_its_answer(desk: Client, clock: Any) -> None:
    slot = adops.slot("top")
    ended = adops.line_item("network", [slot], ends_at=adops.NOON - timedelta(hours=1))
    archived = adops.line_item("network", [slot])
    services.archive_line_item(line_item=archived, by=None, now=clock.now())
    assert said(desk, archived) == ("It is in the archive.", None)
    clock.advance(timedelta(days=20))
    assert said(desk, ended)[0] == "It ended on 15 August 2026 11:00."


def test_an_unknown_page_is_said_to_be_unknown(desk: Client) -> None:
    item = adops.line_item("network", [adops.slot("top")])
    assert "No public page stands there now" in asked(desk, item, path="/nowhere/").content.decode()


def test_every_reason_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Reason)


def test_looking_counts_nothing_and_moves_nothing(desk: Client) -> None:
    slot = adops.slot("top")
    for _ in range(2):
        adops.line_item("network", [slot])
    item = LineItem.objects.earliest("pk")
    assert {said(desk, item)[0] for _ in range(3)} == {"It is shown here."}
    statistics.flush()
    assert AdEvent.objects.count() == 0


def test_the_figures_of_delivery_stand_beside_it(desk: Client) -> None:
    item = adops.line_item("network", [adops.slot("top")])
    other = adops.line_item("network", [adops.slot("bottom")])
    report(*((token("top"), "impression") for _ in range(3)), (token("bottom"), "impression"))
    statistics.flush()
    rollup.roll_up()
    context = desk.get(f"/admin/advertising/line-items/why/{item.pk}/").context
    day, line, bar = context["by_day"][-1]
    assert (day.isoformat(), line.served, line.impressions, bar) == ("2026-08-15", 3, 3, 100)
    assert [(row.key, row.impressions) for row in context["by_slot"]] == [("top", 3)]
    assert other.pk != item.pk


def test_rights_that_could_not_be_honoured_are_told_by_slot_and_tier(desk: Client) -> None:
    slot, other = adops.slot("top"), adops.slot("bottom")
    items = [adops.line_item("network", [slot]) for _ in range(2)]
    elsewhere = adops.line_item("network", [other])
    token("top")  # the first decision makes the credits
    balances = serve.desk()._credits.values[slot.pk, "network"]
    balances.update(dict.fromkeys([item.pk for item in items], -BOUND))
    token("top")  # whoever wins at the bound cannot pay all of it: half an impression is let off
    statistics.flush()
    assert asked(desk, items[0]).context["debts"] == [(slot, "network", 0.5)]
    assert "Share debt of top, network: 0.5 impressions" in asked(desk, items[0]).content.decode()
    assert asked(desk, elsewhere).context["debts"] == []


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"path": ""},
        {"page": "0"},
        {"page": "x"},
        {"page": "9" * 30},
        {"at": "never"},
        {"device": "fridge"},
        {"slot": "no"},
    ],
)
def test_whatever_the_address_says_the_page_opens(desk: Client, query: dict[str, str]) -> None:
    item = adops.line_item("network", [adops.slot("top")])
    response = desk.get(f"/admin/advertising/line-items/why/{item.pk}/", query)
    assert response.status_code == 200
    assert "places" not in response.context


def test_the_line_item_leads_there(desk: Client) -> None:
    item = adops.line_item("network", [adops.slot("top")])
    for name in ("inspect", "edit"):
        page = desk.get(f"/admin/advertising/line-items/{name}/{item.pk}/").content.decode()
        assert f"/admin/advertising/line-items/why/{item.pk}/" in page


def test_whoever_may_not_see_line_items_sees_nothing(client: Client) -> None:
    item = adops.line_item("network", [adops.slot("top")])
    client.force_login(adops.person("reader"))
    assert client.get(f"/admin/advertising/line-items/why/{item.pk}/").status_code in (302, 403)


def test_a_page_without_the_slot_is_said_to_have_none(desk: Client) -> None:
    slot = adops.slot("top", page_scope={"section": {"none_of": ["pelatihan"]}})
    item = adops.line_item("network", [slot])
    assert said(desk, item) == (
        "Pages like this have no slot top.",
        f"/admin/advertising/slots/edit/{slot.pk}/#id_page_scope",
    )
