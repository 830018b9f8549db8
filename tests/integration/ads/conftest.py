"""What the screens of the ad desk need: choices of the newsroom, people, and forms to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

CHOICES = {
    "sections": [("berita", "Berita"), ("pelatihan", "Pelatihan")],
    "tags": [("umkm", "UMKM"), ("remitansi", "Remitansi")],
    "authors": [("sari", "Sari")],
    "article_labels": [("news", "News"), ("opinion", "Opinion")],
}


@pytest.fixture(autouse=True)
def english(settings: Any) -> Iterator[None]:
    """Tests read the source texts, whatever is translated."""
    from django.utils import translation

    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def newsroom() -> Iterator[None]:
    """Two sections, two tags, two labels, whatever the newsroom holds."""
    from ads import ports

    named = {name: getattr(ports, name) for name in CHOICES}
    before = {name: port._function for name, port in named.items()}
    for name, port in named.items():
        port.fill(lambda name=name: list(CHOICES[name]))
    yield
    for name, port in named.items():
        port._function = before[name]


@pytest.fixture
def ad_manager(db: None) -> User:
    from ads.permissions import AD_MANAGER_PERMISSIONS
    from tests.adops import person

    return person("adops", AD_MANAGER_PERMISSIONS)


@pytest.fixture
def desk(ad_manager: User, client: Client) -> Client:
    """The browser of an ad manager."""
    client.force_login(ad_manager)
    return client


@pytest.fixture
def chief(db: None) -> Client:
    """The browser of an administrator."""
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    return client
