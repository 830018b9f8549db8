"""Articles in any number, by a seeded grammar: a number is always the same story."""

# ruff: noqa: S311 - repeatable chance is the point

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from cms.demo.phrases import (
    FIRST_NAMES,
    LABELS,
    LAST_NAMES,
    PLACES,
    RULES,
    SHARED_TAGS,
    THEMES,
    Theme,
)
from cms.demo.portal import WRITERS, Writer
from cms.demo.texts import Part, Story

_SLOT = re.compile(r"\{(\w+)\}")


def freelancers() -> tuple[Writer, ...]:
    """Who writes beside the demo's own authors."""
    names = (f"{first} {last}" for last in LAST_NAMES for first in FIRST_NAMES)
    return tuple(Writer(name.lower().replace(" ", "-"), name, "Kontributor", "") for name in names)


_BYLINES = tuple(writer.slug for writer in (*WRITERS, *freelancers()))


def generate(count: int, *, first: int = 1) -> Iterator[Story]:
    """Stories numbered from `first`."""
    return map(_story, range(first, first + count))


def _story(number: int) -> Story:
    chance = Random(number)
    section = chance.choice(tuple(THEMES))
    theme = THEMES[section]
    voice = _Voice(theme, chance)
    return Story(
        section=section,
        title=voice.say("title"),
        slug=f"arsip-{number}",
        kicker=theme.kicker,
        standfirst=voice.say("standfirst"),
        picture=chance.choice(theme.pictures),
        caption="",
        authors=tuple(chance.sample(_BYLINES, chance.choice((1, 1, 1, 2)))),
        tags=(*chance.sample(theme.tags, 2), *chance.sample(SHARED_TAGS, chance.randint(0, 2))),
        dateline=voice.place.upper(),
        label=chance.choice(LABELS),
        parts=tuple(_parts(voice, chance)),
    )


def _parts(voice: _Voice, chance: Random) -> Iterator[Part]:
    yield Part("paragraph", voice.say("opening"))
    first, second = chance.randint(2, 3), chance.randint(1, 3)
    middle = voice.several("middle", first + second)
    for text in middle[:first]:
        yield Part("paragraph", text)
    yield Part("quote", voice.say("quote"), items=(voice.say("speaker"),))
    if chance.random() < 0.5:
        yield Part("heading", voice.say("heading"))
    if chance.random() < 0.3:
        yield Part("list", items=tuple(voice.several("list_item", 3)))
    for text in middle[first:]:
        yield Part("paragraph", text)
    yield Part("paragraph", voice.say("closing"))


class _Voice:
    """Expands the rules of the grammar for one article."""

    def __init__(self, theme: Theme, chance: Random) -> None:
        self._chance = chance
        self.place = chance.choice(PLACES)
        actor, topic = chance.choice(theme.actors), chance.choice(theme.topics)
        who = chance.choice(RULES["who"])
        self._fixed = {"place": self.place, "actor": actor, "topic": topic, "who": who}

    def say(self, rule: str) -> str:
        return self._expand(self._chance.choice(RULES[rule]))

    def several(self, rule: str, count: int) -> list[str]:
        """Different ones."""
        return [self._expand(text) for text in self._chance.sample(RULES[rule], count)]

    def _expand(self, text: str) -> str:
        return _SLOT.sub(lambda slot: self._word(slot[1]), text)

    def _word(self, name: str) -> str:
        """A name that begins with a capital begins a sentence."""
        rule = name.lower()
        text = self._fixed.get(rule) or self.say(rule)
        return text[:1].upper() + text[1:] if name != rule else text
