"""What the newsroom does when Wagtail reports something."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from wagtail.admin.views.pages.create import CreateView
from wagtail.models import GroupPagePermission, Page, Site, WorkflowPage
from wagtail.signals import copy_for_translation_done, init_new_page, page_published

from articles import imagesets, services
from articles.models import ArticleAuthor, ArticlePage, Author, Image
from runtime import clock


def connect() -> None:
    """Called once, when the app is ready."""
    page_published.connect(date_first_publication, dispatch_uid="articles.date_first_publication")
    init_new_page.connect(prefill_article, sender=CreateView, dispatch_uid="articles.prefill_article")
    copy_for_translation_done.connect(let_into_translation, dispatch_uid="articles.let_into_translation")
    post_save.connect(make_renditions_later, sender=Image, dispatch_uid="articles.make_renditions_later")


def date_first_publication(instance: Page, revision: Any = None, **kwargs: Any) -> None:
    """Dates an article at its first publication, or at the moment that it is scheduled for.

    The date is written to the row alone: a draft without a date stays free to be scheduled anew.
    """
    if not isinstance(instance, ArticlePage) or instance.published_at:
        return
    approved_at = getattr(revision, "approved_go_live_at", None)
    instance.published_at = approved_at or instance.first_published_at or clock.now()
    ArticlePage.objects.filter(pk=instance.pk).update(published_at=instance.published_at)


def prefill_article(page: Page, parent: Page, **kwargs: Any) -> None:
    """A new article starts with a text to type into, the portal's end mark, and the author of the login."""
    if not isinstance(page, ArticlePage):
        return
    page.body = [("paragraph", "")]
    page.end_mark = services.end_mark_for(parent)
    byline: Any = [ArticleAuthor(author=each) for each in Author.objects.of_login(page.owner)]
    page.article_authors = byline  # type: ignore[misc]


def let_into_translation(source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    """Who works on a portal works on it in every language, and its review goes with it."""
    if not isinstance(source_obj, Page):
        return
    Site.clear_site_root_paths_cache()
    for each in GroupPagePermission.objects.filter(page_id=source_obj.pk):
        GroupPagePermission.objects.get_or_create(
            group_id=each.group_id, page_id=target_obj.pk, permission_id=each.permission_id
        )
    review = WorkflowPage.objects.filter(page_id=source_obj.pk).first()
    if review:
        WorkflowPage.objects.get_or_create(
            page_id=target_obj.pk, defaults={"workflow_id": review.workflow_id}
        )


def make_renditions_later(instance: Image, raw: bool = False, **kwargs: Any) -> None:
    """The files are made after the commit: resizing takes longer than a writer may hold the database."""
    if instance.renditions_key or raw:
        return
    transaction.on_commit(lambda: imagesets.make_quietly(instance))
