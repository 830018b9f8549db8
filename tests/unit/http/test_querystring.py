"""The raw query: strict UTF-8, strict percent encoding, bounded."""

import pytest

from api.http.errors import ApiProblem
from api.http.querystring import pairs


def test_reads_names_and_values_in_order():
    assert pairs("tag=umkm&limit=5") == [("tag", "umkm"), ("limit", "5")]


def test_plus_is_a_space_and_percent_plus_a_plus():
    assert pairs("q=a+b%2Bc") == [("q", "a b+c")]


def test_raw_bytes_as_wsgi_gives_them_are_utf8():
    assert pairs("q=" + "é".encode().decode("latin-1")) == [("q", "é")]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("a=%00", "nul"),
        ("a=%zz", "bad_encoding"),
        ("a=%", "bad_encoding"),
        ("a=%ff", "bad_encoding"),
        ("a=%ED%A0%80", "bad_encoding"),
        ("a=\udcff", "bad_encoding"),
        ("%00=1", "nul"),
    ],
)
def test_refuses_what_is_no_text(raw, code):
    with pytest.raises(ApiProblem) as caught:
        pairs(raw)
    assert (caught.value.status, caught.value.code) == (400, code)


def test_takes_2048_bytes_and_not_one_more():
    assert len(pairs("a=" + "x" * 2046)) == 1
    with pytest.raises(ApiProblem) as caught:
        pairs("a=" + "x" * 2047)
    assert (caught.value.status, caught.value.code) == (414, "query_too_long")
