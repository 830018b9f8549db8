"""What of the demo portal can be read in English too, apart from its articles in `texts/en.txt`."""

# Prose is not cut into lines.
# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from dataclasses import dataclass

CODE = "en"
DESCRIPTION = "News for and about Indonesian migrant workers"
"""Of the home page; what `site/` calls the tagline in this language."""
LATEST = "Latest"


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    """As in the first language: what is booked for a section is booked for it in all languages."""
    slug: str
    title: str
    intro: str


@dataclass(frozen=True, slots=True)
class Standing:
    original: str
    """Slug of the page that this one translates."""
    slug: str
    title: str
    standfirst: str
    paragraphs: tuple[str, ...]


SECTIONS = (
    Section("pelatihan", "training", "Training", "Courses, certificates and skills that open doors before leaving and after coming home."),
    Section("pelindungan", "protection", "Protection", "Rights, complaints, legal aid and safety at work."),
    Section("penempatan", "placement", "Placement", "Procedure, contracts, openings, and how to recognise an offer that is not true."),
    Section("keuangan", "money", "Money", "Remittances, savings, small businesses, and decisions that withstand a shock."),
    Section("negara-tujuan", "destinations", "Destinations", "News, rules and everyday life from where people work."),
    Section("keluarga", "family", "Family", "Those who wait, bring up children, and welcome people home."),
)

STANDING = (
    Standing("tentang-kami", "about-us", "About us", "Warta Rantau is an example portal: its newsroom is made up, the matters it writes about are real.", (
        "Warta Rantau shows how a news portal can be run with Warta. All articles, names, institutions and figures are invented for the purpose of an example.",
        "Our imagined newsroom writes about training, protection, placement, money, destinations and the families of Indonesian migrant workers.",
        "A part of the articles is translated into English by hand; those that are name each other as translations.",
        "The illustrations were made with a program that comes with this portal, and may be used together with its code.",
    )),
    Standing("pedoman-redaksi", "how-we-work", "How we work", "How we check, write and correct.", (
        "Every article is checked by at least one person who did not write it. Figures are compared with their source, and quotes with a recording or notes.",
        "Faults are put right where they stand, and noted with the date below the article. What happens later is added with its time.",
        "Paid content is always marked. Advertisers have no say in what the news says.",
    )),
    Standing("kebijakan-privasi", "privacy", "Privacy", "These pages set no cookies and recognise no reader.", (
        "This example portal keeps nothing in your browser unless you allow it. Views of ads are counted without network addresses and without identifiers.",
        "Content from other sites is loaded only when you ask for it.",
    )),
)
