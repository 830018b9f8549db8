"""Who gets into which view of the admin, and who changes what by it: each role at each address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template.response import SimpleTemplateResponse

from cms import roles
from tests import newsroom
from tests.conftest import Kept
from tests.integration.permissions import objects
from tests.integration.permissions.asking import GROUPS, Asker, Remembered
from tests.integration.permissions.table import ACTS, DEEDS, ROLES, TABLE, expected, may_act
from tests.integration.permissions.views import admin_views

pytestmark = pytest.mark.django_db

LEFT_OUT = {
    "wagtailadmin_login": "whoever is in is sent on",
    "wagtailadmin_logout": "ends the session",
    "wagtailadmin_error_test": "fails on purpose",
}
Made = dict[str, dict[str, Any]]

VIEWS = [view for view in admin_views() if view.name not in LEFT_OUT]

READ_ONLY = re.compile(r"wagtailadmin_api:(documents|images):.*")
"""These refuse whatever is sent, whoever sends it."""


@pytest.fixture(scope="module")
def made(kept: Kept) -> Iterator[Made]:
    """What addresses lead to: once for all roles, each of which leaves it as it was."""
    with kept():
        newsroom.home()
        yield objects.make()


@pytest.fixture(scope="module")
def addresses(made: Made) -> dict[str, str]:
    return {view.name: view.address(objects.fill_for(view, made)) for view in VIEWS}


def deeds(made: Made) -> Iterator[tuple[str, dict[str, str], tuple[str, ...]]]:
    """Addresses and payloads with the objects in their places, and who may."""
    for address, payload, who in DEEDS:
        sent = {name: value.format(**made[""]) for name, value in payload.items()}
        yield address.format(**made[""]), sent, who


def test_every_view_stands_in_the_table() -> None:
    assert [view.name for view in VIEWS if expected(view) is None] == []
    assert len(VIEWS) > 350


def test_every_row_of_the_tables_is_about_a_view() -> None:
    for table in (TABLE, ACTS):
        found = {next((row for row in table if re.fullmatch(row[0], view.name)), None) for view in VIEWS}
        assert [pattern for pattern, _ in table if pattern not in {row[0] for row in found if row}] == []


def test_every_role_of_the_house_has_a_column() -> None:
    assert {each.name for each in roles.ROLES} == set(GROUPS.values())
    assert set(GROUPS) < set(ROLES)


@pytest.fixture(autouse=True)
def _remembered(settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = [f"{Remembered.__module__}.{Remembered.__qualname__}"]


@pytest.fixture
def role(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Who gets in is settled before a page is worded: that is done for those who see all."""
    if request.param not in ("reporter", "adops", "administrator"):
        monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    return str(request.param)


@pytest.mark.parametrize("role", ROLES, indirect=True)
def test_a_role_gets_in_and_acts_where_the_tables_say_and_nowhere_else(
    addresses: dict[str, str], clock: Any, role: str
) -> None:
    asker = Asker(role)
    wrong: list[tuple[object, ...]] = []
    for view in VIEWS:
        seen = asker.ask("get", addresses[view.name])
        if seen.is_in != (role in (expected(view) or ())) or seen.status >= 500 or seen.written:
            wrong.append(("GET", view.name, seen))
        if role not in may_act(view):
            done = asker.ask("post", addresses[view.name])
            if done.is_in or done.status >= 500 or done.written:
                wrong.append(("POST", view.name, done))
        elif role not in (expected(view) or ()):
            done = asker.ask("post", addresses[view.name])
            if done.is_refused or seen.status != 405:
                wrong.append(("ACT", view.name, done))
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", ROLES)
def test_a_deed_is_done_by_those_who_may_and_for_nobody_else(
    made: Made, clock: Any, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    asker = Asker(role)
    wrong: list[tuple[object, ...]] = []
    for address, payload, who in deeds(made):
        seen, done = asker.ask("get", address), asker.ask("post", address, payload)
        if seen.written or bool(done.written) != (role in who):
            wrong.append((address, seen, done))
    assert wrong == [], "\n".join(map(str, wrong))


def test_nothing_is_done_for_a_form_that_is_not_ours(
    made: Made, addresses: dict[str, str], clock: Any
) -> None:
    asker = Asker("superuser", enforce_csrf_checks=True)
    asked = [*((each, {}) for each in addresses.values()), *((each, sent) for each, sent, _ in deeds(made))]
    done = {address: asker.ask("post", address, payload) for address, payload in asked}
    assert {address: each for address, each in done.items() if each.written} == {}
    refused = {address for name, address in addresses.items() if not READ_ONLY.fullmatch(name)}
    assert {address: each for address, each in done.items() if each.status not in (403, 405)} == {}
    assert {address for address in refused if done[address].status == 405} == set()
