"""Every field that takes an address, found from the models and blocks: hostile ones are refused there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.fields import StreamField

from runtime.webaddress import fault
from tests import adops
from tests.unit.test_webaddress import HOSTILE

pytestmark = pytest.mark.django_db

APPS = ("articles", "ads", "api", "wagtailredirects")
READ_ONLY = {"PreviewDocument.edit_url"}
"""Written by the server."""
ALLOWED = (
    "https://",
    "An address has no",
    "A web address",
    "The host mixes",
    "A destination",
    "macro",
    "This server",
    "Null characters",
)
"""What one of the reasons says is allowed, or is not."""
NOT_OURS = {"Redirect.redirect_link": ("Enter a valid URL",)}
ATTACKS = [address for address in HOSTILE if address]


def fields() -> Iterator[tuple[str, models.Field[Any, Any]]]:
    for model in (model for app in APPS for model in apps.get_app_config(app).get_models()):
        for field in model._meta.concrete_fields:
            is_address = isinstance(field, models.URLField) or field.name.endswith("url")
            name = f"{model.__name__}.{field.name}"
            if is_address and isinstance(field, models.CharField) and name not in READ_ONLY:
                yield name, field


def structs() -> Iterator[tuple[str, blocks.StructBlock]]:
    """Every block with an address in it, once."""
    found: dict[type, blocks.StructBlock] = {}
    for model in (model for app in APPS for model in apps.get_app_config(app).get_models()):
        for field in model._meta.concrete_fields:
            if isinstance(field, StreamField):
                found |= {type(each): each for each in within(field.stream_block)}
    yield from sorted((kind.__name__, struct) for kind, struct in found.items())


def within(block: Any) -> Iterator[blocks.StructBlock]:
    inner = [*getattr(block, "child_blocks", {}).values(), getattr(block, "child_block", None)]
    if isinstance(block, blocks.StructBlock) and "url" in block.child_blocks:
        yield block
    for child in filter(None, inner):
        yield from within(child)


FIELDS, STRUCTS = dict(fields()), dict(structs())


def test_all_of_them_are_found() -> None:
    assert {
        "ArticlePage.canonical_url", "ArticlePage.sponsor_url", "Creative.destination_url",
        "HomePage.canonical_url", "PortalSettings.preview_url", "Redirect.redirect_link",
        "SectionPage.canonical_url", "StandardPage.canonical_url", "WebhookEndpoint.url",
    } <= set(FIELDS)  # fmt: skip
    assert {
        "CallToActionBlock",
        "EmbedBlock",
        "LinkBlock",
        "MenuItemBlock",
        "RelatedLinkBlock",
        "SourceBlock",
    } <= set(STRUCTS)


def reasons_of_field(field: models.Field[Any, Any], address: str) -> list[str]:
    """What the form says, and of what the form lets through the model."""
    made = {"assume_scheme": "https"} if isinstance(field, models.URLField) else {}
    try:
        entered = field.formfield(**made).clean(address)
        field.run_validators(entered)
    except ValidationError as error:
        return list(error.messages)
    return tidied(address, entered)


def reasons_of_struct(struct: blocks.StructBlock, address: str) -> list[str]:
    filled = {name: "x" for name in ("title", "name", "label", "text") if name in struct.child_blocks}
    try:
        cleaned = struct.clean(struct.to_python({**filled, "url": address}))
    except StructBlockValidationError as error:
        return list(error.block_errors["url"].messages)
    return tidied(address, cleaned["url"])


def tidied(address: str, entered: str) -> list[str]:
    """A form takes spaces off both ends, for all to see; what is left has to be harmless."""
    return ["https:// is written there"] if entered != address and fault(entered) is None else []


PLACES: dict[str, Callable[[str], list[str]]] = {
    **{name: lambda text, field=field: reasons_of_field(field, text) for name, field in FIELDS.items()},
    **{name: lambda text, struct=struct: reasons_of_struct(struct, text) for name, struct in STRUCTS.items()},
}


@pytest.mark.parametrize("place", PLACES)
def test_no_hostile_address_is_entered(place: str) -> None:
    allowed = (*ALLOWED, *NOT_OURS.get(place, ()))
    with translation.override("en"):
        said = {address: PLACES[place](address) for address in ATTACKS}
        assert [address for address, reasons in said.items() if not reasons] == []
        vague = {
            (address, *reasons)
            for address, reasons in said.items()
            if not any(part in reason for reason in reasons for part in allowed)
        }
        assert vague == set()
        assert PLACES[place]("https://example.org/a.mp3") == []


HOSTILE_NEXT = (
    "javascript:alert(1)",
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\t//evil.example",
)


@pytest.mark.parametrize("next_", HOSTILE_NEXT, ids=ascii)
def test_who_acts_on_a_line_item_is_led_back_into_the_admin(client: Any, next_: str) -> None:
    person = adops.person("Rani", ["ads.change_lineitem", "ads.view_lineitem", "ads.publish_lineitem"])
    client.force_login(person)
    line_item = adops.line_item("network", [adops.slot("a")])
    address = f"/admin/advertising/line-items/act/{line_item.pk}/pause/"
    asked = client.get(address, {"next": next_})
    done = client.post(address, {"next": next_})
    assert (asked.status_code, done.status_code) == (200, 302)
    assert "evil.example" not in asked.content.decode() + done.headers["Location"]
    assert done.headers["Location"].startswith("/admin/")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("javascript:alert(1)", "Enter an address that starts with https:// or http://."),
        ("/pelatihan/", "A web address needs a host, for example https://example.org/offer."),
        ("https://user@example.org/", "A web address holds no name or password before its host."),
    ],
)
def test_the_form_of_a_redirect_says_what_is_allowed(address: str, reason: str) -> None:
    with translation.override("en"):
        form = RedirectForm({"old_path": "/lama/", "redirect_link": address})
        assert form.errors == {"redirect_link": [reason]}


def test_the_form_of_a_redirect_takes_an_address() -> None:
    form = RedirectForm({"old_path": "/lama/", "redirect_link": "https://example.org/baru/"})
    assert (form.errors, form.cleaned_data["redirect_link"]) == ({}, "https://example.org/baru/")
