"""Full-text search over the published documents: SQLite's FTS5 or PostgreSQL's own, behind a few functions.

The index belongs to the database: triggers (SQLite) or a generated column (PostgreSQL) on `DocumentText` keep
it, so that it changes in the transaction that writes a document. What may be seen is decided by the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.db import connection
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


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what holds every word, how much there is, and how much of that each section holds."""

    documents: list[Document]
    total: int = 0
    section_counts: list[tuple[str, int]] = field(default_factory=list)
    """By key, at any depth, the fullest first; counted without the sections that were asked for."""


def find(
    rows: DocumentQuerySet,
    words: Words,
    *,
    sections: Collection[str],
    is_newest_first: bool,
    offset: int,
    limit: int,
) -> Found:
    """What of these rows holds every word: the best, or the newest, of these sections first; two queries."""
    if not words.words:
        return Found([])
    statement = _found(rows, words, tuple(sections), with_relevance=not is_newest_first)
    with connection.cursor() as cursor:
        cursor.execute(statement[0], [*statement[1], limit, offset])
        answer = cursor.fetchall()
    ids = [number for part, _, number, _ in sorted(answer) if part == _PAGE]
    counts = [(value, number) for part, _, number, value in answer if part == _SECTIONS]
    documents = Document.objects.cards().in_bulk(ids)
    return Found(
        [documents[pk] for pk in ids if pk in documents],
        sum(number for part, _, number, _ in answer if part == _TOTAL),
        sorted(counts, key=lambda each: (-each[1], each[0])),
    )


_PAGE, _TOTAL, _SECTIONS = range(3)
_BEST_FIRST = "relevance DESC, published_at DESC, page_id DESC"


def _found(
    rows: DocumentQuerySet, words: Words, sections: tuple[str, ...], *, with_relevance: bool
) -> tuple[str, list[Any]]:
    """Rows of part, place, number and value: the hits are found once and shared by the three parts."""
    seen, seen_parameters = rows.order_by().values("id", "published_at", "page_id").query.sql_with_params()
    hits, parameters = _hits(words, with_relevance=with_relevance)
    columns = "seen.id, seen.published_at, seen.page_id"
    columns += ", hits.relevance" if with_relevance else ", 0 AS relevance"
    terms = DocumentTerm._meta.db_table
    asked = f"kind = '{DocumentTerm.SECTION}' AND value IN ({', '.join(['%s'] * len(sections))})"
    within = f" WHERE id IN (SELECT document_id FROM {terms} WHERE {asked})" if sections else ""  # noqa: S608
    # The hits are found before anything else, whatever the planner thinks of the rows.
    sql = f"""
        WITH hits AS MATERIALIZED ({hits}),
        found AS MATERIALIZED (SELECT {columns} FROM hits JOIN ({seen}) seen ON seen.id = hits.id),
        asked AS MATERIALIZED (SELECT id, published_at, page_id, relevance FROM found{within})
        SELECT {_TOTAL} AS part, 0 AS place, COUNT(*) AS number, '' AS value FROM asked
        UNION ALL
        SELECT {_SECTIONS}, 0, COUNT(*), value
        FROM found JOIN {terms} ON document_id = found.id WHERE kind = '{DocumentTerm.SECTION}' GROUP BY value
        UNION ALL
        SELECT {_PAGE}, ROW_NUMBER() OVER (ORDER BY {_BEST_FIRST}), id, ''
        FROM (SELECT * FROM asked ORDER BY {_BEST_FIRST} LIMIT %s OFFSET %s) best"""  # noqa: S608
    return sql, [*parameters, *seen_parameters, *sections]


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
