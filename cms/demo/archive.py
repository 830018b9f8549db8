"""Writes generated articles set by set: rows as the newsroom's services would leave them.

No signal is sent, so the documents of these pages are to be built afterwards (`api.published.queue.rebuild`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from articles.models import ArticleAuthor, ArticlePage, ArticleTagged, Author, Tag
from articles.services import end_mark_for
from cms.demo import generated
from cms.demo.bodies import Shelf, body_of
from cms.demo.newsroom import Newsroom
from cms.demo.texts import Story

Dated = tuple[Story, datetime]

_CHILDREN = [relation.get_accessor_name() for relation in get_all_child_relations(ArticlePage)]
_INHERITED = [each.attname for each in Page._meta.concrete_fields if not each.primary_key]


@dataclass
class Archive:
    """What a whole load needs to know, read once."""

    room: Newsroom
    end_mark: str
    shelf: Shelf
    authors: dict[str, Author]
    tags: dict[str, Tag] = field(default_factory=dict)

    @classmethod
    def of(cls, room: Newsroom) -> Archive:
        return cls(room, end_mark_for(room.home), room.shelf, {**room.authors, **_freelancers()})

    def tag(self, name: str) -> Tag:
        if name not in self.tags:
            self.tags[name], _ = Tag.objects.get_or_create(name=name)
        return self.tags[name]


def _freelancers() -> dict[str, Author]:
    writers = generated.freelancers()
    Author.objects.bulk_create(
        [Author(slug=each.slug, name=each.name, role=each.role, bio=each.bio) for each in writers],
        ignore_conflicts=True,
    )
    return {author.slug: author for author in Author.objects.filter(slug__in=[each.slug for each in writers])}


def load(archive: Archive, batch: Sequence[Dated]) -> list[int]:
    """Live articles with their revision and history; their page ids. To be called inside a transaction."""
    articles = [_article(archive, story, at) for story, at in batch]
    _place(archive, articles, [story.section for story, _ in batch])
    _insert(articles)
    _relate(archive, articles, [story for story, _ in batch])
    _revise(archive, articles)
    for article in articles:
        ReferenceIndex.create_or_update_for_object(article)
    get_search_backend().add_bulk(ArticlePage, articles)
    return [article.pk for article in articles]


def _article(archive: Archive, story: Story, at: datetime) -> ArticlePage:
    return ArticlePage(
        title=story.title,
        draft_title=story.title,
        slug=story.slug,
        kicker=story.kicker,
        standfirst=story.standfirst,
        dateline=story.dateline,
        label=story.label,
        body=body_of(story, archive.shelf),
        end_mark=archive.end_mark,
        lead_image=archive.room.pictures[story.picture],
        owner=archive.room.editor,
        locale_id=archive.room.home.locale_id,
        live=True,
        published_at=at,
        first_published_at=at,
        last_published_at=at,
        latest_revision_created_at=at,
    )


def _place(archive: Archive, articles: Sequence[ArticlePage], keys: Sequence[str]) -> None:
    """Behind the last child of each section."""
    by_section: dict[str, list[ArticlePage]] = defaultdict(list)
    for article, key in zip(articles, keys, strict=True):
        by_section[key].append(article)
    for key, members in by_section.items():
        section = Page.objects.select_for_update().get(pk=archive.room.sections[key].pk)
        last = section.get_last_child()
        taken = Page._str2int(last.path[-Page.steplen :]) if last else 0
        for number, article in enumerate(members, start=taken + 1):
            article.depth = section.depth + 1
            article.path = Page._get_path(section.path, article.depth, number)
            article.url_path = f"{section.url_path}{article.slug}/"
        Page.objects.filter(pk=section.pk).update(numchild=F("numchild") + len(members))


def _insert(articles: Sequence[ArticlePage]) -> None:
    """The rows of the parent table at once, then those of the child: Django has no bulk insert for both."""
    pages = [Page(**{name: getattr(article, name) for name in _INHERITED}) for article in articles]
    for article, page in zip(articles, Page.objects.bulk_create(pages), strict=True):
        article.pk = article.id = page.pk
        article.save_base(raw=True, force_insert=True)


def _relate(archive: Archive, articles: Sequence[ArticlePage], stories: Iterable[Story]) -> None:
    """Bylines and tags, as rows and in memory: the revisions are made of the latter."""
    bylines, tagged = [], []
    for article, story in zip(articles, stories, strict=True):
        byline: Any = [
            ArticleAuthor(page=article, author=archive.authors[slug], sort_order=place)
            for place, slug in enumerate(story.authors)
        ]
        topics: Any = [ArticleTagged(content_object=article, tag=archive.tag(name)) for name in story.tags]
        _have_no_children(article)
        article.article_authors, article.tagged_items = byline, topics  # type: ignore[misc]
        bylines += byline
        tagged += topics
    ArticleAuthor.objects.bulk_create(bylines)
    ArticleTagged.objects.bulk_create(tagged)


def _have_no_children(article: ArticlePage) -> None:
    """In memory, so that nobody asks the database for them."""
    for name in _CHILDREN:
        setattr(article, name, [])


def _revise(archive: Archive, articles: Sequence[ArticlePage]) -> None:
    """One revision each, which is the live one, and the two lines that the history shows."""
    of_page = ContentType.objects.get_for_model(Page)
    of_article = ContentType.objects.get_for_model(ArticlePage)
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type=of_article,
            base_content_type=of_page,
            object_id=str(article.pk),
            object_str=str(article),
            created_at=article.published_at,
            user=archive.room.editor,
            content=article.serializable_data(),
        )
        for article in articles
    )
    own = Revision.objects.filter(
        base_content_type=of_page, object_id=Cast(OuterRef("pk"), CharField())
    ).values("pk")[:1]
    Page.objects.filter(pk__in=[article.pk for article in articles]).update(
        latest_revision_id=Subquery(own), live_revision_id=Subquery(own)
    )
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            content_type=of_article,
            page_id=revision.object_id,
            label=revision.object_str,
            action=action,
            revision=revision,
            user=archive.room.editor,
            timestamp=revision.created_at,
            content_changed=True,
        )
        for revision in revisions
        for action in ("wagtail.create", "wagtail.publish")
    )
