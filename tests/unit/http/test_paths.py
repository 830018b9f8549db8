"""Every spelling of a frontend path leads to one, and crooked ones to a refusal."""

import pytest

from api.http.errors import ApiProblem
from api.http.parameters import Unfit
from api.http.paths import frontend_path


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("/", "/"),
        ("/pelatihan/umkm-digital/", "/pelatihan/umkm-digital/"),
        ("/pelatihan/umkm-digital", "/pelatihan/umkm-digital/"),
        ("/caf%C3%A9/", "/café/"),
        ("/cafe\u0301/", "/café/"),
        ("/a%2Fb", "/a/b/"),
        ("/a+b/", "/a+b/"),
        ("/a b/", "/a b/"),
        ("/v1.0/", "/v1.0/"),
    ],
)
def test_one_spelling(given, stored):
    assert frontend_path(given) == stored


@pytest.mark.parametrize(
    "given",
    [
        "",
        "a/b/",
        "//",
        "/a//b/",
        "/./",
        "/a/../b/",
        "/a/..",
        "/%2e%2e/",
        "/a%2F%2Fb/",
        "/a/?x=1",
        "/a/#b",
        "https://portal.example/a/",
        "/" + "x" * 1001,
    ],
)
def test_crooked_paths_are_refused(given):
    with pytest.raises(Unfit):
        frontend_path(given)


@pytest.mark.parametrize("given", ["/%zz/", "/%00/", "/%ff/"])
def test_broken_encoding_is_refused(given):
    with pytest.raises(ApiProblem) as caught:
        frontend_path(given)
    assert caught.value.status == 400
