"""The query parameters of the content endpoints, each declared once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from api.http import fields, paths
from api.http.errors import Fault, bad_query
from api.http.parameters import (
    MAX_ID,
    Moment,
    Parameter,
    Parameters,
    Period,
    Query,
    choice,
    integer,
    joined,
    moment,
    period,
    several,
    slug,
    text,
)
from api.published.listing import RELATIONS, ArticleFilters, Lookup, PageFilters
from api.published.models import ARTICLE
from api.published.models import PUBLISHED as PAGE_TYPES
from articles.models import ArticlePage

LABELS = tuple(ArticlePage.Label.values)
Bound = tuple[Lookup, datetime]

ORDERS = ("-published_at", "published_at", "-updated_at")
MAX_WITH_BODY = 20
_TEXT = {"type": "string"}
_DAY_OR_MOMENT = "A date (a day in the site's zone) or a datetime with its offset."


def _one_of(*allowed: str) -> dict[str, object]:
    return {"type": "string", "enum": list(allowed)}


def _whole_number(least: int, most: int) -> dict[str, object]:
    return {"type": "integer", "minimum": least, "maximum": most}


SITE = Parameter("site", text(255), "Host of the frontend; without it the default site.", _TEXT)
LOCALE = Parameter("locale", text(20), "Language; without it the site's default one.", _TEXT, example="id")
FALLBACK = Parameter(
    "fallback",
    text(20),
    "Language that answers where there is nothing in the one asked for.",
    _TEXT,
    example="id",
)
FIELDS = Parameter(
    "fields",
    fields.parse,
    "Which keys: `a,b` adds, `_,a` gives only these, `*` all, `*,-b` all but one, `authors(name)` inside.",
    _TEXT,
    example="_,id,title,authors(name)",
)
RICH_TEXT = Parameter(
    "rich_text_format",
    choice("html", "json"),
    "Rich text as display HTML, or as a tree of nodes.",
    _one_of("html", "json"),
    default="html",
)
PATH = Parameter(
    "path",
    paths.frontend_path,
    "The path part of a frontend URL.",
    _TEXT,
    example="/pelatihan/umkm-digital/",
    is_required=True,
)
OFFSET = Parameter(
    "offset",
    integer(0, 10_000),
    "Items to pass over; not with a cursor.",
    _whole_number(0, 10_000),
    is_endless=True,
)
COUNT = Parameter(
    "count",
    choice("exact", "none"),
    "Whether `total_count` is given: exact by default without a cursor, none with one.",
    _one_of("exact", "none"),
)
LIMIT = Parameter(
    "limit",
    integer(0, 100),
    "Items a page; at most 20 when the body is asked for.",
    _whole_number(0, 100),
    default=20,
)
CURSOR = Parameter("cursor", text(300), "`meta.cursor` of the page before.", _TEXT, is_endless=True)
SLUG_CURSOR = Parameter("cursor", text(1000), "`meta.cursor` of the page before.", _TEXT, is_endless=True)
"""Of lists that are ordered by slugs, which may be long and of any script."""
SECTION = Parameter("section", slug, "Key of a section; its descendants are included.", _TEXT)
TAG = Parameter("tag", slug, "Slug of a tag.", _TEXT)
SEARCH_ORDERS = ("relevance", "-published_at")
SEARCH = Parameter(
    "search", text(), "Only what holds all these words.", _TEXT, example="pelatihan", is_endless=True
)
ORDER = Parameter("order", choice(*ORDERS), "Order of the items.", _one_of(*ORDERS), default="-published_at")


def _any_of(name: str, description: str) -> Parameter:
    return Parameter(name, several(slug, most=20), f"{description} Comma-separated.", _TEXT, canonical=joined)


def _published(lookup: str, meaning: str) -> Parameter:
    return Parameter(
        f"published_at__{lookup}", moment, f"Published {meaning}. {_DAY_OR_MOMENT}", _TEXT, is_endless=True
    )


LABEL = Parameter("label", choice(*LABELS), "Kind of article.", _one_of(*LABELS))
AUTHOR = Parameter("author", slug, "Slug of an author.", _TEXT)
PUBLISHED = (
    _published("gte", "then or later"),
    _published("gt", "later"),
    _published("lte", "then or earlier"),
    _published("lt", "earlier"),
)
_LISTED = (
    SECTION,
    _any_of("section__in", "Any of these sections."),
    TAG,
    _any_of("tag__in", "Any of these tags."),
    AUTHOR,
    LABEL,
    *PUBLISHED,
    Parameter(
        "published_on",
        period,
        "A month or a day in the site's zone.",
        _TEXT,
        example="2026-08",
        is_endless=True,
    ),
    Parameter(
        "id__in",
        several(integer(1, MAX_ID), most=100),
        "At most 100 ids. Comma-separated.",
        _TEXT,
        canonical=joined,
        is_endless=True,
    ),
    SEARCH,
    ORDER,
    LIMIT,
    CURSOR,
    OFFSET,
    COUNT,
    FIELDS,
    RICH_TEXT,
    LOCALE,
    SITE,
)


ROOT = "root"
ANY_TYPE = "wagtailcore.Page"
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def _boolean(value: str) -> bool:
    return BOOLEANS[choice(*BOOLEANS)(value)]


def _page(value: str) -> int | str:
    return ROOT if value == ROOT else integer(1, MAX_ID)(value)


_PAGE_ID = _whole_number(1, MAX_ID)
_PAGE_OR_ROOT = {"oneOf": [_PAGE_ID, _one_of(ROOT)]}


def _relation(name: str, meaning: str, parse: Callable[[str], Any], schema: Mapping[str, Any]) -> Parameter:
    return Parameter(name, parse, f"{meaning} Without `locale` in all languages.", schema, is_endless=True)


ARTICLES = Parameters(*_LISTED)
PAGES = Parameters(
    Parameter(
        "type",
        several(choice(*PAGE_TYPES, ANY_TYPE), most=5),
        f"Page types, comma-separated; {ANY_TYPE} is every one.",
        _TEXT,
        canonical=joined,
        example=ARTICLE,
    ),
    _relation("child_of", "Right below this page; `root` is the home page.", _page, _PAGE_OR_ROOT),
    _relation("descendant_of", "Anywhere below this page; `root` is the home page.", _page, _PAGE_OR_ROOT),
    _relation("ancestor_of", "All above this page.", integer(1, MAX_ID), _PAGE_ID),
    _relation("translation_of", "Translations of this page, itself left out.", integer(1, MAX_ID), _PAGE_ID),
    Parameter("slug", slug, "The page's own slug.", _TEXT, is_endless=True),
    Parameter(
        "show_in_menus",
        _boolean,
        "Only what is marked for menus, or only what is not.",
        {"type": "boolean"},
        canonical=lambda value: str(value).lower(),
    ),
    *_LISTED,
)
FIND = Parameters(
    Parameter("html_path", paths.frontend_path, "The path part of a frontend URL.", _TEXT,
              example="/pelatihan/umkm-digital/", is_required=True),
    LOCALE,
    SITE,
)  # fmt: skip
NAMED = Parameters(
    Parameter("limit", integer(0, 100), "Items a page.", _whole_number(0, 100), default=20),
    SLUG_CURSOR,
    COUNT,
    LOCALE,
    SITE,
)
ARCHIVE = Parameters(SECTION, AUTHOR, LOCALE, SITE)
PATHS = Parameters(
    SLUG_CURSOR, Parameter("locale", text(20), "One language; without it all.", _TEXT, example="id"), SITE
)
REDIRECTS = Parameters(SLUG_CURSOR, SITE)
FOUND = Parameters(
    Parameter(
        "q",
        text(),
        "What is looked for: all these words.",
        _TEXT,
        example="pelatihan",
        is_required=True,
        is_endless=True,
    ),
    SECTION,
    TAG,
    AUTHOR,
    LABEL,
    *PUBLISHED,
    Parameter(
        "order",
        choice(*SEARCH_ORDERS),
        "The best first, or the newest.",
        _one_of(*SEARCH_ORDERS),
        default="relevance",
    ),
    Parameter("limit", integer(0, 100), "Items a page.", _whole_number(0, 100), default=20),
    Parameter("offset", integer(0, 1_000), "Items to pass over.", _whole_number(0, 1_000), default=0),
    LOCALE,
    SITE,
)
LIVE = Parameters(
    Parameter(
        "since",
        text(300),
        "`meta.cursor` of an earlier answer: only what changed after it.",
        _TEXT,
        is_endless=True,
    ),
    Parameter("cursor", text(300), "Older entries: as in `meta.next`.", _TEXT, is_endless=True),
    RICH_TEXT,
    SITE,
)
MOST_READ = Parameters(
    Parameter(
        "window",
        choice("1h", "24h", "7d", "30d"),
        "How far back views are counted.",
        _one_of("1h", "24h", "7d", "30d"),
        default="24h",
    ),
    Parameter("limit", integer(0, 100), "Items at most.", _whole_number(0, 100), default=20),
    LOCALE,
    SITE,
)
DETAIL = Parameters(FIELDS, RICH_TEXT, LOCALE, FALLBACK, SITE)
RESOLVE = Parameters(PATH, FIELDS, RICH_TEXT, LOCALE, FALLBACK, SITE)
PLACE = Parameters(LOCALE, SITE)
PLACE_OR_FALLBACK = Parameters(LOCALE, FALLBACK, SITE)
ON_SITE = Parameters(SITE)


def article_filters(query: Query) -> ArticleFilters:
    """What a list is asked for, as the reading side takes it."""
    return ArticleFilters(**_filters(query))


def _filters(query: Query) -> dict[str, Any]:
    return {
        "sections": _groups(query["section"], query["section__in"]),
        "tags": _groups(query["tag"], query["tag__in"]),
        "authors": _groups(query["author"], None),
        "label": query["label"],
        "ids": query["id__in"],
        "published": (*_bounds(query), *_within(query["published_on"])),
        "search": query["search"],
    }


def page_types(query: Query) -> tuple[str, ...]:
    """The page types that are asked for."""
    asked = query["type"] or (ANY_TYPE,)
    return PAGE_TYPES if ANY_TYPE in asked else asked


def page_filters(query: Query, *, root_id: int) -> PageFilters:
    """What `pages/` is asked for; `root_id` is the page that `root` means."""
    relations: dict[str, Any] = {name: root_id if query[name] == ROOT else query[name] for name in RELATIONS}
    asked = page_types(query)
    return PageFilters(
        **_filters(query),
        **relations,
        page_types=() if asked == PAGE_TYPES else asked,
        slug=query["slug"],
        show_in_menus=query["show_in_menus"],
    )


def found_filters(query: Query) -> ArticleFilters:
    """What a search is asked for beside its words."""
    return ArticleFilters(
        sections=_groups(query["section"], None),
        tags=_groups(query["tag"], None),
        authors=_groups(query["author"], None),
        label=query["label"],
        published=tuple(_bounds(query)),
        search=query["q"],
    )


def _groups(one: str | None, many: tuple[str, ...] | None) -> tuple[tuple[str, ...], ...]:
    """`tag=` and `tag__in=` as any-of groups that must both hold."""
    return tuple(group for group in ((one,) if one else (), many or ()) if group)


def _bounds(query: Query) -> list[Bound]:
    asked = [(lookup, query[f"published_at__{lookup}"]) for lookup in Lookup]
    return [_bound(lookup, moment) for lookup, moment in asked if moment is not None]


def _bound(lookup: Lookup, asked: Moment) -> Bound:
    """Later than a day is from its end on, earlier than a day is before its start."""
    if asked.is_instant:
        return lookup, asked.starts_at
    return {
        Lookup.GTE: (Lookup.GTE, asked.starts_at),
        Lookup.GT: (Lookup.GTE, asked.ends_at),
        Lookup.LTE: (Lookup.LT, asked.ends_at),
        Lookup.LT: (Lookup.LT, asked.starts_at),
    }[lookup]


def _within(asked: Period | None) -> tuple[Bound, ...]:
    return ((Lookup.GTE, asked.starts_at), (Lookup.LT, asked.ends_at)) if asked else ()


def is_counted(query: Query) -> bool:
    """Whether the answer says how many there are; by cursor only where that is asked for."""
    return (query["count"] or ("none" if query["cursor"] is not None else "exact")) == "exact"


def refuse_together(query: Query, one: str, other: str) -> None:
    """A 400 where both parameters are given."""
    if query[one] is not None and query[other] is not None:
        raise bad_query(Fault(other, "conflict", f"{other} does not go with {one}.", f"{one} or {other}"))


def refuse_more_with_body(query: Query) -> None:
    """A 400 where more bodies are asked for than one answer gives."""
    if query["limit"] > MAX_WITH_BODY:
        message = f"limit: Allowed is 0-{MAX_WITH_BODY} when the body is asked for."
        raise bad_query(Fault("limit", "out_of_range", message, f"0-{MAX_WITH_BODY}"))
