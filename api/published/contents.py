"""Whole pages with their children, in batches: a live one from its row, a scheduled one from its revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import BigIntegerField, DateTimeField, F, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Orderable, Page

from api.published.models import ARTICLE
from api.published.nodes import Node
from articles.models import ArticleAuthor, ArticleTagged, Correction, RelatedArticle, Update


@dataclass(frozen=True, slots=True)
class Note:
    """A correction or an update."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Content:
    """One page as the public sees it, with the ids of what it refers to."""

    node: Node
    page: Any
    author_ids: tuple[int, ...] = ()
    tag_ids: tuple[int, ...] = ()
    related_ids: tuple[int, ...] = ()
    corrections: tuple[Note, ...] = ()
    updates: tuple[Note, ...] = ()

    @property
    def body(self) -> list[dict[str, Any]]:
        """The stored form of the body's blocks: no chooser block asks the database."""
        body = getattr(self.page, "body", None)
        return list(body.raw_data) if body else []


def load(nodes: Iterable[Node], *, for_cards: bool = False) -> dict[int, Content]:
    """The contents of these pages by id: one query a type, and one for the children of articles.

    Only a page that is scheduled and was never published costs more, for its revision. `for_cards`: of the
    children those alone that a card shows.
    """
    by_type: dict[str, dict[int, Node]] = defaultdict(dict)
    for node in nodes:
        by_type[node.page_type][node.id] = node
    found: dict[int, Content] = {}
    for page_type, of_type in by_type.items():
        found |= _load_type(page_type, of_type, ON_CARDS if for_cards else RELATIONS)
    return found


def _load_type(page_type: str, nodes: dict[int, Node], relations: Collection[str]) -> dict[int, Content]:
    model = apps.get_model(page_type) if page_type else Page
    pages = {page.pk: page for page in model._default_manager.filter(pk__in=nodes)}
    if page_type != ARTICLE:
        return {pk: Content(node=nodes[pk], page=_approved(nodes[pk], page)) for pk, page in pages.items()}
    children = _children([pk for pk in pages if nodes[pk].approved is None], relations)
    return {pk: _article(nodes[pk], page, children.get(pk, _Children())) for pk, page in pages.items()}


def _approved(node: Node, page: Page) -> Page:
    return page if node.approved is None else page.with_content_json(dict(node.approved.content))


@dataclass
class _Children:
    """The rows of every child relation of one article, in their order."""

    authors: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    related: list[int] = field(default_factory=list)
    corrections: list[Note] = field(default_factory=list)
    updates: list[Note] = field(default_factory=list)


RELATIONS: dict[str, tuple[type[Model], str, str]] = {
    "authors": (ArticleAuthor, "page_id", "author_id"),
    "tags": (ArticleTagged, "content_object_id", "tag_id"),
    "related": (RelatedArticle, "page_id", "target_id"),
    "corrections": (Correction, "page_id", ""),
    "updates": (Update, "page_id", ""),
}
"""Model, and its columns of the article and of what the article has there; a note has its text instead."""

ON_CARDS = ("authors", "tags")


def _children(page_ids: list[int], relations: Collection[str]) -> dict[int, _Children]:
    """By article: one query over these relations."""
    if not page_ids:
        return {}
    first, *others = (_rows(relation, page_ids) for relation in relations)
    found: dict[int, _Children] = defaultdict(_Children)
    rows = sorted(first.union(*others, all=True), key=lambda row: row[:4])
    for relation, page_id, _place, _pk, other_id, at, text in rows:
        getattr(found[page_id], relation).append(Note(at, text) if other_id is None else other_id)
    return found


def _rows(relation: str, page_ids: list[int]) -> QuerySet[Any, Any]:
    model, parent, other = RELATIONS[relation]
    is_note, is_ordered = not other, issubclass(model, Orderable)
    rows = model._default_manager.filter(**{f"{parent}__in": page_ids}).order_by()
    told: QuerySet[Any, Any] = rows.annotate(
        relation=Value(relation),
        place=Coalesce("sort_order", 0) if is_ordered else Value(0),
        other=Cast(Value(None), BigIntegerField()) if is_note else F(other),
        told_at=F("at") if is_note else Cast(Value(None), DateTimeField()),
        words=F("text") if is_note else Value("", TextField()),
    )
    return told.values_list("relation", parent, "place", "pk", "other", "told_at", "words")


def _article(node: Node, page: Any, children: _Children) -> Content:
    if node.approved is not None:
        return in_memory(node, _approved(node, page))
    return Content(
        node=node,
        page=page,
        author_ids=tuple(children.authors),
        tag_ids=tuple(children.tags),
        related_ids=tuple(children.related),
        corrections=tuple(children.corrections),
        updates=tuple(children.updates),
    )


def of_object(node: Node, page: Any) -> Content:
    """A page of any type as it is in memory."""
    return in_memory(node, page) if node.is_article else Content(node=node, page=page)


def in_memory(node: Node, page: Any) -> Content:
    """An article whose children are not rows: a revision, or a form in which something may be missing yet."""
    return Content(
        node=node,
        page=page,
        author_ids=tuple(each.author_id for each in page.article_authors.all() if each.author_id),
        tag_ids=tuple(each.tag_id for each in page.tagged_items.all() if each.tag_id),
        related_ids=tuple(each.target_id for each in page.related_links.all() if each.target_id),
        corrections=tuple(Note(each.at, each.text) for each in page.corrections.all() if each.at),
        updates=tuple(Note(each.at, each.text) for each in page.updates.all() if each.at),
    )
