"""The demo's notation and pictures, without a database."""

from __future__ import annotations

import pytest

from articles.blocks import BODY_BLOCKS
from cms.demo import bookings, portal
from cms.demo.artwork import draw
from cms.demo.generated import generate
from cms.demo.scenes import SCENES
from cms.demo.texts import Story, by_recency, stories

KEYS = [section.key for section in portal.SECTIONS]
STORIES = by_recency(KEYS)


def test_one_story_shows_every_block() -> None:
    story = next(each for each in STORIES if each.slug == "resep-opor-rekaman-suara")
    assert {part.kind for part in story.parts} == {*BODY_BLOCKS.base_blocks, "list"}


def test_a_box_has_facts_and_lines() -> None:
    story = next(each for each in STORIES if each.slug == "resep-opor-rekaman-suara")
    table = next(part for part in story.parts if part.kind == "table")
    assert table.facts == ("Takaran opor dari rekaman",)
    assert table.items[0] == "Bahan | Kata Ibu | Kira-kira"


def test_takes_sections_in_turn() -> None:
    assert [story.section for story in STORIES[:7]] == [*KEYS, KEYS[0]]


def test_a_quote_knows_its_speaker_and_office() -> None:
    story = next(each for each in stories("pelatihan") if each.slug == "perawatan-lansia-boneka-peraga")
    quote = next(part for part in story.parts if part.kind == "quote")
    assert quote.items == ("Instruktur perawatan", "balai pelatihan Semarang")


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
def test_a_story_has_words_of_its_own_and_names_what_there_is(story: Story) -> None:
    parts = [*story.parts, *(part for entry in story.entries for part in entry.parts)]
    paragraphs = [part.text for part in parts if part.kind == "paragraph"]
    assert 5 <= len(paragraphs) <= 12
    assert story.title
    assert story.standfirst
    assert story.picture in SCENES
    assert set(story.authors) <= {writer.slug for writer in portal.WRITERS}


def test_no_paragraph_stands_in_two_stories() -> None:
    paragraphs = [part.text for story in STORIES for part in story.parts if part.kind == "paragraph"]
    assert len(paragraphs) == len(set(paragraphs))


def test_a_generated_story_is_the_same_each_time() -> None:
    assert list(generate(3, first=7)) == list(generate(3, first=7)) == list(generate(9))[6:]
    assert len({story.slug for story in generate(50)}) == 50


def test_generated_stories_differ_in_all_that_lists_filter_by() -> None:
    made = list(generate(300))
    assert {story.section for story in made} == set(KEYS)
    assert len({name for story in made for name in story.authors}) > 80
    assert len({tag for story in made for tag in story.tags}) > 50
    assert {story.label for story in made} == {"news", "feature", "analysis", "opinion"}
    assert len({story.title for story in made}) > 290


def test_generated_stories_read_as_sentences_about_what_there_is() -> None:
    for story in generate(300):
        texts = [
            story.title,
            story.standfirst,
            *(part.text for part in story.parts if part.kind == "paragraph"),
        ]
        assert all(text[0].isupper() and "{" not in text and "  " not in text for text in texts)
        assert story.picture in SCENES


def test_a_picture_is_the_same_each_time() -> None:
    assert SCENES["perahu"]().jpeg() == SCENES["perahu"]().jpeg()


@pytest.mark.parametrize(
    "facts", [each for each in bookings.ARTWORK if each.poster], ids=lambda each: each.name
)
def test_a_poster_measures_exactly_its_slot(facts: bookings.Artwork) -> None:
    from io import BytesIO

    from PIL import Image

    assert facts.poster is not None
    with Image.open(BytesIO(draw(facts.poster, facts.size))) as picture:
        assert picture.size == facts.size
