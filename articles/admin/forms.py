"""The forms behind the editors of articles and sections."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm

from articles.models.beside import AdRules
from articles.models.places import taken
from runtime import clock
from runtime.labels import LabelsField

if TYPE_CHECKING:
    from wagtail.models import Page


class AdRulesForm(WagtailAdminPageForm):
    """Takes labels of ads as words with commas."""

    exclude_labels = LabelsField.of(AdRules._meta.get_field("exclude_labels"))
    blocked_categories = LabelsField.of(AdRules._meta.get_field("blocked_categories"))


class SectionForm(AdRulesForm):
    """Refuses a key that another section has."""

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"] or self.instance.key
        _refuse_taken(self.instance, key, beside=self.parent_page)
        return key


class ArticleForm(AdRulesForm):
    """Refuses a slug that another article has, archived authors and one author twice."""

    show_as_updated = forms.BooleanField(
        label=gettext_lazy("Show as updated"),
        required=False,
        help_text=gettext_lazy("Readers see this moment as the time of the last change."),
    )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        _refuse_taken(self.instance, slug, beside=self.parent_page)
        return slug

    def clean_published_at(self) -> datetime | None:
        """The widget shows minutes: a date that nobody changed keeps its seconds."""
        entered: datetime | None = self.cleaned_data["published_at"]
        stored: datetime | None = self.instance.published_at
        if entered and stored and entered == stored.replace(second=0, microsecond=0):
            return stored
        return entered

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self._check_byline()
        return cleaned

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data.get("show_as_updated"):
            self.instance.updated_at = clock.now()
        return super().save(commit)

    def _check_byline(self) -> None:
        seen = set()
        for row in self._byline_rows():
            author = row.cleaned_data.get("author")
            if author is None:
                continue
            if author.is_archived and "author" in row.changed_data:
                row.add_error(
                    "author", _("%(name)s is archived. Choose somebody else.") % {"name": author.name}
                )
            if author in seen:
                row.add_error("author", _("%(name)s is in the byline twice.") % {"name": author.name})
            seen.add(author)

    def _byline_rows(self) -> list[Any]:
        byline = self.formsets.get("article_authors")
        if byline is None or not byline.is_bound:
            return []
        return [row for row in byline.forms if row.is_valid() and not row.cleaned_data.get("DELETE")]


class ArticleCopyForm(CopyForm):
    """Refuses a slug that another article of the destination's site has."""

    def clean_new_slug(self) -> str:
        slug: str = self.cleaned_data["new_slug"]
        parent = self._destination()
        if parent is not None:
            # The original is not left out: the copy must not have its slug either.
            holder = type(self.page.specific).holder_of(slug, beside=parent)
            if holder:
                raise forms.ValidationError(taken(slug, holder))
        return slug

    def _destination(self) -> Any:
        chosen = self.data.get("new_parent_page")
        field: Any = self.fields["new_parent_page"]
        try:
            return field.clean(chosen) if chosen else self.page.get_parent()
        except forms.ValidationError:
            return None


def _refuse_taken(instance: Any, value: str, *, beside: Page | None) -> None:
    if not value or beside is None:
        return
    holder = instance.holder_of(value, beside=beside, but=instance.pk)
    if holder:
        raise forms.ValidationError(taken(value, holder))
