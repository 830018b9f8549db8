"""A charset that is no encoding of text is refused before Django sees the request."""

import pytest
from django.http import HttpResponse

from api.http.charset import is_text, text_only


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/json; charset=utf-8",
        'text/plain; charset="latin-1"',
        "text/plain; charset=no-such",
        "text/plain; charset=",
        "text/plain; charset=\x00",
    ],
)
def test_text_and_the_unknown_pass(content_type):
    assert is_text(content_type)


@pytest.mark.parametrize("codec", ["bz2_codec", "zlib", "hex", "rot13", "base64", "BZ2_Codec", '"uu"'])
def test_codecs_that_make_no_text_are_refused(codec):
    assert not is_text(f"text/plain; charset={codec}")


def test_the_refusal_is_a_problem_and_the_application_is_not_called():
    def application(environ, start_response):
        raise AssertionError("called")

    started = []
    body = text_only(application)(
        {"CONTENT_TYPE": "text/plain; charset=bz2_codec"}, lambda *args: started.append(args)
    )
    assert started[0][0] == "400 Bad Request"
    assert ("Content-Type", "application/problem+json") in started[0][1]
    assert b'"code":"bad_charset"' in b"".join(body)


def test_the_rest_goes_through():
    response = HttpResponse(b"x")
    assert text_only(lambda environ, start: response)({}, None) is response
