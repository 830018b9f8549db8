"""The example portal's own words: the same in each of its languages, and every one that is asked for."""

from __future__ import annotations

import re

from cms.portal_server import PORTAL

KEY = re.compile(r"^  (\w+):", re.MULTILINE)
USED = re.compile(r"\bwords\.(\w+)")


def keys(language: str) -> set[str]:
    return set(KEY.findall((PORTAL / "words" / f"{language}.js").read_text(encoding="utf-8")))


def test_both_languages_have_the_same_words() -> None:
    assert keys("en") - {"dates"} == keys("id")


def test_every_word_that_the_portal_uses_is_there() -> None:
    sources = [path for path in PORTAL.rglob("*.js") if path.parent.name != "words"]
    used = {word for path in sources for word in USED.findall(path.read_text(encoding="utf-8"))}
    assert used - {"length", "pop", "dates", "join", "js"} <= keys("id")
    assert len(used) > 70
