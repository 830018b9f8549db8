"""Pictures: what the upload refuses, which files are made, and reading them in one query."""

from __future__ import annotations

import hashlib
import struct
import zlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image as Picture
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from articles import imagesets
from articles.admin import images as image_form
from articles.models import Image, Rendition
from articles.timers import make_later_renditions, make_renditions
from tests import newsroom

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 8, 15, tzinfo=UTC)


def test_a_picture_gets_every_width_up_to_its_own() -> None:
    image = newsroom.image(width=1000, height=600)
    imagesets.make(image)
    made = imagesets.read([image])[image.pk]
    assert [(each.width, each.height) for each in made.full.jpeg] == [
        (320, 192),
        (480, 288),
        (640, 384),
        (960, 576),
    ]
    assert [(each.width, each.height) for each in made.crops["card"].jpeg] == [
        (320, 180),
        (480, 270),
        (640, 360),
        (960, 540),
    ]
    assert [each.width for each in made.crops["square"].jpeg] == [320, 480]
    assert [(each.width, each.height) for each in made.crops["four_three"].jpeg] == [
        (320, 240),
        (480, 360),
        (640, 480),
    ]
    assert made.full.webp == made.full.avif == ()


def test_a_small_picture_keeps_its_own_width() -> None:
    image = newsroom.image(width=200, height=100)
    imagesets.make(image)
    made = imagesets.read([image])[image.pk]
    assert [each.width for each in made.full.jpeg] == [200]
    assert [(each.width, each.height) for each in made.crops["card"].jpeg] == [(177, 100)]


def test_addresses_of_files_are_absolute() -> None:
    image = newsroom.image(width=320, height=180)
    imagesets.make(image)
    assert imagesets.read([image])[image.pk].full.jpeg[0].url.startswith("http")


def test_making_twice_makes_nothing_more() -> None:
    image = newsroom.image(width=700, height=400)
    assert imagesets.make(image) == 9
    assert imagesets.make(Image.objects.get(pk=image.pk)) == 0


def test_many_pictures_are_read_in_one_query(django_assert_num_queries: Any) -> None:
    images = [newsroom.image(f"Foto {number}", width=320, height=180) for number in range(3)]
    for image in images:
        imagesets.make(image)
    with django_assert_num_queries(1):
        sets = imagesets.read(Image.objects.none() or images)
    assert [len(sets[image.pk].full.jpeg) for image in images] == [1, 1, 1]


def test_reading_makes_nothing() -> None:
    image = newsroom.image(width=320, height=180)
    assert imagesets.read([image])[image.pk].full.jpeg == ()
    assert not Rendition.objects.exists()


def test_no_pictures_need_no_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert imagesets.read([]) == {}


@pytest.mark.django_db(transaction=True)
def test_files_are_made_after_the_commit() -> None:
    image = newsroom.image(width=320, height=180)
    assert len(imagesets.read([image])[image.pk].full.jpeg) == 1
    assert not Image.objects.get(pk=image.pk).needs_renditions


def test_a_new_focal_point_makes_new_crops(django_capture_on_commit_callbacks: Any) -> None:
    image = newsroom.image(width=800, height=800)
    imagesets.make(image)
    before = imagesets.read([image])[image.pk].crops["card"].jpeg
    image.focal_point_x, image.focal_point_y = 100, 700
    image.focal_point_width = image.focal_point_height = 100
    with django_capture_on_commit_callbacks(execute=True):
        image.save()
    after = imagesets.read([Image.objects.get(pk=image.pk)])[image.pk].crops["card"].jpeg
    assert len(after) == len(before) == 3
    assert {each.url for each in before}.isdisjoint({each.url for each in after})


def test_a_new_caption_makes_nothing(django_capture_on_commit_callbacks: Any) -> None:
    image = newsroom.image(width=320, height=180)
    imagesets.make(image)
    Rendition.objects.all().delete()
    image.caption = "Peserta pelatihan"
    with django_capture_on_commit_callbacks(execute=True):
        image.save()
    assert not Rendition.objects.exists()


def test_the_timer_fills_what_is_missing() -> None:
    image = newsroom.image(width=320, height=180)
    assert make_renditions(now=NOW) == 4
    assert make_renditions(now=NOW) == 0
    assert len(imagesets.read([image])[image.pk].full.jpeg) == 1


def test_the_timer_passes_over_a_file_that_is_gone() -> None:
    lost, kept = newsroom.image(width=320, height=180), newsroom.image("Dua", width=320, height=180)
    lost.file.storage.delete(lost.file.name)
    make_renditions(now=NOW)
    assert len(imagesets.read([kept])[kept.pk].full.jpeg) == 1


def test_the_command_makes_files_anew_where_somebody_deleted_them(capsys: Any) -> None:
    image = newsroom.image(width=320, height=180)
    imagesets.make(image)
    Rendition.objects.all().delete()
    call_command("make_renditions")
    assert capsys.readouterr().out == "8 files made\n"
    call_command("make_renditions", "--all")
    assert capsys.readouterr().out == "4 files made\n"
    call_command("make_renditions")
    assert capsys.readouterr().out == "0 files made\n"


def test_made_files_are_announced() -> None:
    seen: list[int] = []

    def listener(image: Image, **kwargs: Any) -> None:
        seen.append(image.pk)

    imagesets.made.connect(listener)
    try:
        image = newsroom.image(width=320, height=180)
        imagesets.make(image)
        imagesets.make(image)
    finally:
        imagesets.made.disconnect(listener)
    assert seen == [image.pk]


def test_a_picture_taken_upright_is_stored_and_shown_upright() -> None:
    lying = Picture.new("RGB", (400, 200), "red")
    exif = lying.getexif()
    exif[0x0112] = 6
    buffer = BytesIO()
    lying.save(buffer, "JPEG", exif=exif)
    form = upload("upright.jpg", buffer.getvalue())
    assert form.is_valid(), form.errors
    image = form.save()
    imagesets.make(image)
    (jpeg,) = imagesets.read([image])[image.pk].full.jpeg
    assert (image.width, image.height) == (200, 400)
    assert (jpeg.width, jpeg.height) == (200, 400)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_ordinary_pictures_are_taken(file_format: str) -> None:
    name = f"foto.{file_format.lower().replace('jpeg', 'jpg')}"
    form = upload(name, newsroom.picture_bytes(64, 48, file_format=file_format))
    assert form.is_valid(), form.errors
    image = form.save()
    assert imagesets.make(image) == 4


def test_alternative_text_is_required() -> None:
    form = upload("foto.jpg", newsroom.picture_bytes(64, 48), description="")
    assert list(form.errors) == ["description"]


def test_a_bomb_is_refused_from_its_header() -> None:
    form = upload("bomb.png", png_header(8000, 6000))
    assert form.errors["file"] == ["This picture has too many pixels. At most 40 megapixels are allowed."]


def test_a_bomb_beyond_all_measure_is_refused() -> None:
    form = upload("bomb.png", png_header(100_000, 100_000))
    assert form.errors["file"] == ["This picture has too many pixels. At most 40 megapixels are allowed."]


def test_more_than_fifty_frames_are_refused() -> None:
    form = upload("long.gif", animation(51, "GIF"))
    assert form.errors["file"] == ["This picture has too many frames. At most 50 are allowed."]
    assert upload("short.gif", animation(50, "GIF")).is_valid()


def test_a_gif_of_a_million_frames_is_refused_at_once() -> None:
    frame = b"\x2c" + struct.pack("<4HB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    content = b"GIF89a" + struct.pack("<2H3B", 1, 1, 0, 0, 0) + frame * 1_000_000 + b"\x3b"
    assert "frames" in upload("slow.gif", content).errors["file"][0]


def test_animated_webp_beyond_fifty_frames_is_refused() -> None:
    assert "frames" in upload("long.webp", animation(51, "WEBP")).errors["file"][0]


def test_a_picture_cut_short_is_refused() -> None:
    whole = newsroom.picture_bytes(640, 480)
    form = upload("cut.jpg", whole[: len(whole) // 2])
    assert form.errors["file"] == ["This picture is damaged: only a part of it can be read."]


def test_a_file_above_twenty_megabytes_is_refused(monkeypatch: Any) -> None:
    monkeypatch.setattr(image_form, "MAX_BYTES", 1000)
    form = upload("big.jpg", newsroom.picture_bytes(640, 480))
    assert form.errors["file"][0].startswith("This file is too big")
    assert "1000" in form.errors["file"][0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
        ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
        ("page.jpg", b"<html><script>alert(1)</script></html>"),
        ("empty.png", b""),
        ("half.png", b"\x89PNG\r\n\x1a\n"),
        ("odd.gif", b"GIF89a"),
        ("other.jpg", None),
    ],
)
def test_what_is_no_allowed_picture_is_refused(name: str, content: bytes | None) -> None:
    content = newsroom.picture_bytes(9, 9, file_format="PNG") if content is None else content
    form = upload(name, content)
    assert list(form.errors) == ["file"]
    assert not Image.objects.exists()


MATERIAL = Path(__file__).resolve().parents[3] / "../shared/material/images"


@pytest.mark.skipif(not MATERIAL.exists(), reason="the odd pictures of the material are not here")
def test_odd_but_ordinary_pictures_are_taken() -> None:
    for path in sorted(MATERIAL.iterdir()):
        if path.suffix in {".jpg", ".png", ".gif", ".webp", ".avif"}:
            form = upload(path.name, path.read_bytes())
            assert form.is_valid(), (path.name, form.errors)
            image = form.save()
            assert imagesets.make(image) > 0, path.name


def upload(name: str, content: bytes, *, description: str = "Sebuah foto") -> Any:
    form_class = get_image_form(Image)
    return form_class(
        {"title": "Foto", "description": description, "collection": Collection.get_first_root_node().pk},
        {"file": SimpleUploadedFile(name, content)},
        instance=Image(),
    )


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds no picture."""
    header = b"IHDR" + struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\x00" * 64)
    chunks = [(header, 13), (data, len(data) - 4), (b"IEND", 0)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", size) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk, size in chunks
    )


def animation(frame_count: int, file_format: str) -> bytes:
    frames = [
        Picture.new("RGB", (8, 8), (number * 5, 255 * (number % 2), 0)) for number in range(frame_count)
    ]
    buffer = BytesIO()
    frames[0].save(buffer, file_format, save_all=True, append_images=frames[1:])
    return buffer.getvalue()


def test_a_rendition_is_named_after_its_picture_and_its_size() -> None:
    image = newsroom.image("Pelabuhan", width=400, height=400)
    imagesets.make(image)
    stem = Path(image.file.name).stem
    focal = image.renditions.exclude(focal_point_key="").first().focal_point_key
    assert {Path(each.file.name).name for each in image.renditions.all()} == {
        f"{stem}.width-320.jpg",
        f"{stem}.fill-320x180.{focal}.jpg",
        f"{stem}.fill-320x240.{focal}.jpg",
        f"{stem}.fill-320x320.{focal}.jpg",
    }


def test_webp_and_avif_come_by_the_timer_in_the_same_sizes() -> None:
    image = newsroom.image(width=700, height=400)
    imagesets.make(image)
    assert make_later_renditions(now=NOW) == 18
    assert make_later_renditions(now=NOW) == 0
    found = imagesets.read([image])[image.pk]
    for files in (found.full, *found.crops.values()):
        sizes = [(each.width, each.height) for each in files.jpeg]
        assert [(each.width, each.height) for each in files.webp] == sizes
        assert [(each.width, each.height) for each in files.avif] == sizes
    assert found.full.avif[0].url.endswith(".avif")
    assert found.full.webp[0].url.endswith(".webp")


def test_crops_follow_the_focal_point_in_every_format() -> None:
    """A picture whose left half is red and whose right half is blue, looked at from either side."""
    content = BytesIO()
    halves = Picture.new("RGB", (800, 400), "red")
    halves.paste(Picture.new("RGB", (400, 400), "blue"), (400, 0))
    halves.save(content, "PNG")
    for x, channel in ((100, 0), (700, 2)):
        form = upload("halves.png", content.getvalue())
        assert form.is_valid(), form.errors
        image = form.save(commit=False)
        image.focal_point_x, image.focal_point_y = x, 200
        image.focal_point_width = image.focal_point_height = 10
        image.save()
        imagesets.make(image)
        imagesets.make_later(image)
        square = image.renditions.filter(filter_spec__startswith="fill-320x320|")
        assert square.count() == 3
        for rendition in square:
            with rendition.file.open() as file, Picture.open(file) as picture:
                pixel = picture.convert("RGB").getpixel((160, 160))
                assert pixel[channel] > 200, rendition.filter_spec


def test_colour_and_placeholder_are_there_with_the_jpegs() -> None:
    content = BytesIO()
    Picture.new("RGBA", (640, 360), (0, 0, 0, 0)).save(content, "PNG")
    form = upload("clear.png", content.getvalue())
    assert form.is_valid(), form.errors
    image = form.save()
    imagesets.make(image)
    image.refresh_from_db()
    assert image.color == "#ffffff"
    assert image.placeholder.startswith("data:image/webp;base64,")
    assert len(image.placeholder) < 400


def test_where_a_picture_was_taken_is_in_none_of_its_files() -> None:
    picture = Picture.new("RGB", (640, 360), "teal")
    exif = picture.getexif()
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 54.0, 12.5), 29: "2026:08:17"})
    content = BytesIO()
    picture.save(content, "JPEG", exif=exif)
    form = upload("place.jpg", content.getvalue())
    assert form.is_valid(), form.errors
    image = form.save()
    imagesets.make(image)
    imagesets.make_later(image)
    for file in (image.file, *(each.file for each in image.renditions.all())):
        with file.open() as opened, Picture.open(opened) as made:
            assert dict(made.getexif().get_ifd(0x8825)) == {}, file.name
    assert image.renditions.count() == 3 * 9
    assert image.file_hash == hashlib.sha1(image.file.open().read()).hexdigest()


def test_an_older_recipe_is_made_anew() -> None:
    image = newsroom.image(width=320, height=180)
    imagesets.make(image)
    Image.objects.filter(pk=image.pk).update(renditions_key="1:old", later_key="1:old")
    assert [each.pk for each in Image.objects.without_jpeg()] == [image.pk]
    assert [each.pk for each in Image.objects.without_later_formats()] == [image.pk]
