"""Zips of html creatives: what is taken and what is refused, before anything is unpacked."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError

from ads.rules.packages import MAX_ENTRIES, Package, inspect_package
from tests import packages
from tests.packages import PAGE, zipped


def inspect(content: bytes) -> Package:
    return inspect_package(io.BytesIO(content))


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"index.html": PAGE, "img/a.png": b"x"}, Package("", (300, 250))),
        ({"kotak/index.html": PAGE, "kotak/a.js": "1"}, Package("kotak/", (300, 250))),
        ({"index.html": "<p>no size"}, Package("", None)),
        ({"index.html": PAGE.replace("300", "0")}, Package("", None)),
        ({"__MACOSX/._index.html": b"x", "a/.DS_Store": b"x", "index.html": PAGE}, Package("", (300, 250))),
    ],
)
def test_takes_a_zip_with_a_page(files: dict[str, str | bytes], expected: Package) -> None:
    assert inspect(zipped(files)) == expected


HOSTILE = {
    "no zip": (b"<html>", "zip"),
    "half a zip": (zipped()[:-40], "zip"),
    "a wrong checksum": (packages.corrupted(), "zip"),
    "no page": (zipped({"page.html": PAGE}), "index"),
    "pages in two folders": (zipped({"a/index.html": PAGE, "b/x.js": "1"}), "index"),
    "a way up": (zipped({"index.html": PAGE, "../../x.js": "1"}), "path"),
    "a way up in the middle": (zipped({"index.html": PAGE, "a/../../x.js": "1"}), "path"),
    "a path from the root": (zipped({"index.html": PAGE, "/etc/x.js": "1"}), "path"),
    "a path of Windows": (zipped({"index.html": PAGE, "a\\x.js": "1"}), "path"),
    "a drive": (zipped({"index.html": PAGE, "c:x.js": "1"}), "path"),
    "a line break": (zipped({"index.html": PAGE, "a\nb.js": "1"}), "path"),
    "a long name": (zipped({"index.html": PAGE, "a" * 201 + ".js": "1"}), "path"),
    "a link": (packages.with_link(), "link"),
    "two of a name": (packages.with_two_of_a_name(), "twice"),
    "encrypted": (packages.encrypted(), "packed"),
    "packed unusually": (zipped(compression=14), "packed"),
    "a bomb": (zipped({"index.html": PAGE, "a.js": b"0" * 2_000_000}), "ratio"),
    "a zip in the zip": (zipped({"index.html": PAGE, "a.zip": b"x"}), "type"),
    "a program": (zipped({"index.html": PAGE, "a.php": b"x"}), "type"),
    "no ending": (zipped({"index.html": PAGE, "README": b"x"}), "type"),
    "many files": (zipped({"index.html": PAGE, **{f"{n}.js": "1" for n in range(MAX_ENTRIES)}}), "entries"),
}


@pytest.mark.parametrize(("content", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_refuses_what_could_do_harm_and_says_why(content: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        inspect(content)
    assert refused.value.code == code


def test_refuses_more_than_it_may_unpack_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ads.rules.packages.MAX_UNPACKED", 10_000)
    content = zipped({"index.html": PAGE, "a.js": bytes(range(256)) * 40})
    with pytest.raises(ValidationError) as refused:
        inspect(content)
    assert refused.value.code == "unpacked"
