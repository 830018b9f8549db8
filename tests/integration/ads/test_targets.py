"""Targeting on the screens of the ad desk: every dimension, suggestions, and what is gone."""

from __future__ import annotations

import pytest
from django.test import Client

from ads.models import LineItem
from tests import adops
from tests.integration.ads.test_line_item_screens import LIST, errors, form

pytestmark = pytest.mark.django_db
SUGGESTIONS = "/admin/advertising/targets/"


def book(desk: Client, **sent: str | list[str]) -> object:
    item = adops.line_item("network", [adops.slot("a")])
    fields = form(campaign=item.campaign_id, slots=[item.slots.get().pk])
    return desk.post(f"{LIST}add/", fields | {"action-publish": "1"} | sent)


def test_every_dimension_is_booked_on_the_form(desk: Client) -> None:
    sent = {
        "targeting-section-any_of": ["pelatihan"],
        "targeting-tag-none_of-more": "umkm, remitansi",
        "targeting-article_label-any_of": ["news"],
        "targeting-author-any_of-more": "sari",
        "targeting-page-none_of-more": "/pelatihan/umkm-digital/",
        "targeting-key_value-any_of-more": "topic=pemilu 2029",
        "targeting-geo-any_of": ["ID-JB"],
        "targeting-geo-any_of-more": "SG",
        "targeting-device-any_of": ["mobile"],
        "targeting-locale-any_of": ["id"],
    }
    response = book(desk, **sent)
    assert response.status_code == 302, errors(response)  # type: ignore[attr-defined]
    assert LineItem.objects.latest("pk").targeting == {
        "section": {"any_of": ["pelatihan"]},
        "tag": {"none_of": ["remitansi", "umkm"]},
        "article_label": {"any_of": ["news"]},
        "author": {"any_of": ["sari"]},
        "page": {"none_of": ["/pelatihan/umkm-digital/"]},
        "key_value": {"any_of": ["topic=pemilu 2029"]},
        "geo": {"any_of": ["ID-JB", "SG"]},
        "device": {"any_of": ["mobile"]},
        "locale": {"any_of": ["id"]},
    }


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("tag-any_of", "umk", "Tags: not there: umk. Choose from the suggestions."),
        ("author-none_of", "sari, tono", "Authors: not there: tono. Choose from the suggestions."),
        ("geo-any_of", "ID-XX", "Places: not there: ID-XX. Choose from the suggestions."),
        ("geo-any_of", "Bandung", "“Bandung” is no place: ID is a country, ID-JB a province of it."),
        ("key_value-any_of", "mood=calm", "Key-values: not there: mood=calm. Choose from the suggestions."),
        ("key_value-any_of", "topic", "“topic” is no key-value: write name=value."),
        ("page-any_of", "https://example.org/", "“https://example.org/” is no path"),
    ],
)
def test_what_is_not_there_is_not_booked(desk: Client, name: str, typed: str, message: str) -> None:
    response = book(desk, **{f"targeting-{name}-more": typed})
    assert message in " ".join(errors(response)["targeting"])


@pytest.mark.parametrize(
    ("dimension", "typed", "values"),
    [
        ("tag", "um", ["umkm"]),
        ("author", "SARI", ["sari"]),
        ("page", "pasar", ["/pelatihan/umkm-digital/"]),
        ("geo", "jawa barat", ["ID-JB"]),
        ("key_value", "to", ["topic="]),
        ("section", "pel", []),
        ("made-up", "x", []),
        ("tag", "\0", []),
    ],
)
def test_suggests_while_one_types(desk: Client, dimension: str, typed: str, values: list[str]) -> None:
    items = desk.get(SUGGESTIONS, {"dimension": dimension, "q": typed}).json()["items"]
    assert [item["value"] for item in items] == values


def test_suggests_nothing_to_people_without_the_right(client: Client) -> None:
    client.force_login(adops.person("reporter"))
    assert client.get(SUGGESTIONS, {"dimension": "tag", "q": "um"}).status_code == 302


def test_an_exclusion_that_is_gone_is_told_on_the_list_and_the_page_with_a_way_to_mend_it(
    desk: Client,
) -> None:
    item = adops.line_item(targeting={"tag": {"none_of": ["umkm"]}})
    LineItem.objects.filter(pk=item.pk).update(targeting={"tag": {"none_of": ["lama"]}})
    told = "Shown nowhere, because its targeting cannot be kept: Tags: no longer there: lama."
    for address in (LIST, f"{LIST}inspect/{item.pk}/", f"{LIST}edit/{item.pk}/"):
        page = desk.get(address).content.decode()
        assert told in page
        assert f'href="{LIST}edit/{item.pk}/#id_targeting"' in page


def test_places_without_a_file_of_places_are_told(desk: Client, settings: object) -> None:
    settings.GEOIP_PATH = ""  # type: ignore[attr-defined]
    item = adops.line_item(targeting={"geo": {"any_of": ["ID"]}})
    assert (
        "no file of places is set up (GEOIP_PATH)" in desk.get(f"{LIST}inspect/{item.pk}/").content.decode()
    )
