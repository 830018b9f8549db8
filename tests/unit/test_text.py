"""Counting and flattening text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from articles import text

MATERIAL = Path(__file__).resolve().parents[2] / "../shared/material/portal-article.txt"


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        ([], 0),
        ([""], 0),
        (["BANDUNG", "Dua kata."], 3),
        (["non-prosedural"], 2),
        (["(06/04/2021)"], 3),
        (["“Yang bisa bertahan,” katanya. []"], 4),
        (["a_b"], 1),
    ],
)
def test_counts_runs_of_word_characters(texts: list[str], count: int) -> None:
    assert text.word_count(texts) == count


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, 1), (1, 1), (200, 1), (201, 2), (309, 2), (400, 2), (401, 3)]
)
def test_reads_two_hundred_words_a_minute_rounded_up(words: int, minutes: int) -> None:
    assert text.reading_time_minutes(words) == minutes


@pytest.mark.parametrize(
    ("rich", "plain"),
    [
        ("", ""),
        ("<p>Satu</p><p>dua</p>", "Satu dua"),
        ("<p>ke<b>ti</b>ga</p>", "ketiga"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("<p>A &amp; B&nbsp;&lt;c&gt;</p>", "A & B <c>"),
        ("satu<br/>dua", "satu dua"),
    ],
)
def test_flattens_rich_text(rich: str, plain: str) -> None:
    assert text.plain(rich) == plain


@pytest.mark.parametrize(
    ("heading", "fragment"),
    [
        ("Dua hal", "dua-hal"),
        ("Né à Paris?", "ne-a-paris"),
        ("2_3", "2-3"),
        ("新聞", "section"),
        ("", "section"),
    ],
)
def test_makes_an_anchor(heading: str, fragment: str) -> None:
    assert text.anchor(heading) == fragment


@pytest.mark.skipif(not MATERIAL.exists(), reason="the article of the material is not here")
def test_the_article_of_the_material_has_309_words_and_reads_in_2_minutes() -> None:
    lines = MATERIAL.read_text(encoding="utf-8").splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("BANDUNG – "))
    end = next(place for place, line in enumerate(lines) if line.endswith("[]"))
    dateline, _dash, first = lines[start].partition(" – ")
    paragraphs = [first, *lines[start + 1 : end], re.sub(r"\[\]$", "", lines[end])]
    words = text.word_count([dateline, *paragraphs])
    assert words == 309
    assert text.reading_time_minutes(words) == 2
