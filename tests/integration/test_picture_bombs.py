"""Every way on which a picture comes in: one that is too large is refused before anybody decodes it."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from PIL import ImageFile
from wagtail.models import Collection, UploadedFile
from wagtail.users.models import UserProfile

from ads.models import CreativeAsset
from api import keys
from articles.models import Image
from runtime import clock as process_clock
from tests import adops, newsroom

pytestmark = pytest.mark.django_db

Send = Callable[[Client, SimpleUploadedFile], Any]


def png(width: int, height: int) -> bytes:
    """Of a few bytes, whatever its header says: white, in one colour of one bit."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    rows = zlib.compress((b"\x00" + b"\xff" * ((width + 7) // 8)) * height, 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


BOMB = png(8_000, 6_000)
SOUND = png(300, 250)


def picture_fields(prefix: str = "") -> dict[str, Any]:
    collection = Collection.get_first_root_node().pk
    return {f"{prefix}title": "x", f"{prefix}description": "x", f"{prefix}collection": collection}


def add(client: Client, file: SimpleUploadedFile) -> None:
    client.post(reverse("wagtailimages:add"), {**picture_fields(), "file": file})


def add_several(client: Client, file: SimpleUploadedFile) -> None:
    client.post(reverse("wagtailimages:add_multiple"), {**picture_fields(), "files[]": file})


def add_in_the_chooser(client: Client, file: SimpleUploadedFile) -> None:
    prefix = "image-chooser-upload-"
    client.post(reverse("wagtailimages_chooser:create"), {**picture_fields(prefix), f"{prefix}file": file})


def replace(client: Client, file: SimpleUploadedFile) -> None:
    image = newsroom.image("Lama", width=20, height=10)
    client.post(reverse("wagtailimages:edit", args=[image.pk]), {**picture_fields(), "file": file})


def show_oneself(client: Client, file: SimpleUploadedFile) -> None:
    fields = {
        "name_email-first_name": "Akar",
        "name_email-last_name": "Utama",
        "name_email-email": "akar@example.org",
        "locale-preferred_language": "",
        "locale-current_time_zone": "",
        "theme-theme": "system",
        "theme-density": "default",
        "theme-contrast": "system",
        "theme-keyboard_shortcuts": "on",
    }
    client.post(reverse("wagtailadmin_account"), {**fields, "avatar-avatar": file})


def make_a_creative(client: Client, file: SimpleUploadedFile) -> None:
    fields = {"name": "x", "format": "image", "alt": "x", "destination_url": "https://example.org/"}
    payer = adops.advertiser()
    client.post("/admin/advertising/creatives/add/", {**fields, "advertiser": payer.pk, "upload": file})


def make_a_creative_by_key(client: Client, file: SimpleUploadedFile) -> None:
    key = keys.create(name="desk", scopes=("manage",), lifetime=None, now=process_clock.now())[1]
    content = base64.b64encode(file.read()).decode()
    body = {
        "name": "x",
        "format": "image",
        "alt": "x",
        "destination_url": "https://example.org/",
        "advertiser": adops.advertiser().pk,
        "file": {"name": "x.png", "content": content},
    }
    headers = {"Authorization": f"Bearer {key}"}
    client.post(
        "/api/v1/manage/creatives/", json.dumps(body), content_type="application/json", headers=headers
    )


WAYS: list[Send] = [
    add,
    add_several,
    add_in_the_chooser,
    replace,
    show_oneself,
    make_a_creative,
    make_a_creative_by_key,
]


def kept() -> list[str]:
    """The names of the files of all rows; the picture that is there to be replaced left out."""
    held = [
        *Image.objects.exclude(width=20).values_list("file", flat=True),
        *CreativeAsset.objects.values_list("file", flat=True),
        *UploadedFile.objects.values_list("file", flat=True),
        *UserProfile.objects.exclude(avatar="").values_list("avatar", flat=True),
    ]
    return [name for name in held if name]


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pixels of each picture that is decoded."""
    pixels: list[int] = []

    def load(self: Any) -> Any:
        pixels.append(self.width * self.height)
        return stock(self)

    stock = ImageFile.ImageFile.load
    monkeypatch.setattr(ImageFile.ImageFile, "load", load)
    return pixels


@pytest.fixture
def root(clock: Any, settings: Any, tmp_path: Any) -> Client:
    settings.MEDIA_ROOT = tmp_path
    newsroom.home()
    client = Client()
    client.force_login(User.objects.create_superuser("akar"))
    return client


@pytest.mark.parametrize("send", WAYS, ids=lambda send: send.__name__)
def test_a_bomb_is_refused_and_nobody_decodes_it(root: Client, decoded: list[int], send: Send) -> None:
    send(root, SimpleUploadedFile("bomb.png", BOMB, content_type="image/png"))
    assert kept() == []
    assert [pixels for pixels in decoded if pixels > 1_000_000] == []


@pytest.mark.parametrize("send", WAYS, ids=lambda send: send.__name__)
def test_a_sound_picture_comes_in_on_the_same_way(root: Client, send: Send) -> None:
    send(root, SimpleUploadedFile("sound.png", SOUND, content_type="image/png"))
    assert len(kept()) == 1


def test_the_bomb_is_a_picture_that_could_be_decoded(decoded: list[int], tmp_path: Any) -> None:
    assert len(BOMB) < 20_000
    (tmp_path / "bomb.png").write_bytes(BOMB)
    with Picture.open(tmp_path / "bomb.png") as picture:
        picture.load()
    assert decoded == [48_000_000]
