"""How rows of the newsroom are read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Window
from django.db.models.functions import Cast, RowNumber
from wagtail.images.models import ImageQuerySet
from wagtail.models import Page, PageManager, Revision, WorkflowState
from wagtail.query import PageQuerySet

from articles.imagesets import RECIPE

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


_HOME_DEPTH = 2


def home_path(page: Page) -> str:
    """The tree path of the home page above a page."""
    path: str = page.path[: page.steplen * _HOME_DEPTH]
    return path


class AuthorQuerySet(models.QuerySet[Any]):
    """Authors, archived ones included unless asked otherwise."""

    def choosable(self) -> AuthorQuerySet:
        """Those who may be put on a new article."""
        return self.filter(archived_at=None)

    def archived(self) -> AuthorQuerySet:
        return self.exclude(archived_at=None)

    def of_login(self, user: AbstractBaseUser | AnonymousUser | None) -> AuthorQuerySet:
        """The author of a login, if it has one that is not archived."""
        return self.choosable().filter(user_id=user.pk) if user and user.pk else self.none()


class PictureQuerySet(ImageQuerySet):  # type: ignore[misc]
    """Pictures by what is still to be made of them."""

    def without_jpeg(self) -> PictureQuerySet:
        """Those that are new, changed, or made by an older recipe."""
        return self.exclude(renditions_key__startswith=f"{RECIPE}:")

    def without_later_formats(self) -> PictureQuerySet:
        """Those that lack WebP or AVIF."""
        return self.exclude(later_key__startswith=f"{RECIPE}:")


class TreeQuerySet(PageQuerySet):
    """Pages by their place: one home page holds one site in one locale."""

    def in_tree_of(self, page: Page) -> TreeQuerySet:
        """Pages under the same home page as `page`."""
        return self.filter(path__startswith=home_path(page))


class ArticleQuerySet(TreeQuerySet):
    """Articles as an editor looks for them."""

    def with_words(self, words: str) -> ArticleQuerySet:
        """Every word occurs in the headline, published or drafted, or in the standfirst."""
        articles = self
        for word in words.replace("\x00", " ").split():
            articles = articles.filter(
                Q(title__icontains=word) | Q(draft_title__icontains=word) | Q(standfirst__icontains=word)
            )
        return articles

    def in_status(self, status: str) -> ArticleQuerySet:
        """`live`, `draft`, `scheduled`, `in_review` or `expired`."""
        by_status = {
            "live": self._live,
            "draft": self._draft,
            "scheduled": self._scheduled,
            "in_review": self._in_review,
            "expired": self._expired,
        }
        return by_status[status]()

    def going_live_next(self) -> ArticleQuerySet:
        """Those with an approved schedule, soonest first, annotated with `approved_at`."""
        own = Revision.page_revisions.filter(object_id=Cast(OuterRef("pk"), models.CharField()))
        approved = own.filter(approved_go_live_at__isnull=False).values("approved_go_live_at")[:1]
        return self.annotate(approved_at=Subquery(approved)).exclude(approved_at=None).order_by("approved_at")

    def _live(self) -> ArticleQuerySet:
        return self.filter(live=True)

    def _draft(self) -> ArticleQuerySet:
        return self.annotate_approved_schedule().filter(live=False, expired=False, _approved_schedule=False)

    def _scheduled(self) -> ArticleQuerySet:
        return self.annotate_approved_schedule().filter(_approved_schedule=True)

    def _expired(self) -> ArticleQuerySet:
        return self.filter(live=False, expired=True)

    def _in_review(self) -> ArticleQuerySet:
        page_type = ContentType.objects.get_for_model(Page)
        states = WorkflowState.objects.active().filter(base_content_type=page_type)
        in_review = states.annotate(page_id=Cast("object_id", models.BigIntegerField())).values("page_id")
        return self.filter(pk__in=in_review)


class LiveEntryQuerySet(models.QuerySet[Any]):
    """The entries of live blogs, the newest first."""

    def newest_first(self) -> LiveEntryQuerySet:
        return self.order_by("-at", "-pk")

    def newest_of(self, article_ids: Iterable[int], *, at_most: int) -> LiveEntryQuerySet:
        """Of each of these articles its newest entries."""
        place = Window(RowNumber(), partition_by="article_id", order_by=[F("at").desc(), F("pk").desc()])
        found = self.filter(article_id__in=tuple(article_ids)).annotate(place=place)
        return found.filter(place__lte=at_most).newest_first()


TreeManager: Any = PageManager.from_queryset(TreeQuerySet)
ArticleManager: Any = PageManager.from_queryset(ArticleQuerySet)
