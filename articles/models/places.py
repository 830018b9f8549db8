"""One site in one locale is one tree under its home page: what may occur in it only once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page

if TYPE_CHECKING:
    from articles.querysets import TreeQuerySet


class UniqueInTree:
    """A page type with a field that is unique per site and locale, drafts and aliases included.

    Forms refuse a taken value. Code that adds a page (a copy of a section, an alias, a load) gets the
    value with a number behind it.
    """

    unique_in_tree: ClassVar[str]

    @classmethod
    def holder_of(cls, value: str, *, beside: Page, but: int | None = None) -> Any:
        """The page that has the value in the tree of `beside`, or None."""
        pages: TreeQuerySet = cls.objects  # type: ignore[attr-defined]
        return pages.in_tree_of(beside).exclude(pk=but).filter(**{cls.unique_in_tree: value}).first()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:  # type: ignore[attr-defined]
            self._number_until_free()
        super().save(*args, **kwargs)  # type: ignore[misc]

    def clean(self) -> None:
        super().clean()  # type: ignore[misc]
        value = getattr(self, self.unique_in_tree)
        if not (value and self.path):  # type: ignore[attr-defined]
            return
        holder = self.holder_of(value, beside=self, but=self.pk)  # type: ignore[attr-defined, arg-type]
        if holder is not None:
            raise ValidationError({self.unique_in_tree: taken(value, holder)})

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A draft without the value, or with one that another page has got meanwhile, keeps that of the row.

        So the drafts of a copied section, and an alias fed from its original, never publish a double.
        """
        draft: Any = super().with_content_json(content)  # type: ignore[misc]
        field, own = self.unique_in_tree, getattr(self, self.unique_in_tree)
        drafted = getattr(draft, field)
        if not drafted or (drafted != own and self._is_taken(drafted)):
            setattr(draft, field, own)
        return draft

    def _is_taken(self, value: str) -> bool:
        return self.holder_of(value, beside=self, but=self.pk) is not None  # type: ignore[attr-defined, arg-type]

    def _number_until_free(self) -> None:
        wanted = candidate = getattr(self, self.unique_in_tree)
        number = 1
        while self.holder_of(candidate, beside=self):  # type: ignore[arg-type]
            number += 1
            candidate = f"{wanted}-{number}"
        setattr(self, self.unique_in_tree, candidate)


def taken(value: str, holder: Page) -> str:
    """Why a value cannot be had, naming the page that has it."""
    return _("“%(value)s” belongs to “%(title)s” in %(place)s already. Choose another one.") % {
        "value": value,
        "title": holder.get_admin_display_title(),
        "place": holder.get_parent().get_admin_display_title(),
    }
