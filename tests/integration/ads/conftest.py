"""What the screens of the ad desk need: choices of the newsroom, people, and forms to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

CHOICES = {
    "sections": [("berita", "Berita"), ("olahraga", "Olahraga"), ("pelatihan", "Pelatihan")],
    "article_labels": [("news", "News"), ("opinion", "Opinion")],
}
NAMED = {
    "tag": {"umkm": "UMKM", "remitansi": "Remitansi"},
    "author": {"sari": "Sari"},
    "page": {"/pelatihan/umkm-digital/": "Pasar dari gawai", "/pelatihan/*": "/pelatihan/*"},
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
    """Three sections, two tags, an author, a page, two labels, whatever the newsroom holds."""
    from ads import ports

    filled = {name: getattr(ports, name) for name in (*CHOICES, "named", "suggested")}
    before = {name: port._function for name, port in filled.items()}
    for name in CHOICES:
        filled[name].fill(lambda name=name: list(CHOICES[name]))
    filled["named"].fill(
        lambda dimension, values: {v: NAMED[dimension][v] for v in values if v in NAMED[dimension]}
    )
    filled["suggested"].fill(
        lambda dimension, text, limit: [
            (value, name) for value, name in NAMED[dimension].items() if text.lower() in name.lower()
        ][:limit]
    )
    yield
    for name, port in filled.items():
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
