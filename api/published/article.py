"""An article under the names of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from itertools import chain, islice
from typing import Any

from django.conf import settings

from api.published import keys
from api.published.page import PublicPage, section_shape
from api.published.suggestions import SHOWN
from api.serializers import blocks
from articles.models import ArticlePage
from articles.text import reading_time_minutes, word_count

LIVE = ArticlePage.Label.LIVE.value

_BYLINE = {"id": ("Oleh", "dan"), "en": ("By", "and")}


def byline(names: Sequence[str], locale: str) -> str:
    """`Oleh A, B dan C`; empty without a name."""
    by, conjunction = _BYLINE.get(locale.partition("-")[0], _BYLINE["en"])
    if not names:
        return ""
    *first, last = names
    return f"{by} {', '.join(first)} {conjunction} {last}" if first else f"{by} {last}"


class Article(PublicPage):
    """An article, attribute by attribute as the contract names its keys."""

    is_article = True
    open_graph_type = "article"

    @property
    def kicker(self) -> str:
        return str(self.source.kicker)

    @cached_property
    def standfirst(self) -> str:
        return str(self.source.standfirst)

    @property
    def dateline(self) -> str:
        return str(self.source.dateline)

    @cached_property
    def label(self) -> str:
        return str(self.source.label)

    @property
    def published_at(self) -> datetime:
        return self.source.published_at or super().published_at

    @cached_property
    def updated_at(self) -> datetime | None:
        at: datetime | None = self.source.updated_at
        return at

    @property
    def end_mark(self) -> str:
        return str(self.source.end_mark)

    @cached_property
    def breaking_until(self) -> datetime | None:
        until: datetime | None = self.source.breaking_until
        return until

    @property
    def access(self) -> str:
        return str(self.source.access)

    @cached_property
    def body(self) -> list[dict[str, Any]]:
        return blocks.body_shape(self.content.body, self.scope)

    @cached_property
    def word_count(self) -> int:
        return word_count([self.dateline, *blocks.running_texts(self.content.body)])

    @property
    def reading_time_minutes(self) -> int:
        return reading_time_minutes(self.word_count)

    @property
    def sponsor(self) -> dict[str, Any] | None:
        page = self.source
        if not page.sponsor_name:
            return None
        return {
            "name": page.sponsor_name,
            "url": page.sponsor_url,
            "logo": self.scope.image(page.sponsor_logo_id),
            "disclosure": page.sponsor_disclosure,
        }

    @cached_property
    def section(self) -> dict[str, Any] | None:
        nearest = self._nearest
        return section_shape(nearest) if nearest and nearest.node.is_section else None

    @property
    def byline(self) -> str:
        return byline([author["name"] for author in self.authors], self.locale)

    @cached_property
    def authors(self) -> list[dict[str, Any]]:
        return [self._author(author) for author in self.scope.authors(self.content.author_ids)]

    def _author(self, author: Any) -> dict[str, Any]:
        path = self._route("author", author.slug)
        return {
            "id": author.pk,
            "name": author.name,
            "slug": author.slug,
            "role": author.role,
            "path": path,
            "html_url": self.scope.portal.root_url + path,
            "photo": self.scope.image(author.photo_id),
        }

    @cached_property
    def tags(self) -> list[dict[str, Any]]:
        return [self._tag(tag) for tag in self.scope.tags(self.content.tag_ids)]

    def _tag(self, tag: Any) -> dict[str, Any]:
        path = self._route("tag", tag.slug)
        return {
            "name": tag.name,
            "slug": tag.slug,
            "path": path,
            "html_url": self.scope.portal.root_url + path,
        }

    def _route(self, kind: str, slug: str) -> str:
        """The frontend's address of an author or a tag, by the routes of the portal."""
        self.scope.keys.add(keys.of_site(self.scope.portal.site_id))
        return self.scope.portal.route(kind, slug, self.place.locale)

    @cached_property
    def lead_image(self) -> dict[str, Any] | None:
        page = self.source
        return self.scope.image(
            page.lead_image_id,
            alt=page.lead_image_alt,
            caption=page.lead_image_caption,
            credit=page.lead_image_credit,
        )

    @cached_property
    def live_entries(self) -> list[Any]:
        """The newest ones, the newest first."""
        return self.scope.live_entries(self.node)

    @cached_property
    def live(self) -> dict[str, Any] | None:
        """A live blog runs while the article has that label, and stays one when it is over."""
        is_running = self.label == LIVE
        if not (is_running or self.live_entries):
            return None
        return {"url": f"{settings.PUBLIC_URL}/api/v1/live/{self.id}/", "is_running": is_running}

    @property
    def related(self) -> list[dict[str, Any]]:
        """The editor's own choice in the editor's order, then what the portal found; hidden ones left out."""
        offered = dict.fromkeys([*self.content.related_ids, *self.scope.suggested(self.id)])
        cards = (card for each in offered if each != self.id and (card := self.scope.card(each)))
        return list(islice(cards, SHOWN))

    @property
    def corrections(self) -> list[dict[str, Any]]:
        return [{"at": note.at, "text": note.text} for note in self.content.corrections]

    @property
    def updates(self) -> list[dict[str, Any]]:
        return [{"at": note.at, "text": note.text} for note in self.content.updates]

    @property
    def terms(self) -> dict[str, list[str]]:
        own = {"tag": [tag["slug"] for tag in self.tags], "author": [each["slug"] for each in self.authors]}
        return {**super().terms, **own}

    def _names(self) -> Iterable[str]:
        return self.kicker, *(each["name"] for each in (*self.tags, *self.authors))

    def _searched_texts(self) -> Iterable[str]:
        told = (blocks.searched_texts(entry.body.raw_data) for entry in self.live_entries)
        titles = (entry.title for entry in self.live_entries)
        return self.dateline, *super()._searched_texts(), *titles, *chain.from_iterable(told)
