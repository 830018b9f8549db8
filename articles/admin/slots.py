"""Which ad slots an article shows, for the people who place it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from articles import ports
from articles.blocks import POSITIONS
from articles.services import settings_of, slots_of


@dataclass(frozen=True, slots=True)
class SlotLine:
    """One slot in words."""

    label: str
    place: str


def inherited_slots(section: Any) -> list[SlotLine]:
    """The slots that articles of a section get from it or from above."""
    from articles.models import SectionPage

    chain = [
        page for page in section.get_ancestors(inclusive=True).specific() if isinstance(page, SectionPage)
    ]
    labels = dict(ports.slot_choices()) if ports.slot_choices.is_filled else {}
    return [
        SlotLine(labels.get(slot.code, slot.code), place_in_words(slot.position))
        for slot in slots_of(reversed(chain), settings_of(section))
    ]


def place_in_words(position: str) -> str:
    """`after_paragraph:3` as an editor reads it."""
    name, _colon, number = position.partition(":")
    words = str(dict(POSITIONS).get(name, name))
    return words.replace("…", number) if number else words
