"""The lines that ads.txt may have."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from ads.rules.ads_txt import PLACEHOLDER, validate_ads_txt


def faults(text: str) -> list[str]:
    with translation.override("en"):
        try:
            validate_ads_txt(text)
        except ValidationError as error:
            return list(error.messages)
    return []


@pytest.mark.parametrize(
    "text",
    [
        "",
        PLACEHOLDER,
        "# a comment, with commas",
        "google.com, pub-1, DIRECT, f08c47fec0942fa0 # ours",
        "example.co.id,7,reseller;extension",
        "OWNERDOMAIN=portal.example\r\nCONTACT = iklan@portal.example\n\nMANAGERDOMAIN=sell.example, ID",
    ],
)
def test_takes_what_the_standard_knows(text):
    assert faults(text) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("example.com, 1", "Line 2: A seller has three or four parts"),
        ("example, 1, DIRECT", "Line 2: The first part is a domain"),
        ("example.com,, DIRECT", "Line 2: The second part is the account"),
        ("example.com, 1, MAYBE", "Line 2: The third part is DIRECT or RESELLER."),
        ("example.com, 1, DIRECT,", "Line 2: Nothing stands after the last comma."),
        ("NAME=example.com", "Line 2: Before = stands one of CONTACT"),
        ("OWNERDOMAIN=nowhere", "Line 2: After = stands a domain"),
        ("CONTACT=", "Line 2: Nothing stands after =."),
        ("example.com, 1\x00, DIRECT", "Line 2: There is a character that cannot be printed."),
    ],
)
def test_names_the_line_and_its_fault(line, fault):
    [found] = faults(f"{PLACEHOLDER}\n{line}")
    assert found.startswith(fault)


def test_names_every_fault_at_once():
    assert len(faults("a\nb\n=")) == 3
