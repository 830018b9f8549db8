"""What serializers read from: a batch of pages with all that they embed, loaded first, and a recorder of it.

`Reading.load` asks the database a constant number of times. A `Scope` is the reading as one document sees it:
it gives only what the public may see at the moment, and notes each key and each boundary on its way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from api.published import contents, keys, suggestions
from api.published.contents import Content
from api.published.models import ARTICLE, SECTION, Document, DocumentTerm
from api.published.nodes import Node, Place, Tree
from api.published.portal import Portal
from api.published.references import References
from api.published.suggestions import Wish
from api.published.visibility import visible_q
from api.serializers.card import CardSerializer, MadeCard
from api.serializers.image import image_shape
from articles import imagesets
from articles.collections import private_paths
from articles.imagesets import ImageSet
from articles.models import Author, LiveEntry, Tag

LIVE_ENTRIES = 30
"""Of a live blog: what search engines are told of it, and what search looks through."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to download."""

    title: str
    filename: str
    url: str
    size: int


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the portal offers to read next, the best first, and when it was found."""

    page_ids: tuple[int, ...] = ()
    found_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is published below a section at one moment, and when that next changes."""

    article_count: int = 0
    boundary: datetime | None = None


@dataclass
class Reading:
    """A batch of pages with all that they embed, as it is at `now`."""

    portals: tuple[Portal, ...]
    now: datetime
    tree: Tree = field(default_factory=Tree)
    contents: dict[int, Content] = field(default_factory=dict)
    authors: dict[int, Author] = field(default_factory=dict)
    tags: dict[int, Tag] = field(default_factory=dict)
    images: dict[int, ImageSet] = field(default_factory=dict)
    files: dict[int, File] = field(default_factory=dict)
    translations: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    children: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    shelves: dict[tuple[int, str, str], Shelf] = field(default_factory=dict)
    suggested: dict[tuple[int, int], Suggested] = field(default_factory=dict)
    """What the portal offers to read next, by page and site."""
    live_entries: dict[int, list[LiveEntry]] = field(default_factory=lambda: defaultdict(list))
    """The newest entries of each article that is a live blog."""
    cards: dict[tuple[int, int], tuple[MadeCard | None, Scope]] = field(default_factory=dict)
    """Those made so far, by page and site, with what each depends on."""

    def load(self, page_ids: Iterable[int], *, anew: Collection[int] = ()) -> None:
        """Everything that the documents of these pages need.

        What to read next is as it is kept, but for the pages of `anew` and those that have none yet.
        """
        self.tree.load(page_ids)
        wanted = [self.tree.by_id[page_id] for page_id in page_ids if page_id in self.tree.by_id]
        self.contents |= contents.load(wanted)
        self.suggested = _kept_suggestions([node.id for node in wanted if node.id not in anew])
        self._complete(wanted)

    def load_object(self, content: Content) -> None:
        """Everything that the detail of one page needs whose place is in the tree already."""
        self.contents[content.node.id] = content
        self._complete([content.node])

    def _complete(self, wanted: list[Node]) -> None:
        self._suggest([node for node in wanted if node.is_article])
        references = References()
        for content in list(self.contents.values()):
            references.of(content)
        self._load_relatives(wanted)
        self._load_targets(references)
        self._load_things(references)
        self._load_shelves([node for node in wanted if node.is_section])
        self._load_live_entries([node for node in wanted if node.is_article])

    def _suggest(self, articles: list[Node]) -> None:
        """Looks for what to read next where nothing is kept."""
        places = [
            place
            for node in articles
            for portal in self.portals
            if (node.id, portal.site_id) not in self.suggested
            and (place := self.tree.place(node, portal)) is not None
        ]
        if places:
            tag_ids = {each for place in places for each in self.contents[place.node.id].tag_ids}
            slugs = dict(Tag.objects.filter(pk__in=tag_ids).values_list("pk", "slug"))
            wishes = [_wish(place, self.contents[place.node.id], slugs) for place in places]
            found = suggestions.found(wishes, now=self.now)
            self.suggested |= {key: Suggested(ids, self.now) for key, ids in found.items()}

    def load_bodies(self, bodies: Iterable[Content]) -> None:
        """What bodies embed that are no page's own, as entries of a live blog."""
        references = References()
        for content in bodies:
            references.of(content)
        self._load_targets(references)
        self._load_things(references)

    def load_links(self, *, page_ids: Iterable[int] = (), image_ids: Iterable[int] = ()) -> None:
        """Only where pages stand and whether they may be seen, and pictures."""
        self.tree.load(page_ids)
        self._load_files(image_ids=set(image_ids), file_ids=set())

    def load_translations(self, page_ids: Iterable[int]) -> None:
        """The other languages of pages that are loaded already."""
        keys_of_pages = {
            self.tree.by_id[each].translation_key for each in page_ids if each in self.tree.by_id
        }
        found = Page.objects.filter(translation_key__in=keys_of_pages).order_by("path")
        for page_id, key in found.values_list("pk", "translation_key"):
            self.translations[str(key)].append(page_id)
        self.tree.load({page_id for ids in self.translations.values() for page_id in ids})

    def _load_relatives(self, nodes: list[Node]) -> None:
        if any(len(portal.locales) > 1 for portal in self.portals):
            found = Page.objects.filter(translation_key__in={node.translation_key for node in nodes})
            for page_id, key in found.order_by("path").values_list("pk", "translation_key"):
                self.translations[str(key)].append(page_id)
        sections = [node.id for node in nodes if node.is_section]
        if sections:
            below = Document.objects.filter(parent_id__in=sections, page_type=SECTION).order_by("tree_path")
            for parent_id, page_id in below.values_list("parent_id", "page_id"):
                if parent_id is not None and page_id not in self.children[parent_id]:
                    self.children[parent_id].append(page_id)

    def _load_targets(self, references: References) -> None:
        relatives = {each for ids in [*self.translations.values(), *self.children.values()] for each in ids}
        offered = {each for suggested in self.suggested.values() for each in suggested.page_ids}
        self.tree.load(references.pages | references.cards | relatives | offered)
        cards = references.cards | self._shown()
        found = (self.tree.by_id.get(page_id) for page_id in cards - self.contents.keys())
        articles = [node for node in found if node is not None and node.is_article]
        targets = contents.load(articles, for_cards=True)
        for content in targets.values():
            references.of_card(content)
        self.tree.load({each.node.alias_of_id for each in targets.values() if each.node.alias_of_id})
        self.contents |= targets

    def _shown(self) -> set[int]:
        """Of what the portal offers to read next, as many as a page can show: the others stand in reserve."""
        portals = {portal.site_id: portal for portal in self.portals}
        return {
            page_id
            for (_, site_id), suggested in self.suggested.items()
            for page_id in islice(self._visible_on(portals[site_id], suggested.page_ids), suggestions.SHOWN)
        }

    def _visible_on(self, portal: Portal, page_ids: Iterable[int]) -> Iterator[int]:
        for page_id in page_ids:
            node = self.tree.by_id.get(page_id)
            place = self.tree.place(node, portal) if node is not None else None
            if place is not None and place.window.is_open(self.now):
                yield page_id

    def _load_things(self, references: References) -> None:
        author_ids = {each for content in self.contents.values() for each in content.author_ids}
        self.authors = Author.objects.in_bulk(author_ids) if author_ids else {}
        tag_ids = {each for content in self.contents.values() for each in content.tag_ids}
        self.tags = Tag.objects.in_bulk(tag_ids) if tag_ids else {}
        photos = {author.photo_id for author in self.authors.values() if author.photo_id}
        self._load_files(image_ids=references.images | photos, file_ids=references.files)

    def _load_files(self, *, image_ids: set[int], file_ids: set[int]) -> None:
        if not (image_ids or file_ids):
            return
        shut = private_paths()
        images = list(get_image_model().objects.filter(pk__in=image_ids).select_related("collection"))
        open_images = [each for each in images if not each.collection.path.startswith(shut)]
        self.images = imagesets.read(open_images)
        if file_ids:
            files = get_document_model().objects.filter(pk__in=file_ids).select_related("collection")
            self.files = {each.pk: _file(each) for each in files if not each.collection.path.startswith(shut)}

    def _load_shelves(self, sections: list[Node]) -> None:
        if not sections:
            return
        now, article = self.now, Q(document__page_type=ARTICLE)
        terms = DocumentTerm.objects.filter(
            kind=DocumentTerm.SECTION, value__in={node.key for node in sections}
        )
        rows = terms.values("document__site_id", "document__locale", "value").annotate(
            article_count=Count("pk", filter=article & visible_q(now, "document__")),
            opens=Min(
                "document__visible_from", filter=Q(document__is_public=True, document__visible_from__gt=now)
            ),
            closes=Min(
                "document__visible_until", filter=Q(document__is_public=True, document__visible_until__gt=now)
            ),
            newest=Max("pk"),
        )
        for row in rows:
            moments = [each for each in (row["opens"], row["closes"]) if each is not None]
            place = row["document__site_id"], row["document__locale"], row["value"]
            self.shelves[place] = Shelf(row["article_count"], min(moments, default=None))

    def _load_live_entries(self, articles: list[Node]) -> None:
        if not articles:
            return
        ids = {node.alias_of_id or node.id for node in articles}
        for entry in LiveEntry.objects.newest_of(ids, at_most=LIVE_ENTRIES):
            self.live_entries[entry.article_id].append(entry)


def _kept_suggestions(page_ids: Collection[int]) -> dict[tuple[int, int], Suggested]:
    rows = Document.objects.articles().filter(page_id__in=page_ids, related_ids__isnull=False)
    columns = rows.values_list("page_id", "site_id", "related_ids", "related_at")
    return {(page_id, site_id): Suggested(tuple(ids or ()), at) for page_id, site_id, ids, at in columns}


def _wish(place: Place, content: Content, slugs: Mapping[int, str]) -> Wish:
    node = place.node
    sections = [each.key for each in place.chain if each.is_section]
    return Wish(
        page_id=node.id,
        place=(place.portal.site_id, node.locale),
        tags=tuple(sorted(slugs[each] for each in content.tag_ids if each in slugs)),
        section=sections[-1] if sections else "",
        left_out=frozenset(each for each in (node.id, node.alias_of_id) if each),
    )


@cache
def _card_serializer() -> CardSerializer:
    """One for the process: its fields are copied at each construction."""
    return CardSerializer()


def _file(document: Any) -> File:
    url = document.url
    return File(
        title=document.title,
        filename=document.filename,
        url=settings.PUBLIC_URL + url if url.startswith("/") else url,
        size=document.file_size or 0,
    )


@dataclass
class Scope:
    """A reading as one document on one site sees it; notes what it embeds and when that changes."""

    reading: Reading
    portal: Portal
    keys: set[str] = field(default_factory=set)
    boundary: datetime | None = None

    def until(self, moment: datetime | None) -> None:
        """The document is right until this moment at most."""
        if moment is not None and moment > self.reading.now:
            self.boundary = moment if self.boundary is None else min(self.boundary, moment)

    def place(self, page_id: int) -> Place | None:
        """Where a page stands, on this site or, failing that, on another, whether or not it may be seen."""
        node = self.reading.tree.by_id.get(page_id)
        if node is None:
            self.keys.add(keys.of_page("", page_id))
            return None
        others = (portal for portal in self.reading.portals if portal.site_id != self.portal.site_id)
        places = (self.reading.tree.place(node, portal) for portal in (self.portal, *others))
        place = next((each for each in places if each is not None), None)
        self._note(node, place)
        return place

    def above(self, place: Place) -> list[Place]:
        """The pages above, from the site's root page down; the page itself is as hidden as they are."""
        self.place(place.node.id)
        places = (self.reading.tree.place(node, place.portal) for node in place.ancestors)
        return [each for each in places if each is not None]

    def visible(self, page_id: int) -> Place | None:
        """Where a page stands that may be seen at the moment; its window is noted."""
        place = self.place(page_id)
        if place is None:
            return None
        window = place.window
        for moment in window.boundaries():
            self.until(moment)
        return place if window.is_open(self.reading.now) else None

    def here(self, page_id: int) -> Place | None:
        """As `visible`, on this site alone: what stands on another one is no relation of its pages."""
        place = self.visible(page_id)
        return place if place is not None and self.is_here(place) else None

    def translated(self, page_id: int, languages: Sequence[str]) -> Place | None:
        """The page in the first of these languages in which it may be seen; as it is where none is named."""
        node = self.reading.tree.by_id.get(page_id)
        if not languages or node is None:
            return self.visible(page_id)
        self.keys.add(keys.of_translations(node.translation_key))
        ids = dict.fromkeys((page_id, *self.reading.translations.get(node.translation_key, ())))
        places = [place for each in ids if (place := self.visible(each))]
        return next((place for code in languages for place in places if place.node.locale == code), None)

    def is_here(self, place: Place) -> bool:
        return place.portal.site_id == self.portal.site_id

    def _note(self, node: Node, place: Place | None) -> None:
        self.keys.add(keys.of_page(node.page_type, node.id))
        if place is not None:
            self.keys.update(keys.of_page(each.page_type, each.id) for each in place.ancestors)

    def content(self, page_id: int) -> Content | None:
        return self.reading.contents.get(page_id)

    def card(self, page_id: int) -> dict[str, Any] | None:
        """The card of a visible article, else None; not to be changed, for other documents embed it too."""
        made, known = (page_id, self.portal.site_id), self.reading.cards
        if made not in known:
            scope = Scope(self.reading, self.portal)
            known[made] = scope._made_card(page_id), scope
        card, scope = known[made]
        self.keys |= scope.keys
        self.until(scope.boundary)
        return card

    def _made_card(self, page_id: int) -> MadeCard | None:
        from api.published.article import Article

        place, content = self.here(page_id), self.content(page_id)
        if place is None or content is None or not place.node.is_article:
            return None
        return MadeCard(_card_serializer().to_representation(Article(content, place, self)))

    def address(self, place: Place) -> dict[str, str | None]:
        """`path` on this site, None for a page of another one; `url` for everybody."""
        return {"path": place.path if self.is_here(place) else None, "url": place.html_url}

    def image(self, image_id: int | None, **use: Any) -> dict[str, Any] | None:
        """The public shape of an image, or None where it is gone or private."""
        if not image_id:
            return None
        self.keys.add(keys.of_image(image_id))
        image_set = self.reading.images.get(image_id)
        return image_shape(image_set, **use) if image_set else None

    def file(self, file_id: int | None) -> File | None:
        if not file_id:
            return None
        self.keys.add(keys.of_file(file_id))
        return self.reading.files.get(file_id)

    def authors(self, author_ids: Iterable[int]) -> list[Author]:
        ids = list(author_ids)
        self.keys.update(keys.of_author(each) for each in ids)
        return [self.reading.authors[each] for each in ids if each in self.reading.authors]

    def tags(self, tag_ids: Iterable[int]) -> list[Tag]:
        ids = list(tag_ids)
        self.keys.update(keys.of_tag(each) for each in ids)
        found = [self.reading.tags[each] for each in ids if each in self.reading.tags]
        return sorted(found, key=lambda tag: (tag.name.casefold(), tag.pk))

    def link_attributes(self, kind: str, target: int) -> dict[str, str]:
        """Attributes of a rich-text link; without `href` where its target is hidden or gone."""
        if kind == "page":
            place = self.visible(target)
            if place is None:
                return {}
            if not self.is_here(place):
                return {"href": place.html_url}
            return {"href": place.path, "data-page": str(target)}
        if kind == "document":
            file = self.file(target)
            return {"href": file.url, "data-document": str(target)} if file else {}
        return {}

    def suggested(self, page_id: int) -> tuple[int, ...]:
        """Articles that the portal offers to read next to this one."""
        return self.reading.suggested.get((page_id, self.portal.site_id), Suggested()).page_ids

    def live_entries(self, node: Node) -> list[LiveEntry]:
        """The newest entries of a live blog; an alias has those of its original."""
        return self.reading.live_entries.get(node.alias_of_id or node.id, [])

    def shelf(self, node: Node) -> Shelf:
        """What is published below a section."""
        self.keys.add(keys.of_list(node.id))
        shelf = self.reading.shelves.get((self.portal.site_id, node.locale, node.key), Shelf())
        self.until(shelf.boundary)
        return shelf
