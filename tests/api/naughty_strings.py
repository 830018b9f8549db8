"""Five hundred texts that break what was not made for them, drawn from hostile kinds by a fixed seed."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

MOST = 250

Draw = Callable[[random.Random], str]


def _from(*ranges: tuple[int, int], length: int = 12) -> Draw:
    return lambda chance: "".join(chr(chance.randint(*chance.choice(ranges))) for _ in range(length))


def _mixed(*parts: str) -> Draw:
    return lambda chance: " ".join(chance.sample(parts, k=min(len(parts), 3)))


KINDS: dict[str, Draw] = {
    "right to left": _mixed("שלום", "مرحبا", "\u202e", "\u2066abc\u2069", "\u200f", "۱۲۳"),
    "no width": _mixed("a\u200bb", "\ufeff", "\u2060", "\u200d", "\u00ad", "x\u034f"),
    "controls": _from((1, 8), (14, 31), (127, 159)),
    "combining": lambda chance: "a" + "".join(chr(chance.randint(0x300, 0x36F)) for _ in range(100)),
    "emoji": _mixed("👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇮🇩", "👍🏿", "☺️", "😀"),
    "sql": _mixed("'; DROP TABLE articles--", '" OR ""="', "1)", "%_", "\\'", "/* */", "$$"),
    "markup": _mixed(
        "<script>alert(1)</script>", "&lt;b&gt;", "]]>", "<!--", "<img src=x onerror=1>", "&amp;amp;"
    ),
    "templates": _mixed("{{7*7}}", "{% debug %}", "${7*7}", "#{1}", "%(a)s", "{0.__class__}", "<%= 1 %>"),
    "searches": _mixed('"', "NEAR(", "AND", "OR", "NOT", "*", "title:", "^", "a -b", "(", ":*", "&", "|"),
    "reserved": _mixed("null", "None", "undefined", "CON", "NUL", "admin", "api", "true", "__proto__", "NaN"),
    "numbers": _mixed("1e309", "-0", "0x10", "1/0", "９", "٣", "½", "10" * 40, "-Infinity", "1,000.00"),
    "dates": _mixed("2026-02-30", "0000-00-00", "9999-12-31T23:59:60Z", "31/12", "now()", "+14:00"),
    "paths": _mixed("../../etc/passwd", "//", "\\\\host\\share", "%2e%2e%2f", "C:\\", "file:///", "?a=b#c"),
    "spaces": _mixed("\u3000", "\u2028", "\u00a0", "a\tb", "a\r\nb", "\u180e x"),
    "huge": lambda chance: chance.choice("aä漢😀") * MOST,
    "other planes": _from((0x10000, 0x10FFF), (0x1D400, 0x1D7FF), (0x20000, 0x2A6DF)),
    "not characters": _from((0xFDD0, 0xFDEF), (0xE000, 0xF8FF), (0xFFF9, 0xFFFD)),
    "letters": _from((0x100, 0x24F), (0x370, 0x3FF), (0x400, 0x4FF), (0x4E00, 0x9FFF), (0x1E00, 0x1EFF)),
}


def draw(count: int = 500, seed: int = 20260815) -> list[str]:
    """`count` different texts without NUL and lone surrogates, which no field and no JSON takes."""
    chance, found = random.Random(seed), {}
    kinds = list(KINDS.values())
    while len(found) < count:
        text = kinds[len(found) % len(kinds)](chance)
        if text in found:
            text = f"{len(found)} {text}"
        found[text[:MOST]] = None
    return list(found)


def same(left: str, right: str) -> bool:
    """Equal but for what a form does to every text: spaces around it, and line ends."""
    return unicodedata.normalize("NFC", left).strip() == unicodedata.normalize("NFC", right).strip()
