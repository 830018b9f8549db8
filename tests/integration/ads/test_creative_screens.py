"""Creatives in the admin: upload, approval, preview, and what needs no second approval."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from ads.models import Creative, CreativeAsset, DeskSettings
from runtime import versions
from tests import adops
from tests.packages import PAGE, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "files")]

LIST = "/admin/advertising/creatives/"


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def form(**changes: Any) -> dict[str, Any]:
    fields = {
        "name": "Kartu kredit",
        "format": "image",
        "alt": "Kartu kredit tanpa iuran",
        "title": "",
        "body": "",
        "destination_url": "https://example.org/kartu",
    }
    return fields | changes


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}


def test_a_picture_is_stored_with_its_bytes_unchanged_under_a_neutral_word(desk: Client, files: Path) -> None:
    picture = adops.picture((300, 250), kind="JPEG")
    content = picture.read()
    picture.seek(0)
    response = desk.post(f"{LIST}add/", form(advertiser=adops.advertiser().pk, upload=picture))
    assert response.status_code == 302, errors(response)
    asset = Creative.objects.get().asset
    digest = hashlib.sha256(content).hexdigest()
    assert (asset.sha256, asset.byte_size, asset.width, asset.height) == (digest, len(content), 300, 250)
    assert asset.file.name == f"visuals/{digest[:2]}/{digest}.jpg"
    assert Path(asset.file.path).read_bytes() == content


def test_the_same_picture_is_stored_once(desk: Client) -> None:
    payer = adops.advertiser()
    for name in ("one", "two"):
        desk.post(f"{LIST}add/", form(name=name, advertiser=payer.pk, upload=adops.picture()))
    assert (Creative.objects.count(), CreativeAsset.objects.count()) == (2, 1)


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 30,000 pixels wide and high."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def animation(frame_count: int, kind: str) -> bytes:
    """Of a few pixels."""
    frames = [Image.new("RGB", (8, 8), (number * 4, 200 * (number % 2), 0)) for number in range(frame_count)]
    content = io.BytesIO()
    frames[0].save(content, kind, save_all=True, append_images=frames[1:])
    return content.getvalue()


def flicker() -> bytes:
    """A GIF of very many frames of one pixel, which cost whoever counts them all."""
    frame = b"\x2c" + struct.pack("<4HB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + struct.pack("<2H3B", 1, 1, 0, 0, 0) + frame * 300_000 + b"\x3b"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (bomb(), "at most 40 megapixels"),
        (animation(51, "GIF"), "at most 50 frames"),
        (animation(51, "WEBP"), "at most 50 frames"),
        (flicker(), "at most 50 frames"),
        (SVG, "allowed are JPEG, PNG, GIF and WebP"),
        (b"GIF89a", "allowed are JPEG, PNG, GIF and WebP"),
        (b"<html>", "allowed are JPEG, PNG, GIF and WebP"),
        (b"\x89PNG\r\n\x1a\n", "allowed are JPEG, PNG, GIF and WebP"),
        (b"\xff" * (5 * 1024 * 1024 + 1), "at most 5 MB"),
    ],
)
def test_what_is_no_harmless_picture_is_refused_and_nothing_is_stored(
    desk: Client, files: Path, content: bytes, message: str
) -> None:
    upload = ContentFile(content, name="picture.png")
    response = desk.post(f"{LIST}add/", form(advertiser=adops.advertiser().pk, upload=upload))
    assert message in errors(response)["upload"][0]
    assert (Creative.objects.count(), CreativeAsset.objects.count(), list(files.iterdir())) == (0, 0, [])


def test_a_picture_of_fifty_frames_is_taken(desk: Client, files: Path) -> None:
    upload = ContentFile(animation(50, "GIF"), name="picture.gif")
    desk.post(f"{LIST}add/", form(advertiser=adops.advertiser().pk, upload=upload))
    assert CreativeAsset.objects.get().content_type == "image/gif"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"destination_url": "javascript:alert(1)"}, "destination_url"),
        ({"destination_url": "https://example.org/\r\nX: y"}, "destination_url"),
        ({"alt": ""}, "alt"),
        ({"format": "video"}, "format"),
        ({"format": "html"}, "upload"),
        ({"format": "tag"}, "markup"),
        ({"format": "native"}, "title"),
        ({"format": "text"}, "title"),
        ({"name": ""}, "name"),
        ({"advertiser": ""}, "advertiser"),
    ],
)
def test_errors_stand_at_their_field(desk: Client, changes: dict[str, Any], where: str) -> None:
    sent = form(advertiser=adops.advertiser().pk, upload=adops.picture()) | changes
    assert where in errors(desk.post(f"{LIST}add/", sent | {"action-submit": "1"}))


def test_a_zip_is_stored_with_its_bytes_unchanged_and_says_its_size(desk: Client, files: Path) -> None:
    content = zipped({"index.html": PAGE, "a.js": "1"})
    sent = form(format="html", advertiser=adops.advertiser().pk, upload=ContentFile(content, "kotak.zip"))
    response = desk.post(f"{LIST}add/", sent | {"requires": ""})
    assert response.status_code == 302, errors(response)
    creative = Creative.objects.get()
    digest = hashlib.sha256(content).hexdigest()
    asset = creative.get_latest_revision_as_object().asset
    assert (asset.sha256, asset.byte_size, asset.extension) == (digest, len(content), "zip")
    assert Path(asset.file.path).read_bytes() == content
    assert creative.get_latest_revision_as_object().size == (300, 250)


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        ({"upload": zipped({"page.html": PAGE})}, "upload", "needs an index.html"),
        ({"upload": zipped({"index.html": PAGE, "../x.js": "1"})}, "upload", "no plain path"),
        ({"upload": zipped() + b"x" * 5 * 1024 * 1024}, "upload", "at most 5 MB"),
        ({"upload": zipped(), "markup": "<p>"}, "markup", "either a zip"),
        ({"upload": zipped({"index.html": "<p>"}), "width": "300"}, "height", "or neither"),
        ({"upload": zipped(), "destination_url": "https://example.org/?{me}"}, "destination_url", "{slot}"),
    ],
)
def test_a_zip_that_cannot_be_shown_leaves_nothing_behind(
    desk: Client, files: Path, changes: dict[str, Any], where: str, message: str
) -> None:
    sent = form(format="html", advertiser=adops.advertiser().pk) | changes
    response = desk.post(f"{LIST}add/", sent | {"upload": ContentFile(changes["upload"], "a.zip")})
    assert message in errors(response)[where][0]
    assert (Creative.objects.count(), CreativeAsset.objects.count(), list(files.iterdir())) == (0, 0, [])


def test_each_format_keeps_only_what_it_is_made_of(desk: Client) -> None:
    everything = form(
        title="Judul", body="Isi", cta="Lihat", sponsor="Bank", markup="<p>", width="300", height="250"
    )
    payer = adops.advertiser().pk
    kept = {}
    for name in ("native", "text", "html", "tag"):
        desk.post(f"{LIST}add/", everything | {"format": name, "name": name, "advertiser": payer})
        row = Creative.objects.get(name=name).get_latest_revision_as_object()
        kept[name] = (row.title, row.cta, row.markup, row.size, row.requires)
    assert kept == {
        "native": ("Judul", "Lihat", "", None, ""),
        "text": ("Judul", "", "", None, ""),
        "html": ("", "", "<p>", (300, 250), ""),
        "tag": ("", "", "<p>", (300, 250), "third_party"),
    }


def test_new_markup_waits_for_approval_and_takes_the_place_of_a_zip(desk: Client) -> None:
    creative = adops.framed_creative(package=zipped())
    sent = form(format="html", advertiser=creative.advertiser_id, destination_url=creative.destination_url)
    desk.post(f"{LIST}edit/{creative.pk}/", sent | {"width": "300", "height": "250", "name": "New"})
    creative.refresh_from_db()
    assert (creative.name, creative.has_unpublished_changes) == ("New", False)
    desk.post(f"{LIST}edit/{creative.pk}/", sent | {"width": "300", "height": "250", "markup": "<b>"})
    creative.refresh_from_db()
    draft = creative.get_latest_revision_as_object()
    assert (creative.asset is None, creative.has_unpublished_changes) == (False, True)
    assert (draft.asset, draft.markup) == (None, "<b>")


@pytest.mark.parametrize("changes", [{"markup": "<i>"}, {"requires": "storage"}, {"width": 320}])
def test_what_readers_see_of_a_page_needs_approval(changes: dict[str, Any]) -> None:
    approved = adops.framed_creative()
    drafted = Creative.objects.get(pk=approved.pk)
    for name, value in changes.items():
        setattr(drafted, name, value)
    assert drafted.needs_review(approved)


def test_the_library_shows_a_page_in_a_sandbox_on_the_other_origin(desk: Client, settings: Any) -> None:
    creative = adops.framed_creative("<script>top.location = 'https://evil.example/'</script>")
    page = desk.get(f"{LIST}inspect/{creative.pk}/").content.decode()
    assert f'src="{settings.CREATIVE_ORIGIN}/visuals/{creative.pk}/{creative.latest_revision_id}/' in page
    assert 'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"' in page
    assert "<script>top.location" not in page


def test_a_draft_is_seen_once_it_is_saved() -> None:
    creative = adops.framed_creative(publish=False)
    assert f"/{creative.latest_revision_id}/" in creative.frame_url()
    creative.markup = "<i>typed a moment ago</i>"
    assert creative.frame_url() is None


def test_an_image_needs_a_picture(desk: Client) -> None:
    response = desk.post(f"{LIST}add/", form(advertiser=adops.advertiser().pk))
    assert "needs a picture" in errors(response)["upload"][0]


def test_an_ad_manager_submits_and_an_administrator_approves(desk: Client, chief: Client) -> None:
    sent = form(advertiser=adops.advertiser().pk, upload=adops.picture())
    assert desk.post(f"{LIST}add/", sent | {"action-publish": "1"}).status_code == 302
    creative = Creative.objects.get()
    assert not creative.live, "an ad manager may not publish"
    del sent["upload"]
    assert desk.post(f"{LIST}edit/{creative.pk}/", sent | {"action-submit": "1"}).status_code == 302
    state = creative.current_workflow_task_state
    response = chief.post(f"{LIST}workflow/action/{creative.pk}/approve/{state.pk}/", {"comment": ""})
    assert response.status_code in (200, 302)
    creative.refresh_from_db()
    assert creative.live
    history = desk.get(f"{LIST}history/{creative.pk}/").content.decode()
    assert "approved" in history.lower()


def test_a_new_destination_waits_for_approval_and_a_new_name_does_not(desk: Client) -> None:
    creative = adops.image_creative(destination="https://example.org/old")
    sent = form(advertiser=creative.advertiser_id, destination_url="https://example.org/old")
    before = versions.read("ads")
    desk.post(f"{LIST}edit/{creative.pk}/", sent | {"name": "New name", "alt": "New text"})
    creative.refresh_from_db()
    assert (creative.name, creative.alt, creative.has_unpublished_changes) == ("New name", "New text", False)
    assert versions.read("ads") == before + 1
    desk.post(f"{LIST}edit/{creative.pk}/", sent | {"destination_url": "https://example.org/new"})
    creative.refresh_from_db()
    assert (creative.destination_url, creative.has_unpublished_changes) == ("https://example.org/old", True)
    desk.post(f"{LIST}edit/{creative.pk}/", sent | {"upload": adops.picture((728, 90))})
    creative.refresh_from_db()
    assert creative.size == (300, 250)
    assert creative.get_latest_revision_as_object().size == (728, 90)


def test_autosave_of_a_name_stays_a_draft(desk: Client) -> None:
    creative = adops.image_creative()
    sent = form(advertiser=creative.advertiser_id, destination_url=creative.destination_url, name="Half a na")
    response = desk.post(f"{LIST}edit/{creative.pk}/", sent, headers={"accept": "application/json"})
    assert response.json()["success"] is True
    creative.refresh_from_db()
    assert creative.name != "Half a na"


def test_a_desk_of_one_person_approves_its_own(desk: Client) -> None:
    row = DeskSettings.load()
    row.self_approval = True
    row.save()
    page = desk.get(f"{LIST}add/").content.decode()
    assert "action-publish" in page
    sent = form(advertiser=adops.advertiser().pk, upload=adops.picture(), **{"action-publish": "1"})
    assert desk.post(f"{LIST}add/", sent).status_code == 302
    assert Creative.objects.get().live


def test_without_the_switch_publish_is_not_offered(desk: Client, chief: Client) -> None:
    assert "action-publish" not in desk.get(f"{LIST}add/").content.decode()
    assert "action-publish" in chief.get(f"{LIST}add/").content.decode()


def test_the_preview_shows_the_picture_in_its_slots_with_the_label(desk: Client) -> None:
    adops.slot("top", disclosure="Pariwara")
    adops.slot("wide", sizes=[(728, 90)])
    creative = adops.image_creative(alt="Kartu <b>")
    response = desk.get(f"{LIST}history/{creative.pk}/revisions/{creative.latest_revision_id}/view/")
    page = response.content.decode()
    assert creative.asset.file.url in page
    assert "Pariwara" in page
    assert "Fits top." in page
    assert "Kartu &lt;b&gt;" in page


def test_archive_and_restore_by_button(desk: Client) -> None:
    creative = adops.image_creative(name="Kartu kredit")
    assert desk.get(f"{LIST}archive/{creative.pk}/").status_code == 200
    assert desk.post(f"{LIST}archive/{creative.pk}/").url == LIST
    assert list(desk.get(LIST).context["object_list"]) == []
    assert list(desk.get(f"{LIST}?archive=only").context["object_list"]) == [creative]
    chooser = desk.get("/admin/advertising/choose/creatives/results/").content.decode()
    assert "Kartu kredit" not in chooser
    desk.post(f"{LIST}archive/{creative.pk}/")
    assert list(desk.get(LIST).context["object_list"]) == [creative]


@pytest.mark.parametrize("query", ["kartu", "%22", "*", "kartu%20bank", "(OR"])
def test_the_chooser_searches_whatever_is_typed(desk: Client, query: str) -> None:
    adops.image_creative(name="Kartu kredit", advertiser=adops.advertiser("Bank Nusantara"))
    page = desk.get(f"/admin/advertising/choose/creatives/results/?q={query}")
    assert page.status_code == 200
    assert ("Kartu kredit" in page.content.decode()) == (query.startswith("kartu"))


@pytest.mark.parametrize("path", ["", "add/", "edit/{pk}/", "inspect/{pk}/", "history/{pk}/", "usage/{pk}/"])
def test_every_screen_opens(desk: Client, path: str) -> None:
    creative = adops.text_creative()
    adops.framed_creative()
    adops.native_creative()
    adops.line_item(creatives=[creative], campaign=adops.campaign(advertiser=creative.advertiser))
    assert desk.get(LIST + path.format(pk=creative.pk)).status_code == 200


def test_the_advertiser_is_fixed_while_a_line_item_uses_it(desk: Client) -> None:
    creative = adops.image_creative()
    adops.line_item(creatives=[creative], campaign=adops.campaign(advertiser=creative.advertiser))
    response = desk.post(f"{LIST}edit/{creative.pk}/", form(advertiser=adops.advertiser().pk))
    assert "advertiser is fixed" in errors(response)["advertiser"][0]
