"""The first screen of an ad manager."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import adops

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOME = "/admin/"


def test_what_delivers_stands_on_the_first_screen(desk: Client) -> None:
    adops.line_item(slots=[adops.slot("bawah")], name="Kurs hari ini")
    page = desk.get(HOME).content.decode()
    assert "Delivering now" in page
    assert "Kurs hari ini" in page


def test_what_waits_for_somebody_is_counted_with_a_link_to_it(desk: Client) -> None:
    adops.line_item(slots=[adops.slot("bawah")], name="Tanpa materi", creatives=[])
    page = desk.get(HOME).content.decode()
    assert "1 line item waits for somebody" in page
    assert "status=needs_creatives" in page
    assert "Nothing is delivering now." in page


def test_an_ad_manager_is_offered_no_list_of_articles(desk: Client) -> None:
    assert "/admin/articles/" not in desk.get(HOME).content.decode()


def test_a_reporter_sees_nothing_of_advertising(client: Client) -> None:
    client.force_login(adops.person("reporter", ["wagtailadmin.access_admin"]))
    page = client.get(HOME).content.decode()
    assert "Delivering now" not in page
    assert "Nothing is delivering now." not in page


def test_more_line_items_cost_no_more_queries(desk: Client) -> None:
    counts = []
    for number in range(2):
        adops.line_item(slots=[adops.slot(f"bawah-{number}")])
        desk.get(HOME)
        with CaptureQueriesContext(connection) as captured:
            desk.get(HOME)
        counts.append(len(captured))
    assert counts[0] == counts[1]
