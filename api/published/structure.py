"""What a change of one page does to the documents below it: set by set, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, Substr
from wagtail.models import Page, Revision

from api.published import forwarding, keys
from api.published.builder import Built
from api.published.models import LEAVES, PUBLISHED, Document, DocumentQuerySet, LiveChange
from api.published.nodes import Tree, page_type_of
from api.published.portal import Portal
from api.published.transactions import told
from api.published.visibility import LONG_AGO
from api.published.writing import bury, list_keys, mark

BURIED = ("site_id", "path", "page_id", "is_public", "visible_from")
"""The columns that a tombstone is made of."""


def below(tree_path: str) -> DocumentQuerySet:
    """The documents of every page under this place of the tree."""
    pages = Page.objects.filter(path__startswith=tree_path).exclude(path=tree_path)
    return Document.objects.filter(page_id__in=pages.values("pk"))


def hide(rows: DocumentQuerySet, *, now: datetime, is_gone: bool) -> None:
    """Out of every answer at once; `is_gone` leaves tombstones of what the public could see."""
    told().left(rows.visible(now))
    if is_gone:
        bury(rows.filter(is_public=True).only(*BURIED), now=now)
    rows.update(is_public=False, dirty=True)


def take_away(page: Page, *, now: datetime) -> set[int]:
    """Every document of a page and all below it, with tombstones of what the public could see; those pages.

    The key of the page stands in whatever embeds it or anything below it: that one key makes all of it stale,
    and tells every cache.
    """
    page_ids = page_ids_from(page)
    rows = Document.objects.filter(page_id__in=_pages_from(page).values("pk"))
    own = list(rows.filter(page_id=page.pk).cards())
    told().page(own, ())
    told().left(rows.exclude(page_id=page.pk).visible(now))
    bury(rows.filter(is_public=True).only(*BURIED), now=now, for_good=True)
    rows.only("pk").delete()
    LiveChange.objects.filter(article_id__in=_pages_from(page).values("pk")).delete()
    mark([*keys.of_any_page(page.pk), keys.of_translations(page.translation_key), *list_keys(own)])
    page_type = page_type_of(page.content_type_id)
    if page_type not in LEAVES:
        told().parts.add(keys.of_page(page_type, page.pk))
    return page_ids


def page_ids_from(page: Page) -> set[int]:
    """A page and all below it."""
    return set(_pages_from(page).values_list("pk", flat=True))


def _pages_from(page: Page) -> QuerySet[Page]:
    # The object may be older than its place in the tree.
    place = Page.objects.values_list("path", flat=True).get(pk=page.pk)
    pages: QuerySet[Page] = Page.objects.filter(path__startswith=place)
    return pages


def follow(tree_path: str, found: Collection[Built], *, now: datetime, is_gone: bool) -> None:
    """Documents below a page are never more visible than it is; what they may gain waits for a rebuild."""
    rows = below(tree_path)
    by_site = {built.document.site_id: built.document for built in found}
    hide(rows.exclude(site_id__in=by_site), now=now, is_gone=is_gone)
    for site_id, document in by_site.items():
        _follow(rows.filter(site_id=site_id), document, now=now, is_gone=is_gone)


def _follow(rows: DocumentQuerySet, above: Document, *, now: datetime, is_gone: bool) -> None:
    if not above.is_public:
        hide(rows, now=now, is_gone=is_gone)
        return
    if above.visible_from > LONG_AGO:
        rows.filter(visible_from__lt=above.visible_from).update(visible_from=above.visible_from)
    if above.visible_until is not None:
        later = Q(visible_until__isnull=True) | Q(visible_until__gt=above.visible_until)
        rows.filter(later).update(visible_until=above.visible_until)
    rows.filter(dirty=False).update(dirty=True)


def paths_above(page_id: int) -> dict[int, str]:
    """The path of a page by site, as the stored ones of its children say."""
    paths: dict[int, str] = {}
    for site_id, path in Document.objects.filter(parent_id=page_id).values_list("site_id", "path"):
        paths.setdefault(site_id, path.rstrip("/").rpartition("/")[0] + "/")
    return paths


def move_paths(found: Iterable[Built], before: dict[int, str], *, now: datetime) -> None:
    """The new address of a page goes into the addresses of all below it; the old ones lead there."""
    for built in found:
        document = built.document
        site_id, old, new = document.site_id, before.get(document.site_id), document.path
        if old is not None and old != new:
            under = below(document.tree_path).filter(site_id=site_id)
            under.filter(path__startswith=old).update(
                path=Concat(Value(new), Substr("path", len(old) + 1)), dirty=True
            )
            for moved in (Document.objects.filter(page_id=document.page_id, site_id=site_id), under):
                forwarding.leave(moved, old=old, new=new, now=now)
            forwarding.lift(document.tree_path)


def renew_tree_paths(roots: Iterable[Page]) -> None:
    """A move shifts the places of siblings too: copy them anew."""
    under = Q()
    for root in roots:
        under |= Q(path__startswith=root.path)
    place = Page.objects.filter(pk=OuterRef("page_id")).values("path")[:1]
    rows = Document.objects.filter(page_id__in=Page.objects.filter(under).values("pk"))
    rows.annotate(place=Subquery(place)).exclude(tree_path=F("place")).update(tree_path=Subquery(place))


def wanted_page_ids(portals: Iterable[Portal]) -> list[int]:
    """Every page that should have a document: live, or approved for a moment to come."""
    roots = Q()
    for portal in portals:
        for locale in portal.locales:
            roots |= Q(path__startswith=locale.root_tree_path)
    if not roots:
        return []
    models = [apps.get_model(each) for each in PUBLISHED]
    types = ContentType.objects.get_for_models(*models).values()
    pages = Page.objects.filter(roots, content_type__in=types)
    live = pages.filter(live=True).order_by("path").values_list("pk", flat=True)
    approved = Revision.page_revisions.filter(approved_go_live_at__isnull=False).values_list(
        "object_id", flat=True
    )
    scheduled = pages.filter(live=False, pk__in=[int(each) for each in approved]).values_list("pk", flat=True)
    return [*live, *scheduled]


def undocumented(tree_path: str, portals: Iterable[Portal]) -> list[int]:
    """The live pages from this place on that lack the document of a site which holds them."""
    live = Page.objects.filter(path__startswith=tree_path, live=True)
    return [
        page_id
        for portal in portals
        if portal.locale_of(tree_path) is not None
        for page_id in live.exclude(
            Exists(Document.objects.filter(page_id=OuterRef("pk"), site_id=portal.site_id))
        ).values_list("pk", flat=True)
    ]


def stub(page_ids: Iterable[int], portals: Collection[Portal]) -> None:
    """A dirty, empty document for each of these pages that has none: answered live until it is built."""
    tree = Tree()
    ids = list(page_ids)
    tree.load(ids)
    places = (
        tree.place(tree.by_id[page_id], portal)
        for page_id in ids
        if page_id in tree.by_id
        for portal in portals
    )
    Document.objects.bulk_create(
        [
            Document(
                page_id=place.node.id,
                site_id=place.portal.site_id,
                page_type=place.node.page_type,
                locale=place.node.locale,
                slug=place.node.slug,
                path=place.path,
                title=place.node.title,
                tree_path=place.node.tree_path,
                parent_id=place.ancestors[-1].id if place.ancestors else None,
                published_at=LONG_AGO,
                updated_at=LONG_AGO,
                schema_version=0,
                dirty=True,
            )
            for place in places
            if place is not None and place.node.page_type in PUBLISHED
        ],
        ignore_conflicts=True,
        batch_size=200,
    )
