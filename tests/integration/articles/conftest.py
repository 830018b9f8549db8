"""Fixtures of the newsroom's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

SLOTS = [("article-bottom-1", "Under the article, first"), ("article-bottom-2", "Under the article, second")]


@pytest.fixture(autouse=True)
def _slots() -> Iterator[None]:
    """Two ad slots, whatever the ad side holds."""
    from articles import ports

    before = ports.slot_choices._function
    ports.slot_choices.fill(lambda: SLOTS)
    yield
    ports.slot_choices._function = before


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The texts that these tests expect, whatever language the server speaks."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def login(db: Any) -> Callable[[str], Client]:
    """`login("Reporters")` is the browser of somebody in that group, in English."""

    from django.contrib.auth.models import Group, User
    from wagtail.users.models import UserProfile

    def enter(group: str, *, username: str | None = None) -> Client:
        user = User.objects.create_user(username or group.lower().replace(" ", "-"))
        user.groups.add(Group.objects.get(name=group))
        UserProfile.objects.create(user=user, preferred_language="en")
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(user)
        return client

    return enter
