"""Loads the English pages of the demo as translations of the Indonesian ones, as an editor makes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wagtail.models import Locale, Page

from articles import services
from articles.models import ArticlePage, Front, RelatedArticle, SectionPage, StandardPage
from articles.referenceindex import written_once
from cms.demo import english
from cms.demo.bodies import body_of
from cms.demo.newsroom import RELATED, Newsroom, block, fresh, zone
from cms.demo.texts import Story
from runtime.progress import Tell


def load_translations(room: Newsroom, stories: Sequence[Story], *, tell: Tell) -> None:
    """Home, sections, standing pages, articles and a front; nothing on a portal that is English already.

    Stories newest first, as they were published; their originals have to be there.
    """
    if room.home.locale.language_code == english.CODE:
        return
    tell("terjemahan")
    locale, _ = Locale.objects.get_or_create(language_code=english.CODE)
    home = fresh(room.home).copy_for_translation(locale)
    # Whoever works on the portal may work on the new tree, which a login that has asked before does not know.
    room.users.update({name: fresh(user) for name, user in room.users.items()})
    home = _written(room, home, search_description=english.DESCRIPTION)
    for section in english.SECTIONS:
        original = SectionPage.objects.in_tree_of(room.home).get(key=section.key)
        _translated(
            room, original, locale, title=section.title, slug=section.slug, key=section.key,
            intro=f"<p>{section.intro}</p>",
        )  # fmt: skip
    for page in english.STANDING:
        standing = StandardPage.objects.child_of(room.home).get(slug=page.original)
        _translated(
            room, standing, locale, title=page.title, slug=page.slug, standfirst=page.standfirst,
            body=[
                block("paragraph", f"<p>{text}</p>", f"{page.slug}/{place}")
                for place, text in enumerate(page.paragraphs)
            ],
        )  # fmt: skip
    _load_articles(room, stories, locale)
    _lay_out_front(home)


def _load_articles(room: Newsroom, stories: Sequence[Story], locale: Locale) -> None:
    """Oldest first, so that each can name those before it."""
    loaded: list[int] = []
    with written_once():
        for story in reversed(stories):
            original = ArticlePage.objects.get(pk=room.articles[story.original])
            article = _translated(
                room,
                original,
                locale,
                title=story.title,
                slug=story.slug,
                tags=story.tags,
                kicker=story.kicker,
                standfirst=story.standfirst,
                lead_image_caption=story.caption,
                body=body_of(story, room.shelf),
                published_at=original.published_at,
                breaking_until=original.breaking_until,
                updates=[],
                corrections=[],
                related_links=[
                    RelatedArticle(target_id=pk, sort_order=place)
                    for place, pk in enumerate(loaded[: -RELATED - 1 : -1])
                ],
            )
            room.articles[story.slug] = article.pk
            loaded.append(article.pk)


def _translated(room: Newsroom, page: Page, locale: Locale, **fields: Any) -> Page:
    """Copied into the tree of the language, written anew, and published; `fields` are fields of the page."""
    copy = fresh(page).copy_for_translation(locale)
    copy.owner = page.owner
    return _written(room, copy, **fields)


def _written(room: Newsroom, page: Page, *, tags: Sequence[str] = (), **fields: Any) -> Page:
    for name, value in fields.items():
        setattr(page, name, value)
    if tags:
        page.tags.set(tags)
    page.save()
    page.save_revision(user=room.editor)
    return services.publish(page, user=room.editor)


def _lay_out_front(home: Page) -> None:
    """Fewer articles than in the first language fill fewer zones."""
    zones = [
        {"code": "hero", "layout": "lead", "limit": 4},
        {"code": "latest", "title": english.LATEST, "layout": "list", "limit": 8},
    ]
    front = Front(page_id=home.pk)
    front.zones = [block("zone", zone(facts), f"{english.CODE}/{facts['code']}") for facts in zones]
    front.save()
