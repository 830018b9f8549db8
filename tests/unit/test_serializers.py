"""Small pure parts of the serializers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from api.published.article import byline
from api.serializers.block_shapes import block_serializers
from api.serializers.blocks import BLOCKS
from api.serializers.seo import script_safe
from api.serializers.shapes import moment
from articles.blocks import BODY_BLOCKS


def test_every_block_of_the_body_has_a_serializer():
    assert set(BODY_BLOCKS.base_blocks) <= set(BLOCKS)


def test_every_public_block_type_has_a_shape():
    assert set(block_serializers()) == set(BLOCKS)


@pytest.mark.parametrize(
    ("names", "locale", "text"),
    [
        ([], "id", ""),
        (["A"], "id", "Oleh A"),
        (["A", "B"], "id", "Oleh A dan B"),
        (["A", "B", "C"], "id", "Oleh A, B dan C"),
        (["A", "B"], "en", "By A and B"),
        (["A"], "fr", "By A"),
    ],
)
def test_a_byline_is_written_in_the_language_of_the_page(names, locale, text):
    assert byline(names, locale) == text


def test_datetimes_are_utc_without_microseconds():
    at = datetime(2026, 8, 17, 19, 0, 0, 123456, tzinfo=timezone(timedelta(hours=7)))
    assert moment(at) == "2026-08-17T12:00:00Z"
    assert moment(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00Z"


def test_json_in_a_script_element_cannot_end_it():
    safe = r'{"a":"\u003c/script\u003e\u003c!--\u0026\u2028"}'
    assert script_safe({"a": "</script><!--&\u2028"}) == safe
