"""Whole pages with their children, in batches: a live one from its row, a scheduled one from its revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from wagtail.models import Page

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


def load(nodes: Iterable[Node]) -> dict[int, Content]:
    """The contents of these pages by id: one query a type, five for the children of articles.

    Only a page that is scheduled and was never published costs more, for its revision.
    """
    by_type: dict[str, dict[int, Node]] = defaultdict(dict)
    for node in nodes:
        by_type[node.page_type][node.id] = node
    found: dict[int, Content] = {}
    for page_type, of_type in by_type.items():
        found |= _load_type(page_type, of_type)
    return found


def _load_type(page_type: str, nodes: dict[int, Node]) -> dict[int, Content]:
    model = apps.get_model(page_type) if page_type else Page
    pages = {page.pk: page for page in model._default_manager.filter(pk__in=nodes)}
    if page_type != ARTICLE:
        return {pk: Content(node=nodes[pk], page=_approved(nodes[pk], page)) for pk, page in pages.items()}
    stored = [pk for pk in pages if nodes[pk].approved is None]
    children = _Children.of(stored)
    return {pk: _article(nodes[pk], page, children) for pk, page in pages.items()}


def _approved(node: Node, page: Page) -> Page:
    return page if node.approved is None else page.with_content_json(dict(node.approved.content))


@dataclass(frozen=True, slots=True)
class _Children:
    """The rows of every child relation of a batch of articles, by article."""

    authors: dict[int, list[int]]
    tags: dict[int, list[int]]
    related: dict[int, list[int]]
    corrections: dict[int, list[Note]]
    updates: dict[int, list[Note]]

    @classmethod
    def of(cls, page_ids: list[int]) -> _Children:
        return cls(
            authors=_grouped(ArticleAuthor.objects.filter(page_id__in=page_ids), "page_id", "author_id"),
            tags=_grouped(
                ArticleTagged.objects.filter(content_object_id__in=page_ids), "content_object_id", "tag_id"
            ),
            related=_grouped(RelatedArticle.objects.filter(page_id__in=page_ids), "page_id", "target_id"),
            corrections=_notes(Correction.objects.filter(page_id__in=page_ids)),
            updates=_notes(Update.objects.filter(page_id__in=page_ids)),
        )


def _grouped(rows: Any, parent: str, value: str) -> dict[int, list[int]]:
    order = ("sort_order", "pk") if hasattr(rows.model, "sort_order") else ("pk",)
    grouped: dict[int, list[int]] = defaultdict(list)
    for parent_id, value_id in rows.order_by(*order).values_list(parent, value):
        grouped[parent_id].append(value_id)
    return grouped


def _notes(rows: Any) -> dict[int, list[Note]]:
    grouped: dict[int, list[Note]] = defaultdict(list)
    for page_id, at, text in rows.order_by("sort_order", "pk").values_list("page_id", "at", "text"):
        grouped[page_id].append(Note(at, text))
    return grouped


def _article(node: Node, page: Any, children: _Children) -> Content:
    if node.approved is not None:
        return in_memory(node, _approved(node, page))
    return Content(
        node=node,
        page=page,
        author_ids=tuple(children.authors.get(node.id, ())),
        tag_ids=tuple(children.tags.get(node.id, ())),
        related_ids=tuple(children.related.get(node.id, ())),
        corrections=tuple(children.corrections.get(node.id, ())),
        updates=tuple(children.updates.get(node.id, ())),
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
