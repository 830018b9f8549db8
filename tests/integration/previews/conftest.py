"""Fixtures of the previews' tests: people of the newsroom, and what they open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def person(db: Any) -> Callable[..., Any]:
    """`person("Editors")`: somebody of that group who can log in."""

    from django.contrib.auth.models import Group, User

    from tests import newsroom

    def make(group: str = "Editors", username: str = "editor") -> Any:
        newsroom.home()
        user = User.objects.create_user(username, password="kata-sandi-panjang")
        user.groups.add(Group.objects.get(name=group))
        return user

    return make


@pytest.fixture
def browser_of() -> Callable[[Any], Any]:
    from django.test import Client

    def enter(user: Any) -> Any:
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def opened(person: Callable[..., Any], browser_of: Callable[[Any], Any]) -> Callable[..., str]:
    """The token that the preview of a page's newest draft redirects an editor with."""

    from django.contrib.auth.models import User

    from tests.integration.previews.editor import token_in

    def open_(page: Any, user: Any = None) -> str:
        user = user or User.objects.filter(username="editor").first() or person()
        response = browser_of(user).get(f"/admin/pages/{page.pk}/view_draft/")
        return token_in(response)

    return open_
