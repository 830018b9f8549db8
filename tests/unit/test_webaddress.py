"""Addresses that are entered: each hostile one is refused, and told what is allowed."""

from __future__ import annotations

import pytest

from runtime.webaddress import HIDDEN, NAMED, NO_HOST, NO_SCHEME, TWIN, fault, is_web_address

HOSTILE = {
    "": NO_SCHEME,
    "javascript:alert(1)": NO_SCHEME,
    "JaVaScRiPt:alert(1)": NO_SCHEME,
    "javascript://example.org/%0aalert(1)": NO_SCHEME,
    "data:text/html,<script>alert(1)</script>": NO_SCHEME,
    "vbscript:msgbox(1)": NO_SCHEME,
    "file:///etc/passwd": NO_SCHEME,
    "blob:https://example.org/1": NO_SCHEME,
    "//evil.example/": NO_SCHEME,
    "/\\evil.example/": NO_SCHEME,
    "\\\\evil.example\\": NO_SCHEME,
    "https:evil.example": NO_SCHEME,
    "https:/evil.example": NO_SCHEME,
    "http&colon;//evil.example": NO_SCHEME,
    "java\tscript:alert(1)": HIDDEN,
    "\x01javascript:alert(1)": HIDDEN,
    " https://evil.example/": HIDDEN,
    "https://evil.example/a b": HIDDEN,
    "https://evil.example/\u00a0": HIDDEN,
    "https://evil.example/\r\nSet-Cookie: a=b": HIDDEN,
    "https://evil\x00.example/": HIDDEN,
    "ht\ntps://evil.example/": HIDDEN,
    "https://bank\u200b.example/": HIDDEN,
    "https://bank.example/\u202egpj.exe": HIDDEN,
    "https://\ufeffbank.example/": HIDDEN,
    "https://bank.example/\udcff": HIDDEN,
    "https://bank.example@evil.example/": NAMED,
    "https://editor:secret@evil.example/": NAMED,
    "https://bank.example\\@evil.example/": NAMED,
    "https://@evil.example/": NAMED,
    "https://": NO_HOST,
    "https:///evil.example": NO_HOST,
    "https://?evil.example": NO_HOST,
    "https://[evil": NO_HOST,
    "https://[::1]evil/": NO_HOST,
    "https://bank.example:evil/": NO_HOST,
    "https://bank.example:80:80/": NO_HOST,
    "https://bank.example\\.evil.example/": NO_HOST,
    "https://bank..example/": NO_HOST,
    "https://.example/": NO_HOST,
    "https://bank%2eexample/": NO_HOST,
    "https://{slot}.example/": NO_HOST,
    "https://bank。example/": NO_HOST,  # an ideographic full stop
    "https://bank．example/": NO_HOST,
    "https://bank／evil.example/": NO_HOST,
    "https://bank℀evil.example/": NO_HOST,
    "https://ｂａｎｋ.example/": NO_HOST,
    "https://①②⑦.⓪.⓪.①/": NO_HOST,
    "https://𝐛𝐚𝐧𝐤.example/": NO_HOST,
    "https://bаnk.example/": TWIN,  # a Cyrillic a
    "https://bαnk.example/": TWIN,  # a Greek one
    "https://www.раураӏ.example/": TWIN,  # all of it Cyrillic
    "https://ορ.example/": TWIN,
    "https://банкβ.example/": TWIN,
}
ORDINARY = (
    "https://example.org",
    "HTTPS://EXAMPLE.ORG/",
    "http://127.0.0.1:3000/preview/",
    "http://[::1]:8000/a?b=c#d",
    "https://example.org./a@b:c//d\\e",
    "https://münchen.example/ä",
    "https://россия.example/",
    "https://παράδειγμα.example/",
    "https://日本語abc.example/",
    "https://中文.example/",
    "https://한국.example/",
    "https://भारत.example/",
    "https://مثال.example/",
    "https://xn--bcher-kva.example/?q=b%C3%BCcher",
    "https://my_host.example/?next=javascript:alert(1)",
    "https://example.org/{slot}?a={line_item}",
)


@pytest.mark.parametrize(("address", "reason"), HOSTILE.items(), ids=map(ascii, HOSTILE))
def test_a_hostile_address_is_refused_and_told_what_is_allowed(address: str, reason: object) -> None:
    assert fault(address) is reason


@pytest.mark.parametrize("address", ORDINARY, ids=map(ascii, ORDINARY))
def test_an_ordinary_address_is_taken(address: str) -> None:
    assert (fault(address), is_web_address(address)) == (None, True)


def test_what_was_stored_before_is_left_out_too_unless_it_harms_nobody() -> None:
    harmless = {"https://evil.example/a b", "https://evil.example/\u00a0"}
    unseen = {"https://bank.example/\u202egpj.exe", "https://bank.example/\udcff"}
    assert {address for address in HOSTILE if is_web_address(address)} == harmless | unseen


def test_a_very_long_address_is_judged_at_once() -> None:
    assert fault("https://example.org/" + "a" * 100_000) is None
    assert fault("https://" + "a:" * 100_000) is NO_HOST
    assert fault("https://" + "ä" * 100_000) is None
