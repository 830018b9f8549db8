"""Advertisers, campaigns, slots and groups in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ads.models import AdSlot, Advertiser, Campaign
from tests import adops
from tests.integration.ads.test_line_item_screens import delivered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ADMIN = "/admin/advertising/"


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}


def slot_form(**changes: Any) -> dict[str, Any]:
    fields = {
        "code": "article-top",
        "name": "Above the article",
        "group": "",
        "breakpoints-min_width": ["0", "728", ""],
        "breakpoints-sizes": ["300x250, 320x100", "728x90", ""],
        "formats": ["image", "text"],
        "disclosure": "Iklan",
        "page_repeat": "line_item",
        "fallback_creative": "",
    }
    return fields | changes


def test_a_slot_is_made_with_sizes_for_each_screen_width(desk: Client) -> None:
    response = desk.post(f"{ADMIN}slots/add/", slot_form())
    assert response.status_code == 302, errors(response)
    assert AdSlot.objects.get().breakpoints == [
        {"min_width": 0, "sizes": [[300, 250], [320, 100]]},
        {"min_width": 728, "sizes": [[728, 90]]},
    ]


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        ({"code": "Article Top"}, "code", "lower-case"),
        ({"breakpoints-sizes": ["", "", ""]}, "breakpoints", "at least one size"),
        ({"breakpoints-sizes": ["300 by 250", "", ""]}, "breakpoints", "write width x height"),
        ({"breakpoints-min_width": ["320", "728", ""]}, "breakpoints", "screen width 0"),
        ({"breakpoints-min_width": ["0", "wide", ""]}, "breakpoints", "whole number"),
        ({"formats": []}, "formats", "required"),
        ({"formats": ["video"]}, "formats", "video"),
        ({"page_repeat": "never"}, "page_repeat", "never"),
        ({"refresh_seconds": "29"}, "refresh_seconds", "greater than or equal to 30"),
        ({"page_scope-section-any_of": ["kriminal"]}, "page_scope", "not there: kriminal"),
        ({"page_scope-page-any_of-more": ["pelatihan"]}, "page_scope", "is no path"),
    ],
)
def test_a_slot_that_cannot_be_is_refused_at_its_field(
    desk: Client, changes: dict[str, Any], where: str, message: str
) -> None:
    response = desk.post(f"{ADMIN}slots/add/", slot_form(**changes))
    assert message in " ".join(errors(response)[where])
    assert not AdSlot.objects.exists()


def test_a_slot_is_kept_to_some_pages_and_refreshed(desk: Client) -> None:
    pages = {"page_scope-section-any_of": ["pelatihan"], "page_scope-page_type-none_of": ["home"]}
    response = desk.post(f"{ADMIN}slots/add/", slot_form(refresh_seconds="30", **pages))
    assert response.status_code == 302, errors(response)
    slot = AdSlot.objects.get()
    assert slot.page_scope == {"section": {"any_of": ["pelatihan"]}, "page_type": {"none_of": ["home"]}}
    assert slot.refresh_seconds == 30
    page = desk.get(f"{ADMIN}slots/inspect/{slot.pk}/").content.decode()
    assert "Sections: only Pelatihan; Kinds of pages: never" in page


def test_the_code_of_a_slot_stays(desk: Client) -> None:
    slot = adops.slot("article-top")
    assert desk.post(f"{ADMIN}slots/edit/{slot.pk}/", slot_form(code="other", name="New")).status_code == 302
    slot.refresh_from_db()
    assert (slot.code, slot.name) == ("article-top", "New")


def test_an_advertiser_with_labels_and_a_campaign_of_it(desk: Client) -> None:
    sent = {"name": "Bank Nusantara", "exclusion_labels": "Bank, kartu kredit", "tax_id": "01.234"}
    assert desk.post(f"{ADMIN}advertisers/add/", sent).status_code == 302
    payer = Advertiser.objects.get()
    assert payer.exclusion_labels == ["bank", "kartu-kredit"]
    deal = {"name": "Agustus", "advertiser": payer.pk, "deal_type": "paid", "order_number": "IO-12"}
    assert desk.post(f"{ADMIN}campaigns/add/", deal).status_code == 302
    assert Campaign.objects.get().currency == "IDR"
    assert desk.get(f"{ADMIN}campaigns/?q=IO-12").context["object_list"][0].name == "Agustus"


def test_the_advertiser_of_a_campaign_is_fixed_once_it_has_delivered(desk: Client) -> None:
    item = adops.line_item()
    delivered(item)
    sent = {"name": "Agustus", "advertiser": adops.advertiser().pk, "deal_type": "paid"}
    response = desk.post(f"{ADMIN}campaigns/edit/{item.campaign_id}/", sent)
    assert "advertiser is fixed" in errors(response)["advertiser"][0]


@pytest.mark.parametrize("name", ["advertisers", "campaigns", "slots", "slot-groups"])
def test_every_screen_opens_and_nobody_deletes(desk: Client, chief: Client, name: str) -> None:
    rows = {
        "advertisers": adops.advertiser,
        "campaigns": adops.campaign,
        "slots": lambda: adops.slot("a", group=adops.group("g")),
        "slot-groups": lambda: adops.group("g"),
    }
    row = rows[name]()
    paths = ("", "add/", "edit/{pk}/", "inspect/{pk}/", "history/{pk}/", "usage/{pk}/", "archive/{pk}/")
    for path in paths:
        for browser in (desk, chief):
            assert browser.get(f"{ADMIN}{name}/{path.format(pk=row.pk)}").status_code == 200, path
    chief.post(f"{ADMIN}{name}/delete/{row.pk}/")
    assert type(row).objects.filter(pk=row.pk).exists()
    assert desk.post(f"{ADMIN}{name}/archive/{row.pk}/").status_code == 302
    row.refresh_from_db()
    assert row.is_archived


@pytest.mark.parametrize(
    "name", ["line-items", "creatives", "advertisers", "campaigns", "slots", "slot-groups"]
)
def test_reporters_see_nothing_of_advertising(client: Client, name: str) -> None:
    client.force_login(adops.person("reporter"))
    assert client.get(f"{ADMIN}{name}/").status_code == 302
    assert client.get(f"{ADMIN}{name}/add/").status_code == 302
    assert "Advertising" not in client.get("/admin/").content.decode()


def test_ad_managers_find_it_all_in_one_menu(desk: Client) -> None:
    page = desk.get("/admin/").content.decode()
    assert all(f"{ADMIN}{name}/" in page for name in ("line-items", "creatives", "slots", "slot-groups"))


def test_lists_take_the_same_number_of_queries_for_1_and_20_rows(desk: Client) -> None:
    for name, make in (
        ("slots", lambda number: adops.slot(f"s{number}", group=adops.group(f"g{number}"))),
        ("campaigns", lambda number: adops.campaign()),
        ("creatives", lambda number: adops.image_creative()),
    ):
        counts = []
        for wanted in (range(1), range(1, 20)):
            for number in wanted:
                make(number)
            desk.get(f"{ADMIN}{name}/")
            with CaptureQueriesContext(connection) as queries:
                desk.get(f"{ADMIN}{name}/")
            counts.append(len(queries))
        assert counts[0] == counts[1], name


def test_inspecting_a_slot_says_who_books_it(desk: Client) -> None:
    group = adops.group("article")
    slot = adops.slot("a", group=group)
    adops.line_item("sponsorship", [slot], share=40, name="Direct")
    adops.line_item(groups=[group], name="Through the group", creatives=[])
    adops.line_item(slots=[adops.slot("b")], name="Elsewhere")
    page = desk.get(f"{ADMIN}slots/inspect/{slot.pk}/").content.decode()
    assert all(text in page for text in ("Direct", "40%", "Through the group", "needs creatives"))
    assert "Elsewhere" not in page
    assert "Through the group" in desk.get(f"{ADMIN}slot-groups/inspect/{group.pk}/").content.decode()


def test_inspecting_a_slot_says_what_a_template_writes_and_what_is_kept_out(desk: Client) -> None:
    slot = adops.slot("article-top", blocked_categories=["alcohol"])
    page = desk.get(f"{ADMIN}slots/inspect/{slot.pk}/").content.decode()
    assert '&lt;aside data-slot="article-top"&gt;&lt;/aside&gt;' in page
    assert f'&lt;script src="{settings.PUBLIC_URL}/static/slots.js" data-autoload async&gt;' in page
    assert "alcohol" in page
    group = adops.group("article")
    assert "data-autoload" not in desk.get(f"{ADMIN}slot-groups/inspect/{group.pk}/").content.decode()
