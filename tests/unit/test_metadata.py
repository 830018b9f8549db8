"""Where a picture was taken leaves no file; everything else stays where it was."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image as Picture

from articles.metadata import without_place

GPS, CAMERA, ORIENTATION = 0x8825, 0x010F, 0x0112
XMP = (
    b'<x:xmpmeta><rdf:Description exif:GPSLatitude="6,54.12S" dc:creator="Ani">'
    b"<exif:GPSAltitude>12/1</exif:GPSAltitude></rdf:Description></x:xmpmeta>"
)


def picture(file_format: str, *, with_place: bool = True) -> bytes:
    image = Picture.new("RGB", (40, 20), "teal")
    exif = image.getexif()
    exif[CAMERA], exif[ORIENTATION] = "Kamera", 6
    if with_place:
        exif.get_ifd(GPS).update(
            {1: "S", 2: (6.0, 54.0, 12.5), 3: "E", 4: (107.0, 36.0, 1.0), 29: "2026:08:17"}
        )
    out = BytesIO()
    image.save(out, file_format, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_place_is_gone_and_the_rest_is_there(file_format: str) -> None:
    data = picture(file_format)
    assert dict(Picture.open(BytesIO(data)).getexif().get_ifd(GPS))
    kept = without_place(data)
    assert len(kept) == len(data)
    with Picture.open(BytesIO(kept)) as image:
        image.load()
        exif = image.getexif()
    assert dict(exif.get_ifd(GPS)) == {}
    assert (exif[CAMERA], exif[ORIENTATION]) == ("Kamera", 6)
    assert b"2026:08:17" not in kept


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_file_without_a_place_is_the_same_object(file_format: str) -> None:
    data = picture(file_format, with_place=False)
    assert without_place(data) is data


def test_xmp_loses_its_place_and_keeps_its_author() -> None:
    kept = without_place(b"\xff\xd8" + XMP)
    assert b"GPS" not in kept
    assert b"6,54.12S" not in kept
    assert b'dc:creator="Ani"' in kept
    assert len(kept) == len(XMP) + 2


@pytest.mark.parametrize("size", range(8, 60, 4))
def test_what_is_cut_short_or_lies_about_its_offsets_does_no_harm(size: int) -> None:
    data = picture("JPEG")
    start = data.index(b"Exif\0\0")
    assert isinstance(without_place(data[: start + size]), bytes)
    assert isinstance(without_place(data[: start + 10] + b"\xff" * size + data[start + 10 + size :]), bytes)
