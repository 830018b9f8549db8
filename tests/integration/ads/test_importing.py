"""Bookings from a spreadsheet: what is wrong with each row, what it would book, all or nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ads.models import Campaign, Creative, LineItem
from ads.sheets import bookings
from ads.sheets.bookings import SheetRefused
from ads.sheets.table import Row
from tests import adops
from tests.adops import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "deal")]

IMPORT = "/admin/advertising/line-items/import/"


@pytest.fixture
def deal() -> Campaign:
    payer = adops.advertiser("Bank Nusantara")
    adops.image_creative("Kartu", advertiser=payer)
    adops.slot("top", group=adops.group("article"))
    adops.slot("bottom")
    return adops.campaign("Kartu", advertiser=payer, order_number="WR-1")


def row(number: int = 2, **cells: Any) -> Row:
    """A network item that needs nothing else; None takes a cell away."""
    whole = {
        "name": f"Row {number}",
        "campaign": "WR-1",
        "tier": "network",
        "starts_at": "2026-08-17",
        "slots": "bottom",
    }
    return Row(number, {name: value for name, value in (whole | cells).items() if value is not None})


def faults(*rows: Row) -> list[tuple[str, str]]:
    return [fault for draft in bookings.judge(rows, now=NOON) for fault in draft.faults]


def test_a_row_books_what_its_cells_say() -> None:
    cells = {
        "campaign": "Kartu",
        "tier": "standard-2",
        "goal_type": "impressions",
        "goal_quantity": "100.000",
        "cost_type": "cpm",
        "rate": 12500,
        "ends_at": "31/08/2026",
        "slots": "article, bottom",
        "creatives": "kartu",
        "hold_until": "2026-08-16 09:00",
        "devices": "mobile",
        "exclusion_labels": "Kartu Kredit",
    }
    (made,) = bookings.book([row(**cells)], by=None, now=NOON)
    item = LineItem.objects.with_status(NOON).get(pk=made.pk)
    assert (item.status, item.live, item.goal_quantity, item.cost_type) == ("held", True, 100_000, "CPM")
    assert item.ends_at.isoformat() == "2026-08-31T17:00:00+00:00"  # the whole of the 31st in Jakarta
    assert [slot.code for slot in item.slots.all()] == ["bottom"]
    assert [group.code for group in item.slot_groups.all()] == ["article"]
    assert [use.creative.name for use in item.uses.all()] == ["Kartu"]
    assert (item.targeting, item.exclusion_labels) == ({"device": {"any_of": ["mobile"]}}, ["kartu-kredit"])


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"name": None}, "name", "This is needed."),
        ({"campaign": "Nobody's"}, "campaign", "Allowed is the name or the order number"),
        ({"campaign": "Kartu", "advertiser": "Other"}, "campaign", "There is no such campaign."),
        ({"slots": "bottom, middle"}, "slots", "Not there: middle. Allowed are: bottom, top, article."),
        ({"creatives": "Poster"}, "creatives", "Not there: Poster. Allowed are: Kartu."),
        ({"tier": "gold"}, "tier", "Allowed are: sponsorship"),
        ({"tier": "standard-1"}, "goal_type", "With the tier “standard 1” the goal is one of"),
        ({"ends_at": "2026-08-01"}, "ends_at", "It must end after it starts."),
        ({"devices": "watch"}, "", "Devices: not there: watch."),
        ({"hold_until": "2026-08-14"}, "hold_until", "A hold ends later than now."),
    ],
)
def test_what_is_wrong_stands_at_its_column(cells: dict[str, Any], column: str, message: str) -> None:
    found = faults(row(**cells))
    assert [where for where, _ in found] == [column]
    assert message in found[0][1]


def test_every_fault_of_a_row_is_named_at_once() -> None:
    found = faults(row(tier="gold", starts_at="soon", slots="nowhere", rate="much"))
    assert {column for column, _ in found} == {"tier", "starts_at", "slots", "rate"}


def test_rows_that_crowd_each_other_out_are_found_before_anything_is_booked() -> None:
    half = {"tier": "sponsorship", "share_percent": "60", "ends_at": "2026-08-31"}
    found = faults(row(2, **half), row(3, **half))
    assert [(column, "already booked: Row 2 (60%)" in message) for column, message in found] == [
        ("share_percent", True)
    ]


def test_a_name_stands_once_in_its_campaign_so_that_no_sheet_is_booked_twice() -> None:
    rows = [row(2, name="A"), row(3, name="A")]
    assert faults(*rows) == [("name", "Row 2 has the same name in the same campaign.")]
    bookings.book(rows[:1], by=None, now=NOON)
    with pytest.raises(SheetRefused):
        bookings.book(rows[:1], by=None, now=NOON)
    assert LineItem.objects.count() == 1


def test_two_that_are_called_alike_are_told_apart() -> None:
    adops.campaign("Kartu", advertiser=adops.advertiser("Bank Lain"))
    assert "Bank Nusantara: WR-1" in faults(row(campaign="Kartu"))[0][1]
    assert faults(row(campaign="Kartu", advertiser="bank nusantara")) == []
    payer = Campaign.objects.get(order_number="WR-1").advertiser
    second = adops.image_creative("Kartu", advertiser=payer)
    assert str(second.pk) in faults(row(creatives="Kartu"))[0][1]
    assert faults(row(creatives=second.pk)) == []


def test_one_bad_row_books_none() -> None:
    with pytest.raises(SheetRefused) as refused:
        bookings.book([row(2), row(3, slots="nowhere")], by=None, now=NOON)
    assert [bool(draft.faults) for draft in refused.value.drafts] == [False, True]
    assert not LineItem.objects.exists()


def test_what_is_refused_only_while_it_is_booked_takes_all_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another desk books the same share between the look and the booking."""
    half = {"tier": "sponsorship", "share_percent": "60", "ends_at": "2026-08-31"}
    rows = [row(2), row(3, **half)]
    drafts = bookings.judge(rows, now=NOON)
    slot = drafts[1].values["slots"][0]
    adops.line_item("sponsorship", [slot], share=60, name="Faster", ends_at=NOON + timedelta(days=9))
    monkeypatch.setattr(bookings, "judge", lambda rows, now: drafts)
    with pytest.raises(SheetRefused) as refused:
        bookings.book(rows, by=None, now=NOON)
    assert "Faster (60%)" in refused.value.drafts[1].faults[0][1]
    assert [item.name for item in LineItem.objects.all()] == ["Faster"]


def test_names_are_looked_up_for_all_rows_at_once() -> None:
    counts = []
    for number in (1, 9):
        with CaptureQueriesContext(connection) as captured:
            bookings.Known([row(place, campaign="Kartu") for place in range(2, 2 + number)])
        counts.append(len(captured))
    assert counts[0] == counts[1]


def upload(desk: Client, text: str) -> Any:
    return desk.post(IMPORT, {"file": SimpleUploadedFile("bookings.csv", text.encode())})


def carried(page: Any) -> str:
    """The rows that the preview carries."""
    return str(page.context["rows"])


SHEET = """name,campaign,tier,starts_at,slots
First,WR-1,network,2026-08-17,bottom
Second,WR-1,house,2026-08-17,top
"""


def test_the_preview_says_what_would_be_booked_and_a_click_books_it(desk: Client) -> None:
    page = upload(desk, SHEET)
    text = page.content.decode()
    assert "Nothing is booked yet. This is what 2 rows would book:" in text
    assert "Network for Bank Nusantara with weight 1, in bottom, from 17 August 2026 00:00" in text
    assert not LineItem.objects.exists()
    done = desk.post(IMPORT, {"rows": carried(page)}, follow=True)
    assert "2 line items are booked." in done.content.decode()
    assert {item.name for item in LineItem.objects.filter(live=True)} == {"First", "Second"}
    again = desk.post(IMPORT, {"rows": carried(page)})  # the same click once more
    assert "This campaign has a line item of that name already" in again.content.decode()
    assert LineItem.objects.count() == 2


def test_a_sheet_with_a_fault_offers_no_booking(desk: Client) -> None:
    text = upload(desk, SHEET.replace("bottom", "<b>middle</b>")).content.decode()
    assert "1 row cannot be booked, so nothing is booked yet." in text
    assert "Not there: &lt;b&gt;middle&lt;/b&gt;" in text
    assert "Book 2 line items" not in text


def test_a_file_that_cannot_be_read_is_refused_at_its_field(desk: Client) -> None:
    page = upload(desk, "mood\nblue\n")
    assert "Unknown column “mood”" in page.context["form"].errors["file"][0]


def test_the_template_names_every_column(desk: Client) -> None:
    response = desk.get(f"{IMPORT}template/")
    head, example, _ = response.content.decode("utf-8-sig").split("\r\n")
    assert re.split(",", head)[:3] == ["name", "campaign", "advertiser"]
    assert "Kartu Agustus" in example
    assert "attachment" in response["Content-Disposition"]


def test_only_who_books_and_publishes_imports(client: Client, desk: Client) -> None:
    assert IMPORT in desk.get("/admin/advertising/line-items/").content.decode()
    reader = Client()
    reader.force_login(
        adops.person("reader", ["ads.view_lineitem", "ads.change_lineitem", "ads.add_lineitem"])
    )
    assert IMPORT not in reader.get("/admin/advertising/line-items/").content.decode()
    assert reader.get(IMPORT).status_code == 302
    assert upload(reader, SHEET).status_code == 302
    assert not LineItem.objects.exists()


def test_an_archived_creative_is_not_there() -> None:
    from ads import services

    services.archive(target=Creative.objects.get(), by=None, now=NOON)
    assert faults(row(creatives="Kartu"))[0][0] == "creatives"
