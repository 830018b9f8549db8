"""Everything that makes documents stale: one receiver a signal, none of which can raise.

They write in the transaction of the change: what must not be seen is hidden there, what is stale is marked by
one UPDATE; only a published page's own documents are built.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail import hooks
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Revision,
    Site,
)
from wagtail.signals import page_published, page_unpublished, post_page_move

from api.published import going, keys, liveblog, nodes, structure
from api.published.builder import Built
from api.published.models import ARTICLE, HOME, LEAVES, Document, DocumentDependency, LiveChange
from api.published.portal import fresh_portals, portals
from api.published.told import Change, RedirectChange
from api.published.transactions import (
    alias_made,
    changed,
    content_changes,
    deleting,
    lock,
    told,
    unpublishing,
)
from api.published.writing import COUNTED, NAMED, bury, list_keys, mark, rebuild
from articles import imagesets
from articles.models import Author, Front, LiveEntry, PortalSettings, Tag
from runtime import clock

log = logging.getLogger("warta.published")


def safely(receiver: Callable[..., None]) -> Callable[..., None]:
    """A fault of ours must not take an editor's work down: it is logged, and every document is stale.

    A stale document is answered live, so that nothing hidden is shown on the way.
    """

    @wraps(receiver)
    def received(**kwargs: Any) -> None:
        if kwargs.get("raw") or going.is_deleted(kwargs.get("instance")):
            return
        try:
            with content_changes():
                changed()
                receiver(**kwargs)
        except Exception:
            log.exception("receiver failed: %s", receiver.__name__)
            _distrust(kwargs.get("instance"))

    return received


def _distrust(instance: Any) -> None:
    try:
        with content_changes():
            changed()
            Document.objects.filter(dirty=False).update(dirty=True)
            if isinstance(instance, Page):
                structure.stub([instance.pk], portals())
    except Exception:
        log.exception("documents could not be marked")


# --- pages -------------------------------------------------------------------------------------------


@safely
def on_published(*, instance: Page, **_: Any) -> None:
    """Also sent, with `live=False`, when a page that never was live is scheduled."""
    restate(instance)


def on_unpublished(*, instance: Page, **_: Any) -> None:
    """What went with the page above is hidden already, unless somebody has given it back meanwhile."""
    if going.is_unpublished(instance) and not Document.objects.shown(instance.pk).exists():
        return
    on_taken_down(instance=instance)


@safely
def on_taken_down(*, instance: Page, **_: Any) -> None:
    restate(instance, is_gone=True)


def on_unpublishing(*, instance: Page, **_: Any) -> None:
    going.unpublish(structure.page_ids_from(instance) - {instance.pk})


@safely
def on_moved(*, instance: Page, parent_page_before: Page, parent_page_after: Page, **_: Any) -> None:
    parents = Page.objects.filter(pk__in=[parent_page_before.pk, parent_page_after.pk])
    structure.renew_tree_paths(parents)
    restate(instance)
    above = {
        each
        for parent in parents
        for each in parent.get_ancestors(inclusive=True).values_list("pk", flat=True)
    }
    mark(keys.of_list(page_id) for page_id in above)
    structure.stub(structure.undocumented(instance.path, portals()), portals())


@safely
def on_alias_made(*, instance: Page, **_: Any) -> None:
    """Perhaps with aliases of all below; each is answered live until it is built."""
    structure.stub(structure.undocumented(instance.path, portals()), portals())
    restate(instance)


@safely
def on_deleting(*, instance: Page, **_: Any) -> None:
    """With all below it; where this fails they are taken away one by one."""
    going.delete(structure.take_away(instance, now=clock.now()))


@safely
def on_deleted(*, instance: Page, **_: Any) -> None:
    """One by one, as a queryset deletes pages."""
    rows = list(Document.objects.filter(page_id=instance.pk).cards())
    bury(rows, now=clock.now(), for_good=True)
    Document.objects.filter(page_id=instance.pk).delete()
    told().page(rows, ())
    mark([*keys.of_any_page(instance.pk), keys.of_translations(instance.translation_key), *list_keys(rows)])


@safely
def on_page_row_gone(*, instance: Page, **_: Any) -> None:
    """What went with the page, as its restriction, may have built its documents once more."""
    rows = Document.objects.filter(page_id=instance.pk)
    told().page(rows.cards(), ())
    rows.delete()
    LiveChange.objects.of_article(instance.pk).delete()


def restate(page: Page, *, is_gone: bool = False) -> None:
    """Builds a page's own documents; all below follow its state and address, all that embed it are stale."""
    now, page_type = clock.now(), nodes.page_type_of(page.content_type_id)
    before = {row.site_id: row for row in Document.objects.filter(page_id=page.pk).cards()}
    paths = {} if page_type in LEAVES else structure.paths_above(page.pk)
    paths |= {site_id: row.path for site_id, row in before.items()}
    found = rebuild([page.pk], now=now, anew=True)
    told().page(before.values(), [built.document for built in found])
    if not found and not before and not page.numchild:
        return
    if page_type == HOME and _is_alike(before, found, NAMED):
        # All below embed no more than these of it: editing it must not stale a whole site.
        return
    mark([*keys.of_any_page(page.pk), keys.of_translations(page.translation_key)], but_of=page.pk)
    structure.move_paths(found, paths, now=now)
    if page_type not in LEAVES:
        # The object may be older than its place in the tree.
        tree_path = Page.objects.values_list("path", flat=True).get(pk=page.pk)
        structure.follow(tree_path, found, now=now, is_gone=is_gone)
        tell([keys.of_page(page_type, page.pk)])
        if not _is_alike(before, found, COUNTED):
            # What it counts has just been hidden or shown with it.
            Document.objects.filter(page_id=page.pk).update(dirty=True)


def _is_alike(before: dict[int, Document], found: Iterable[Built], columns: Iterable[str]) -> bool:
    """Whether the documents of a page say the same in these columns as before."""
    new = {built.document.site_id: built.document for built in found}
    return new.keys() == before.keys() and all(
        getattr(row, column) == getattr(before[site], column)
        for site, row in new.items()
        for column in columns
    )


@safely
def on_page_restricted(*, instance: PageViewRestriction, **_: Any) -> None:
    """Added, changed or taken away; aliases obey the restrictions of their original."""
    for page in Page.objects.filter(pk=instance.page_id) | Page.objects.filter(alias_of_id=instance.page_id):
        restate(page)


def on_revision_saved(
    *, instance: Revision, created: bool, update_fields: Any = None, raw: bool = False, **_: Any
) -> None:
    """Every draft is a revision too, twice a second while somebody types: only schedules go further."""
    is_about_schedule = "approved_go_live_at" in update_fields if update_fields else not created
    if is_about_schedule or instance.approved_go_live_at:
        on_schedule_changed(instance=instance, raw=raw)


@safely
def on_schedule_changed(*, instance: Revision, **_: Any) -> None:
    """Of a live page a schedule changes nothing until it is due."""
    page = Page.objects.filter(pk=instance.object_id, live=False).first() if _is_of_page(instance) else None
    if page is not None:
        restate(page)


def _is_of_page(revision: Revision) -> bool:
    return bool(revision.base_content_type_id == ContentType.objects.get_for_model(Page).pk)


def tell(parts: Iterable[str]) -> None:
    """Note for caches and receivers that these look different wherever they are embedded."""
    told().parts.update(parts)


# --- live blogs --------------------------------------------------------------------------------------


def before_live_entry(*, instance: LiveEntry, raw: bool = False, **_: Any) -> None:
    """The lock of all content first, then the entry's row, as every other writer."""
    if not (raw or going.is_deleted(instance)):
        lock()


def on_live_entry_saved(*, instance: LiveEntry, raw: bool = False, **_: Any) -> None:
    """It may raise, unlike the others: an entry that readers would never hear of must not be saved."""
    if raw:
        return
    with content_changes():
        changed()
        _tell_live_blogs([instance.article_id])
        liveblog.note(instance, is_deleted=False)
    restate_live_blog(instance=instance)


def on_live_entry_deleted(*, instance: LiveEntry, **_: Any) -> None:
    if going.is_deleted(instance):
        return
    with content_changes():
        changed()
        liveblog.note(instance, is_deleted=True)
        showing = liveblog.showing(instance.article_id)
        Document.objects.filter(page_id__in=showing, dirty=False).update(dirty=True)
        _tell_live_blogs(showing)


def _tell_live_blogs(page_ids: Iterable[int]) -> None:
    """The entries, and the article whose data for search engines holds them."""
    tell(key for page_id in page_ids for key in (keys.of_page(ARTICLE, page_id), keys.of_live(page_id)))


@safely
def restate_live_blog(*, instance: LiveEntry, **_: Any) -> None:
    """Search engines read the entries in the article itself."""
    showing = liveblog.showing(instance.article_id)
    rebuild(showing, now=clock.now())
    _tell_live_blogs(showing)


# --- what pages embed --------------------------------------------------------------------------------


def _mark_and_tell(parts: Iterable[str]) -> None:
    wanted = list(parts)
    mark(wanted)
    tell(wanted)


@safely
def on_image_changed(*, instance: Any, **_: Any) -> None:
    _mark_and_tell([keys.of_image(instance.pk)])


@safely
def on_renditions_made(*, image: Any, **_: Any) -> None:
    _mark_and_tell([keys.of_image(image.pk)])


@safely
def on_file_changed(*, instance: Any, **_: Any) -> None:
    _mark_and_tell([keys.of_file(instance.pk)])


@safely
def on_author_changed(*, instance: Author, **_: Any) -> None:
    _mark_and_tell([keys.of_author(instance.pk)])


@safely
def on_tag_changed(*, instance: Tag, **_: Any) -> None:
    _mark_and_tell([keys.of_tag(instance.pk)])


@safely
def on_collection_restricted(*, instance: CollectionViewRestriction, **_: Any) -> None:
    """Pictures and files of the collection, and of those in it, come or go."""
    under = {"collection__path__startswith": instance.collection.path}
    for prefix, model in (("image-", get_image_model()), ("document-", get_document_model())):
        names = model.objects.filter(**under).values(name=Concat(Value(prefix), Cast(F("pk"), CharField())))
        tell(DocumentDependency.objects.filter(key__in=names).values_list("key", flat=True).distinct())
        found = DocumentDependency.objects.filter(key__in=names).values("document_id")
        Document.objects.filter(pk__in=found, dirty=False).update(dirty=True)


@safely
def on_collected(*, objects: Iterable[Any], **_: Any) -> None:
    """Pictures and files that were put into another collection, of which Wagtail sends no signal."""
    found = list(objects)
    images = [keys.of_image(each.pk) for each in found if isinstance(each, get_image_model())]
    files = [keys.of_file(each.pk) for each in found if isinstance(each, get_document_model())]
    _mark_and_tell([*images, *files])


# --- the site itself ---------------------------------------------------------------------------------


@safely
def on_site_saved(*, instance: Site, **_: Any) -> None:
    """Every address may be another, and the tree too: pages without a document get an empty, stale one."""
    outside = Page.objects.exclude(path__startswith=instance.root_page.path).values("pk")
    if len(Locale.objects.all()) == 1:
        Document.objects.filter(site_id=instance.pk, page_id__in=outside).update(is_public=False, dirty=True)
    Document.objects.filter(site_id=instance.pk, dirty=False).update(dirty=True)
    told().site_ids.add(instance.pk)
    known = fresh_portals()
    structure.stub(structure.wanted_page_ids(known), known)


@safely
def on_settings_saved(*, instance: PortalSettings, **_: Any) -> None:
    mark([keys.of_site(instance.site_id)])
    told().site_ids.add(instance.site_id)


@safely
def on_front_changed(*, instance: Front, **_: Any) -> None:
    """Stories placed or taken away: no document embeds them."""
    tell([keys.of_front(instance.page_id)])


@safely
def on_redirect_saved(*, instance: Redirect, created: bool = False, **_: Any) -> None:
    """No document embeds it."""
    _tell_redirect(instance, Change.CREATED if created else Change.UPDATED)


@safely
def on_redirect_deleted(*, instance: Redirect, **_: Any) -> None:
    _tell_redirect(instance, Change.REMOVED)


def _tell_redirect(row: Redirect, change: Change) -> None:
    """Readers cannot follow one that leads to a hidden page, and its path may name that page."""
    page_id, now = row.redirect_page_id, clock.now()
    if page_id and not Document.objects.filter(page_id=page_id).visible(now).exists():
        return
    path = row.old_path.partition("?")[0]
    for portal in portals():
        if row.site_id in (None, portal.site_id):
            told().redirects.append(RedirectChange(change, portal.site_id, row.pk, f"{path.rstrip('/')}/"))


@safely
def on_site_gone(**_: Any) -> None:
    """No document embeds it: the version alone goes up."""


@safely
def on_locale_changed(**_: Any) -> None:
    nodes.forget_locales()
    told().site_ids.update(each.site_id for each in portals())
    Document.objects.filter(dirty=False).update(dirty=True)


def after_bulk_action(request: Any, action_type: str, objects: Iterable[Any], action: Any) -> None:
    """Wagtail's hook of that name, also called for somebody who may do nothing to any of them."""
    kept = [each for each in objects if isinstance(each, (get_image_model(), get_document_model()))]
    if kept:
        on_collected(objects=kept)


def connect() -> None:
    """Called once, from `ready`."""
    hooks.register("after_bulk_action", after_bulk_action)
    image, file = get_image_model(), get_document_model()
    page_published.connect(on_published, dispatch_uid="published:page_published")
    page_unpublished.connect(on_unpublished, dispatch_uid="published:page_unpublished")
    post_page_move.connect(on_moved, dispatch_uid="published:page_moved")
    unpublishing.connect(on_unpublishing, dispatch_uid="published:unpublishing")
    deleting.connect(on_deleting, dispatch_uid="published:deleting")
    alias_made.connect(on_alias_made, dispatch_uid="published:alias")
    pre_delete.connect(on_deleted, sender=Page, dispatch_uid="published:page_deleted")
    post_delete.connect(on_page_row_gone, sender=Page, dispatch_uid="published:page_row_gone")
    post_save.connect(on_revision_saved, sender=Revision, dispatch_uid="published:revision")
    pre_save.connect(before_live_entry, sender=LiveEntry, dispatch_uid="published:live:saving")
    pre_delete.connect(before_live_entry, sender=LiveEntry, dispatch_uid="published:live:deleting")
    post_save.connect(on_live_entry_saved, sender=LiveEntry, dispatch_uid="published:live:saved")
    post_delete.connect(on_live_entry_deleted, sender=LiveEntry, dispatch_uid="published:live:deleted")
    imagesets.made.connect(on_renditions_made, dispatch_uid="published:renditions")
    post_save.connect(on_site_saved, sender=Site, dispatch_uid="published:site")
    for sender, receiver in (
        (PageViewRestriction, on_page_restricted),
        (CollectionViewRestriction, on_collection_restricted),
        (image, on_image_changed),
        (file, on_file_changed),
        (Author, on_author_changed),
        (Tag, on_tag_changed),
        (PortalSettings, on_settings_saved),
        (Front, on_front_changed),
        (Locale, on_locale_changed),
    ):
        name = f"published:{sender._meta.label}"
        post_save.connect(receiver, sender=sender, dispatch_uid=f"{name}:saved")
        post_delete.connect(receiver, sender=sender, dispatch_uid=f"{name}:deleted")
    post_save.connect(on_redirect_saved, sender=Redirect, dispatch_uid="published:redirect:saved")
    post_delete.connect(on_redirect_deleted, sender=Redirect, dispatch_uid="published:redirect:deleted")
    post_delete.connect(on_site_gone, sender=Site, dispatch_uid="published:site:deleted")
