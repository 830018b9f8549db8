"""Articles in any number for measuring: new headlines over the paragraphs of the written ones."""

# ruff: noqa: E501, S311 - rows of words; repeatable chance is the point

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from cms.demo.texts import Part, Story

_SUBJECTS = (
    "Balai pelatihan", "Koperasi desa", "Posko aduan", "Paguyuban alumni", "Kelas malam", "Kantor pos kecamatan",
    "Rumah singgah", "Kelompok ibu", "Perpustakaan keliling", "Jaringan relawan", "Bengkel bersama", "Pasar pagi",
)  # fmt: skip
_VERBS = (
    "membuka layanan", "menambah jam buka", "mencatat rekor pendaftar", "memperbarui panduan", "menggelar latihan",
    "menerima rombongan", "mengubah jadwal", "memulai musim baru",
)  # fmt: skip
_PLACES = (
    "Ponorogo", "Cilacap", "Indramayu", "Kupang", "Blitar", "Sambas", "Tegal", "Jember", "Garut", "Mataram", "Brebes",
    "Wonosobo", "Nunukan", "Malang", "Kendal", "Lampung Timur", "Banyumas", "Sukabumi",
)  # fmt: skip


def generate(count: int, written: Sequence[Story], *, first: int = 1) -> Iterator[Story]:
    """Stories numbered from `first`; the same number always gives the same story."""
    public = [story for story in written if story.is_public]
    return (_story(number, public) for number in range(first, first + count))


def _story(number: int, written: Sequence[Story]) -> Story:
    chance = Random(number)
    model = written[number % len(written)]
    place = _PLACES[number % len(_PLACES)]
    title = f"{chance.choice(_SUBJECTS)} di {place} {chance.choice(_VERBS)} (arsip {number})"
    return replace(
        model,
        title=title,
        slug=f"arsip-{number}",
        kicker="Arsip",
        standfirst=chance.choice(written).standfirst,
        dateline=place.upper(),
        breaking_hours=0,
        update="",
        correction="",
        parts=tuple(_paragraphs(chance, written)),
    )


def _paragraphs(chance: Random, written: Sequence[Story]) -> Iterator[Part]:
    for _ in range(chance.randint(5, 9)):
        story = chance.choice(written)
        yield chance.choice([part for part in story.parts if part.kind == "paragraph"])
