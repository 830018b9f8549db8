"""Counting and flattening text: pure functions on strings."""

from __future__ import annotations

import html
import math
import re
import unicodedata
from collections.abc import Iterable
from textwrap import shorten

WORDS_PER_MINUTE = 200

_WORD = re.compile(r"\w+")
_BREAK = re.compile(r"</?(?:p|div|br|hr|li|ul|ol|h[1-6]|blockquote|table|tr|td|th)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_NOT_ANCHOR = re.compile(r"[^\w]+")
_CONTROLS_AND_SPACES = re.compile(r"[\x00-\x20\x7f]+")
MOST_SEARCHABLE = 100_000
"""PostgreSQL refuses an index entry above 1 MB; nobody looks for the last words of a book."""


def word_count(texts: Iterable[str]) -> int:
    """The number of `\\w+` runs in plain texts."""
    return sum(len(_WORD.findall(text)) for text in texts)


def reading_time_minutes(words: int) -> int:
    """Whole minutes at 200 words a minute, rounded up, at least 1."""
    return max(1, math.ceil(words / WORDS_PER_MINUTE))


def plain(rich_text: str) -> str:
    """The text of an HTML fragment: blocks are parted by a space, inline tags leave no trace."""
    spaced = _BREAK.sub(" ", rich_text)
    return " ".join(html.unescape(_TAG.sub("", spaced)).split())


def beginning(text: str, most: int = 160) -> str:
    """As many whole words from the front as fit, with an ellipsis where it goes on."""
    return shorten(text, most, placeholder=" …")


def searchable(text: str) -> str:
    """A plain text as the search index takes it: no control characters, of a bounded length."""
    return _CONTROLS_AND_SPACES.sub(" ", text[:MOST_SEARCHABLE]).strip()


def anchor(text: str) -> str:
    """A fragment identifier for a heading: lower case words joined by hyphens, accents dropped."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NOT_ANCHOR.sub("-", ascii_text.lower()).replace("_", "-").strip("-") or "section"
