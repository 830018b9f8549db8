"""Writing things of the newsroom in code, through real revisions as the admin does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.log_actions import log

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from wagtail.models import Page

    from articles.models import ArticlePage, Author, PortalSettings, SectionPage

DEFAULT_END_MARK = "[]"


def settings_of(page: Page) -> PortalSettings | None:
    """The settings of the site that a page belongs to, or None outside every site."""
    from wagtail.models import Site

    from articles.models import PortalSettings

    parts = page.get_url_parts()
    site = Site.objects.filter(pk=parts[0]).first() if parts else None
    return PortalSettings.for_site(site) if site else None


def end_mark_for(section: Page) -> str:
    """The end mark of new articles under a page."""
    settings = settings_of(section)
    return settings.end_mark if settings else DEFAULT_END_MARK


@dataclass(frozen=True, slots=True)
class SlotPlacement:
    """An ad slot and its place, as `after_body` or `after_paragraph:3`."""

    code: str
    position: str


def slots_of(section_chain: Iterable[SectionPage], settings: PortalSettings | None) -> list[SlotPlacement]:
    """The slots of a page: the layout of the nearest section that has one, else of the portal.

    `section_chain` runs from the page's own section upwards.
    """
    layouts = [section.slot_layout for section in section_chain]
    if settings is not None:
        layouts.append(settings.slot_layout)
    layout: Iterable[Any] = next((each for each in layouts if each), ())
    return [SlotPlacement(row.value["code"], row.value.place) for row in layout]


class SlugTaken(Exception):
    """Another article of the site has the slug already."""

    code = "slug_taken"


@transaction.atomic
def create_article(
    *,
    section: SectionPage,
    title: str,
    authors: Sequence[Author] = (),
    tags: Sequence[str] = (),
    owner: User | None = None,
    **fields: Any,
) -> ArticlePage:
    """A draft with its first revision; `fields` are fields of the model.

    A given slug is taken as it is (`SlugTaken` where another article has it); without one it comes from
    the title, numbered where need be. The end mark is the portal's unless given.
    """
    from articles.models import ArticleAuthor, ArticlePage
    from articles.referenceindex import written_once

    if "slug" in fields and ArticlePage.holder_of(fields["slug"], beside=section):
        raise SlugTaken(f"the slug {fields['slug']!r} belongs to another article")
    if "end_mark" not in fields:
        fields["end_mark"] = end_mark_for(section)
    article = ArticlePage(title=title, owner=owner, live=False, **fields)
    byline: Any = [ArticleAuthor(author=author, sort_order=place) for place, author in enumerate(authors)]
    article.article_authors = byline  # type: ignore[misc]
    with written_once():
        section.add_child(instance=article)
        if tags:
            article.tags.add(*tags)
        article.save_revision(user=owner)
    return article


def publish(page: Page, *, at: datetime | None = None, user: User | None = None) -> Page:
    """Publishes the newest revision, now or at a moment to come, and returns the page as stored."""
    if at is not None:
        page = page.get_latest_revision_as_object()
        page.go_live_at = at
        page.save_revision(user=user)
    revision = page.get_latest_revision() or page.save_revision(user=user)
    revision.publish(user=user)
    stored: Page = type(page).objects.get(pk=page.pk)
    return stored


def schedule(page: Page, *, at: datetime, user: User | None = None) -> Page:
    """Approves the newest revision for a moment to come."""
    return publish(page, at=at, user=user)


@transaction.atomic
def archive_author(*, author: Author, by: User | None, now: datetime) -> None:
    """Takes an author out of the choosers; articles keep the byline."""
    author.archived_at = author.archived_at or now
    author.save(update_fields=["archived_at"])
    log(instance=author, action="wagtail.edit", user=by, data={"archived": True})


@transaction.atomic
def restore_author(*, author: Author, by: User | None) -> None:
    author.archived_at = None
    author.save(update_fields=["archived_at"])
    log(instance=author, action="wagtail.edit", user=by, data={"archived": False})
