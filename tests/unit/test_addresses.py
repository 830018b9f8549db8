"""Hostile addresses: none that runs, none that leads elsewhere than it says."""

from __future__ import annotations

import pytest

from articles.addresses import is_link, is_own_path, is_web_address

HOSTILE = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript://example.org/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://example.org/1",
    "//evil.example/",
    "/\\evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\\\\evil.example\\",
    "https:evil.example",
    "https:///evil.example",
    "https://",
    "https://[evil",
    "https://portal.example@evil.example/",
    "https://editor:secret@evil.example/",
    "https://portal.example\\@evil.example/",
    "https://portal.example\\.evil.example/",
    "https://evil.example/\r\nSet-Cookie: a=b",
    "https://evil\x00.example/",
    "ht\ntps://evil.example/",
    "mailto:a@example.org\r\nBcc: b@example.org",
    "",
)


@pytest.mark.parametrize("rule", [is_own_path, is_web_address, is_link], ids=lambda rule: rule.__name__)
def test_no_hostile_address_is_taken(rule) -> None:
    assert [address for address in HOSTILE if rule(address)] == []


def test_ordinary_addresses_are_taken() -> None:
    web = ["https://example.org", "http://[::1]:8000/a?b=c#d", "HTTPS://münchen.example/a@b", "https://x/é"]
    assert [address for address in web if not (is_web_address(address) and is_link(address))] == []
    assert all(map(is_link, ["mailto:redaksi@example.org", "tel:+6221500123"]))
    assert all(map(is_own_path, ["/", "/berita/", "/a//b/", "/cari/?q=a@b"]))


def test_a_very_long_address_is_judged_at_once() -> None:
    assert is_web_address("https://example.org/" + "a" * 1_000_000)
    assert not is_own_path("//" + "a" * 1_000_000)
