"""Light facts of pages in the tree, in batches: enough to say whether one may be seen and where it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.utils.dateparse import parse_datetime
from wagtail.models import Locale, Page, PageViewRestriction, Revision

from api.published.models import ARTICLE, SECTION
from api.published.portal import Portal, PortalLocale
from api.published.visibility import State, Window, fold

STEP = Page.steplen


@dataclass(frozen=True, slots=True)
class Approved:
    """The approved revision of a page that is not live yet."""

    go_live_at: datetime
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Node:
    """One page as its relatives see it."""

    id: int
    page_type: str
    title: str
    slug: str
    locale: str
    tree_path: str
    url_path: str
    is_live: bool
    expire_at: datetime | None
    alias_of_id: int | None
    translation_key: str
    show_in_menus: bool
    is_restricted: bool = False
    approved: Approved | None = None
    key: str = ""
    slot_layout: tuple[tuple[str, str], ...] = ()

    @property
    def is_article(self) -> bool:
        return self.page_type == ARTICLE

    @property
    def is_section(self) -> bool:
        return self.page_type == SECTION

    @property
    def state(self) -> State:
        return State(
            is_live=self.is_live,
            is_restricted=self.is_restricted,
            go_live_at=self.approved.go_live_at if self.approved else None,
            expire_at=self.expire_at,
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands on one site: its address, and the pages from the root page down to itself."""

    node: Node
    portal: Portal
    locale: PortalLocale
    path: str
    chain: tuple[Node, ...]

    @property
    def html_url(self) -> str:
        return self.portal.root_url + self.path

    @property
    def window(self) -> Window:
        return fold([node.state for node in self.chain])

    @property
    def ancestors(self) -> tuple[Node, ...]:
        return self.chain[:-1]


@dataclass
class Tree:
    """The nodes known so far; `load` adds to them by a constant number of queries."""

    by_id: dict[int, Node] = field(default_factory=dict)
    by_tree_path: dict[str, Node] = field(default_factory=dict)
    _places: dict[tuple[int, int], Place | None] = field(default_factory=dict)

    def load(self, page_ids: Iterable[int]) -> None:
        """The pages with these ids, and all that stand above them."""
        wanted = set(page_ids) - self.by_id.keys()
        if not wanted:
            return
        rows = _rows(pk__in=wanted)
        above = {path for row in rows for path in _paths_above(row["path"])}
        missing = above - self.by_tree_path.keys() - {row["path"] for row in rows}
        if missing:
            rows += _rows(path__in=missing)
        self._take(rows)

    def load_above(self, tree_path: str) -> Node | None:
        """All that stand above this place; the nearest of them, None above the first page of a site."""
        missing = set(_paths_above(tree_path)) - self.by_tree_path.keys()
        if missing:
            self._take(_rows(path__in=missing))
        return self.by_tree_path.get(tree_path[:-STEP])

    def put(self, node: Node) -> None:
        """A page that is no row, or not as its row is: a form, a draft."""
        self.by_id[node.id] = self.by_tree_path[node.tree_path] = node

    def _take(self, rows: list[dict[str, Any]]) -> None:
        for node in _with_approved([_node(row) for row in rows]):
            self.put(node)

    def place(self, node: Node, portal: Portal) -> Place | None:
        """Where the page stands on this site; None where it is not in its tree."""
        key = node.id, portal.site_id
        if key not in self._places:
            self._places[key] = self._place(node, portal)
        return self._places[key]

    def _place(self, node: Node, portal: Portal) -> Place | None:
        locale = portal.locale_of(node.tree_path)
        if locale is None:
            return None
        return Place(
            node=node,
            portal=portal,
            locale=locale,
            path=locale.path + node.url_path[len(locale.root_url_path) :],
            chain=self._chain(node, locale),
        )

    def _chain(self, node: Node, locale: PortalLocale) -> tuple[Node, ...]:
        lengths = range(len(locale.root_tree_path), len(node.tree_path) + 1, STEP)
        return tuple(self.by_tree_path[node.tree_path[:length]] for length in lengths)


_COLUMNS = (
    "pk", "title", "slug", "path", "url_path", "live", "expire_at", "alias_of_id", "translation_key",
    "show_in_menus", "content_type_id", "locale_id", "is_restricted",
    "sectionpage__key", "sectionpage__slot_layout",
)  # fmt: skip


def _rows(**conditions: Any) -> list[dict[str, Any]]:
    # The root of all trees (depth 1) is no page of a site; an alias obeys the restrictions of its original.
    itself = Q(page_id=OuterRef("pk")) | Q(page_id=OuterRef("alias_of_id"))
    restrictions = PageViewRestriction.objects.filter(itself).exclude(
        restriction_type=PageViewRestriction.NONE
    )
    pages = Page.objects.filter(depth__gt=1, **conditions).annotate(is_restricted=Exists(restrictions))
    return list(pages.values(*_COLUMNS))


def _paths_above(tree_path: str) -> Iterable[str]:
    return (tree_path[:length] for length in range(2 * STEP, len(tree_path), STEP))


def _node(row: dict[str, Any]) -> Node:
    return Node(
        id=row["pk"],
        page_type=page_type_of(row["content_type_id"]),
        title=row["title"],
        slug=row["slug"],
        locale=language_code_of(row["locale_id"]),
        tree_path=row["path"],
        url_path=row["url_path"],
        is_live=row["live"],
        expire_at=row["expire_at"],
        alias_of_id=row["alias_of_id"],
        translation_key=str(row["translation_key"]),
        show_in_menus=row["show_in_menus"],
        is_restricted=row["is_restricted"],
        key=row["sectionpage__key"] or "",
        slot_layout=slot_rows(row["sectionpage__slot_layout"]),
    )


def page_type_of(content_type_id: int) -> str:
    """`articles.ArticlePage`; content types are kept by Django."""
    model = ContentType.objects.get_for_id(content_type_id).model_class()
    return model._meta.label if model else ""


_codes: dict[int, str] = {}


def language_code_of(locale_id: int) -> str:
    """The code of a locale, kept until one is saved."""
    if locale_id not in _codes:
        _codes.update(Locale.objects.values_list("pk", "language_code"))
    return _codes.get(locale_id, "")


def forget_locales(**_: Any) -> None:
    _codes.clear()


def _with_approved(nodes: list[Node]) -> list[Node]:
    approved = _approved([node.id for node in nodes if not node.is_live])
    return [_approved_row(node, approved.get(node.id)) for node in nodes]


def _approved(page_ids: Collection[int]) -> dict[int, Approved]:
    if not page_ids:
        return {}
    revisions = Revision.page_revisions.filter(
        object_id__in=[str(page_id) for page_id in page_ids], approved_go_live_at__isnull=False
    ).order_by("approved_go_live_at")
    return {int(each.object_id): Approved(each.approved_go_live_at, each.content) for each in revisions}


def slot_rows(layout: Any) -> tuple[tuple[str, str], ...]:
    """(code, position) of a slot layout, read from its stored form."""
    values = [row["value"] for row in (layout.raw_data if layout else ())]
    return tuple((str(value.get("code") or ""), _position(value)) for value in values if value.get("code"))


def _position(value: dict[str, Any]) -> str:
    position = str(value.get("position") or "after_body")
    return f"{position}:{value.get('paragraph') or 1}" if position == "after_paragraph" else position


def _approved_row(node: Node, approved: Approved | None) -> Node:
    """What was approved, where a newer draft stands in the row of a page that is not live yet."""
    if approved is None:
        return node
    content = approved.content
    slug = str(content.get("slug") or node.slug)
    return replace(
        node,
        approved=approved,
        title=str(content.get("title") or node.title),
        slug=slug,
        url_path=f"{node.url_path.rstrip('/').rpartition('/')[0]}/{slug}/",
        expire_at=_moment(content.get("expire_at")),
        show_in_menus=bool(content.get("show_in_menus", node.show_in_menus)),
        key=str(content.get("key") or node.key),
    )


def _moment(text: Any) -> datetime | None:
    return parse_datetime(text) if isinstance(text, str) else None
