"""Labels, sizes, destinations and targeting: one spelling, and errors that name what is allowed."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from ads.rules.destinations import expand, validate_destination
from ads.rules.sizes import check_breakpoints, parse_size
from ads.rules.targeting import normalise_dayparts, normalise_targeting
from runtime.labels import normalise_labels


def test_labels_have_one_spelling() -> None:
    assert normalise_labels(["Bank ", "bank", " Air  Line", "kartu_kredit", ""]) == [
        "air-line",
        "bank",
        "kartu-kredit",
    ]


@pytest.mark.parametrize("label", ["bank!", "-", "x" * 41, "bank\x00"])
def test_what_is_no_label_is_refused(label: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError, match="letters a-z"):
        normalise_labels([label])


def test_a_size_is_read_in_the_usual_spellings() -> None:
    assert [parse_size(text) for text in ("300x250", " 300 X 250 ", "300×250")] == [(300, 250)] * 3


@pytest.mark.parametrize(
    "text", ["300", "300x", "axb", "0x250", "300x-250", "300x4001", "1x2x3", "³x250", "9" * 99]
)
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        parse_size(text)


def test_breakpoints_are_sorted_and_their_sizes_distinct() -> None:
    rows = [{"min_width": 728, "sizes": [[728, 90]]}, {"min_width": 0, "sizes": [[300, 250], [300, 250]]}]
    assert check_breakpoints(rows) == [
        {"min_width": 0, "sizes": [[300, 250]]},
        {"min_width": 728, "sizes": [[728, 90]]},
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        {},
        None,
        [{"min_width": 728, "sizes": [[728, 90]]}],
        [{"min_width": 0, "sizes": []}],
        [{"min_width": 0, "sizes": [[300, 250]]}, {"min_width": 0, "sizes": [[320, 50]]}],
        [{"min_width": 0, "sizes": [[300, "250"]]}],
        [{"min_width": True, "sizes": [[300, 250]]}],
        [{"min_width": 0, "sizes": [[300, 250]], "more": 1}],
    ],
)
def test_breakpoints_that_leave_a_screen_without_size_are_refused(rows: object) -> None:
    with pytest.raises(ValidationError):
        check_breakpoints(rows)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a?b=1#c",
        "http://example.org",
        "mailto:desk@example.org",
        "tel:+6221500123",
        "whatsapp://send?phone=62811",
        "https://xn--80ak6aa92e.example/",
        "https://example.org/{slot}?utm_id={line_item}&at={timestamp}#{device}",
        "{frontend}",
        "{frontend}/kerja-sama/?from={slot}",
    ],
)
def test_a_click_may_lead_to_these(url: str) -> None:
    validate_destination(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "//example.org",
        "/relative",
        "https://",
        "https:///path",
        "mailto:",
        "https://example.org/\r\nSet-Cookie: a=b",
        "https://example.org/ space",
        "https://[::1",
        "\x00https://example.org",
        "https://bank.example@evil.example/",
        "https://{slot}.example.org/",
        "https://example.org/?a={reader}",
        "{frontend}.example.org/",
        "https://example.org/{frontend}",
        "https://example.org/?a={",
        "https://example.org/?a={{slot}}",
        "",
    ],
)
def test_a_click_leads_nowhere_else(url: str) -> None:
    with pytest.raises(ValidationError):
        validate_destination(url)


def test_macros_are_filled_in_percent_encoded_and_nothing_else_is_touched() -> None:
    url = "https://example.org/{slot}?a={line_item}&b={campaign}&c={other}"
    values = {"slot": "a b\r\n/é", "line_item": 7, "other": "x"}
    assert (
        expand(url, values, frontend="https://portal.example")
        == "https://example.org/a%20b%0D%0A%2F%C3%A9?a=7&b=&c={other}"
    )


def test_a_destination_on_the_portal_follows_it() -> None:
    assert expand("{frontend}/a/?s={slot}", {"slot": "b"}, frontend="http://127.0.0.1:3000") == (
        "http://127.0.0.1:3000/a/?s=b"
    )


def test_targeting_is_sorted_and_drops_what_bounds_nothing() -> None:
    targeting = {
        "tag": {"any_of": ["b", "a", "a"], "none_of": []},
        "section": {"none_of": []},
        "device": {"any_of": []},
    }
    assert normalise_targeting(targeting) == {"tag": {"any_of": ["a", "b"]}, "device": {"any_of": []}}


@pytest.mark.parametrize(
    "targeting",
    [
        [],
        {"planet": {}},
        {"tag": ["a"]},
        {"tag": {"some_of": []}},
        {"tag": {"any_of": "a"}},
        {"tag": {"any_of": [1]}},
        {"tag": {"any_of": ["a"], "none_of": ["a"]}},
    ],
)
def test_targeting_that_means_nothing_is_refused(targeting: object) -> None:
    with pytest.raises(ValidationError):
        normalise_targeting(targeting)


def test_all_hours_are_no_bound() -> None:
    assert normalise_dayparts(list(range(168))) == []
    assert normalise_dayparts([5, 1, 5]) == [1, 5]


@pytest.mark.parametrize("hours", [[168], [-1], ["1"], [True], {}, None])
def test_what_is_no_hour_of_the_week_is_refused(hours: object) -> None:
    with pytest.raises(ValidationError):
        normalise_dayparts(hours)
