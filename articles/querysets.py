"""How rows of the newsroom are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from articles.models import Author

_HOME_DEPTH = 2


class AuthorQuerySet(models.QuerySet["Author"]):
    """Authors, archived ones included unless asked otherwise."""

    def choosable(self) -> AuthorQuerySet:
        """Those who may be put on a new article."""
        return self.filter(archived_at=None)

    def of_login(self, user: AbstractBaseUser | AnonymousUser) -> AuthorQuerySet:
        """The author of a login, if it has one that is not archived."""
        return self.choosable().filter(user_id=user.pk) if user.pk else self.none()


class TreeQuerySet(PageQuerySet):
    """Pages found by their place: one home page holds one site in one locale."""

    def beside(self, page: Page) -> TreeQuerySet:
        """Pages under the same home page as `page`, itself left out."""
        home_path = page.path[: page.steplen * _HOME_DEPTH]
        return self.filter(path__startswith=home_path).exclude(pk=page.pk)

    def originals(self) -> TreeQuerySet:
        """Without aliases, which repeat another page."""
        return self.filter(alias_of=None)


TreeManager: Any = PageManager.from_queryset(TreeQuerySet)
