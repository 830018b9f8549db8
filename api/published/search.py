"""Full-text search over the published documents: SQLite's FTS5 or PostgreSQL's own, behind three functions.

The index belongs to the database: triggers (SQLite) or a generated column (PostgreSQL) on `DocumentText` keep
it, so that it changes in the transaction that writes a document. What may be seen is decided by the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.db import connection
from django.db.models import Count
from django.db.models.expressions import RawSQL

from api.published.models import Document, DocumentQuerySet, DocumentTerm
from articles.searching import clean_query

CONFIGURATIONS = {"id": "indonesian", "en": "english"}
"""How PostgreSQL takes words apart, by language: `melatih` finds `pelatihan`. SQLite compares whole words."""

START, STOP = "\x02", "\x03"
"""Around what is found, until the text is escaped; no stored text holds them."""

_INDEX = "api_document_index"
_WEIGHTS = "10.0, 4.0, 4.0, 1.0"
_FRAGMENT_WORDS = 32


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for, in one language; without a word it finds nothing."""

    words: tuple[str, ...]
    locale: str

    @classmethod
    def of(cls, typed: str, locale: str) -> Words:
        return cls(tuple(clean_query(typed).split()), locale)

    @property
    def expression(self) -> str:
        """All words, each quoted: no operator of FTS5 is left. PostgreSQL takes the plain words."""
        if connection.vendor == "sqlite":
            return " ".join(f'"{word}"' for word in self.words)
        return " ".join(self.words)

    @property
    def configuration(self) -> str:
        return CONFIGURATIONS.get(self.locale.partition("-")[0], "simple")


@dataclass(frozen=True, slots=True)
class Highlight:
    """What was found in a document, as HTML with no element but `mark`."""

    title: str
    excerpt: str


def matching(rows: DocumentQuerySet, words: Words) -> DocumentQuerySet:
    """Those of these rows that hold every word."""
    if not words.words:
        return rows.none()
    found = RawSQL(*_hits(words))  # noqa: S611
    return rows.filter(pk__in=found)


def by_relevance(rows: DocumentQuerySet, words: Words, *, offset: int, limit: int) -> list[Document]:
    """Some of the matching rows, the best first and the newer first among equals: two queries."""
    if not words.words:
        return []
    seen, parameters = rows.order_by().values("id", "published_at", "page_id").query.sql_with_params()
    hits, hit_parameters = _hits(words, with_relevance=True)
    # The hits are found once, whatever the planner thinks of the rows.
    sql = (
        f"WITH hits AS MATERIALIZED ({hits}) SELECT seen.id FROM hits JOIN ({seen}) seen ON seen.id = hits.id"  # noqa: S608
        " ORDER BY hits.relevance DESC, seen.published_at DESC, seen.page_id DESC LIMIT %s OFFSET %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*hit_parameters, *parameters, limit, offset])
        ids = [row[0] for row in cursor.fetchall()]
    found = Document.objects.cards().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def _hits(words: Words, *, with_relevance: bool = False) -> tuple[str, tuple[str, ...]]:
    """The ids of the documents that hold every word."""
    if connection.vendor == "sqlite":
        relevance = f", -bm25({_INDEX}, {_WEIGHTS}) AS relevance" if with_relevance else ""
        return (
            f"SELECT rowid AS id{relevance} FROM {_INDEX} WHERE {_INDEX} MATCH %s"  # noqa: S608
        ), (words.expression,)
    relevance = ", ts_rank(words, query) AS relevance" if with_relevance else ""
    return (
        f"SELECT document_id AS id{relevance} FROM api_documenttext,"  # noqa: S608
        " plainto_tsquery(%s::regconfig, %s) query WHERE locale = %s AND words @@ query"
    ), (words.configuration, words.expression, words.locale)


def section_counts(rows: DocumentQuerySet) -> list[tuple[str, int]]:
    """How many of these rows stand in each section, at any depth; the fullest first."""
    terms = DocumentTerm.objects.filter(kind=DocumentTerm.SECTION, document__in=rows.order_by().values("pk"))
    counted = terms.values("value").annotate(count=Count("pk")).order_by("-count", "value")
    return [(each["value"], each["count"]) for each in counted]


def highlights(documents: Sequence[Document], words: Words) -> dict[int, Highlight]:
    """What was found in each of these, by the document's key: one query."""
    if not documents or not words.words:
        return {}
    sql, parameters = _marked(words, [document.pk for document in documents])
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return {pk: _highlight(*texts) for pk, *texts in cursor.fetchall()}


def _marked(words: Words, ids: Collection[int]) -> tuple[str, list[Any]]:
    """The title and the standfirst with marks, a piece of the body with marks, and the body itself."""
    places = ", ".join(["%s"] * len(ids))
    if connection.vendor == "sqlite":
        marks = f"'{START}', '{STOP}'"
        return (
            f"SELECT rowid, highlight({_INDEX}, 0, {marks}), highlight({_INDEX}, 1, {marks}),"  # noqa: S608
            f" snippet({_INDEX}, 3, {marks}, '', {_FRAGMENT_WORDS}), body"
            f" FROM {_INDEX} WHERE {_INDEX} MATCH %s AND rowid IN ({places})"
        ), [words.expression, *ids]
    whole = f'StartSel="{START}", StopSel="{STOP}", HighlightAll=true'
    piece = f'StartSel="{START}", StopSel="{STOP}", MaxWords={_FRAGMENT_WORDS}, MinWords=16'
    return (
        "SELECT document_id, ts_headline(%s::regconfig, title, query, %s),"  # noqa: S608
        " ts_headline(%s::regconfig, standfirst, query, %s),"
        " ts_headline(%s::regconfig, body, query, %s), body"
        f" FROM api_documenttext, plainto_tsquery(%s::regconfig, %s) query WHERE document_id IN ({places})"
    ), [
        *(words.configuration, whole, words.configuration, whole, words.configuration, piece),
        *(words.configuration, words.expression, *ids),
    ]


def _highlight(title: str, standfirst: str, piece: str, body: str) -> Highlight:
    in_body = START in piece or not (START in standfirst or standfirst)
    return Highlight(title=_html(title), excerpt=_html(_within(piece, body) if in_body else standfirst))


def _within(piece: str, whole: str) -> str:
    """A piece says where it was cut."""
    plain = piece.replace(START, "").replace(STOP, "").strip()
    before = "" if whole.startswith(plain) else "… "
    after = "" if whole.endswith(plain) else " …"
    return f"{before}{piece.strip()}{after}"


def _html(marked: str) -> str:
    return escape(marked).replace(START, "<mark>").replace(STOP, "</mark>")


def unmarked(title: str, standfirst: str) -> Highlight:
    """Of a document whose stored text is out of date: what its card says now."""
    return Highlight(title=escape(title), excerpt=escape(standfirst))
