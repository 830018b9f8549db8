"""The tables of the published documents: what was serialised, what it depends on, and what is gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import models
from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from api.published.visibility import LONG_AGO, is_visible, visible_q
from articles.models import ArticlePage, LiveEntry

ARTICLE = "articles.ArticlePage"
SECTION = "articles.SectionPage"
STANDARD = "articles.StandardPage"
HOME = "articles.HomePage"
SPONSORED = ArticlePage.Label.SPONSORED.value
PUBLISHED = (ARTICLE, SECTION, STANDARD, HOME)
"""Page types that have documents; a page of another type is none of the portal's."""
LEAVES = (ARTICLE, STANDARD)
"""Of these, the ones with nothing below."""


class DocumentQuerySet(models.QuerySet["Document"]):
    """Reading the published documents; every condition of the lists has its method here."""

    def visible(self, now: datetime) -> DocumentQuerySet:
        return self.filter(visible_q(now))

    def shown(self, page_id: int) -> DocumentQuerySet:
        """Of one page, where nothing but the clock may hide it."""
        return self.filter(page_id=page_id, is_public=True)

    def of_site(self, site_id: int) -> DocumentQuerySet:
        return self.filter(site_id=site_id)

    def in_locale(self, locale: str) -> DocumentQuerySet:
        return self.filter(locale=locale)

    def of_type(self, *page_types: str) -> DocumentQuerySet:
        return (
            self.filter(page_type__in=page_types)
            if len(page_types) > 1
            else self.filter(page_type=page_types[0])
        )

    def articles(self) -> DocumentQuerySet:
        return self.of_type(ARTICLE)

    def sections(self) -> DocumentQuerySet:
        return self.of_type(SECTION)

    def in_section(self, *keys: str) -> DocumentQuerySet:
        """Those below one of these sections, at any depth."""
        return self._with_term(DocumentTerm.SECTION, keys)

    def tagged(self, *slugs: str) -> DocumentQuerySet:
        """Those that carry any of these tags."""
        return self._with_term(DocumentTerm.TAG, slugs)

    def by_author(self, *slugs: str) -> DocumentQuerySet:
        return self._with_term(DocumentTerm.AUTHOR, slugs)

    def _with_term(self, kind: str, values: Iterable[str]) -> DocumentQuerySet:
        terms = DocumentTerm.objects.filter(
            kind=kind, value__in=tuple(values), document_id=models.OuterRef("pk")
        )
        return self.filter(models.Exists(terms))

    def child_of(self, page_id: int) -> DocumentQuerySet:
        return self.filter(parent_id=page_id)

    def descendant_of(self, page_id: int) -> DocumentQuerySet:
        return self.filter(tree_path__startswith=_tree_path_of(page_id)).exclude(page_id=page_id)

    def ancestor_of(self, page_id: int) -> DocumentQuerySet:
        below = self.annotate(below=_tree_path_of(page_id))
        return below.filter(below__startswith=models.F("tree_path")).exclude(page_id=page_id)

    def translation_of(self, page_id: int) -> DocumentQuerySet:
        keys = Page.objects.filter(pk=page_id).values("translation_key")
        translations = Page.objects.filter(translation_key__in=keys).exclude(pk=page_id)
        return self.filter(page_id__in=translations.values("pk"))

    def published_since(self, moment: datetime) -> DocumentQuerySet:
        return self.filter(published_at__gt=moment)

    def indexed(self) -> DocumentQuerySet:
        """Those that search engines are told of."""
        return self.filter(is_indexed=True)

    def suggested(self) -> DocumentQuerySet:
        """Articles that the portal may offer by itself: not what is paid for, not the same text twice."""
        return self.exclude(label=SPONSORED).filter(~_is_alias("page_id"))

    def addresses(self) -> DocumentQuerySet:
        """Rows with neither card nor detail."""
        return self.defer("card", "detail")

    def cards(self) -> DocumentQuerySet:
        """Rows with their card's bytes and without their detail's."""
        return self.defer("detail")

    def section_titles(self) -> dict[str, str]:
        """The titles of the sections among these, by key."""
        return dict(self.sections().values_list("section_key", "title"))

    def depending_on(self, keys: Iterable[str]) -> DocumentQuerySet:
        """Those that embed one of these objects (`image-12`, `section-7`, ..)."""
        found = DocumentDependency.objects.filter(key__in=tuple(keys)).values("document_id")
        return self.filter(pk__in=found)


def _tree_path_of(page_id: int) -> models.Subquery:
    return models.Subquery(Page.objects.filter(pk=page_id).values("path")[:1])


def _is_alias(page_id: str) -> models.Exists:
    return models.Exists(Page.objects.filter(alias_of__isnull=False, pk=models.OuterRef(page_id)))


class Document(models.Model):
    """What the API answers about one page on one site, and the columns that lists filter and sort by."""

    page_id = models.BigIntegerField()
    site = models.ForeignKey("wagtailcore.Site", models.CASCADE, related_name="+", db_index=False)

    page_type = models.CharField(max_length=60)
    locale = models.CharField(max_length=100)
    slug = models.CharField(max_length=255)
    path = models.CharField(max_length=1000)
    title = models.CharField(max_length=255)
    tree_path = models.CharField(max_length=255)
    """Where the page stands in the tree; siblings sort by it."""
    parent_id = models.BigIntegerField(null=True)
    section_key = models.CharField(max_length=255, blank=True, default="")
    is_indexed = models.BooleanField(default=True)
    """Whether search engines are told of it: it is not kept from them and has its canonical address here."""
    label = models.CharField(max_length=40, blank=True, default="")
    exclude_labels = models.JSONField(default=list, blank=True)
    """Labels of ads that must not stand beside the page or below it; what is above adds its own."""
    blocked_categories = models.JSONField(default=list, blank=True)
    """Categories of advertisers that must not stand beside the page or below it."""
    no_ads = models.BooleanField(default=False)
    """The page's own word, which holds for all below it."""
    show_in_menus = models.BooleanField(default=False)

    is_public = models.BooleanField(default=False)
    visible_from = models.DateTimeField(default=LONG_AGO)
    visible_until = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    """The earliest moment at which something embedded appears or disappears."""

    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    """When readers last saw a change: "show as updated", else `published_at`."""
    first_published_at = models.DateTimeField(null=True)
    modified_at = models.DateTimeField(default=LONG_AGO)
    """When the detail's bytes last became different."""
    breaking_until = models.DateTimeField(null=True)

    schema_version = models.PositiveIntegerField()
    etag = models.CharField(max_length=64)
    card_etag = models.CharField(max_length=64)
    tags = models.TextField(blank=True, default="")
    """The cache tags of the detail: its dependency keys, separated by spaces."""
    dirty = models.BooleanField(default=False)
    related_ids = models.JSONField(default=None, null=True)
    """Candidates to read next, the best first; null where none were looked for yet."""
    related_at = models.DateTimeField(null=True)
    """When they were found."""
    content_version = models.BigIntegerField(default=0)

    card = models.BinaryField()
    detail = models.BinaryField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("published document")
        verbose_name_plural = _("published documents")
        constraints = [models.UniqueConstraint(fields=["page_id", "site"], name="document_page_site")]
        # Of public rows alone: SQLite takes a bare boolean as the condition of an index, not as its column.
        indexes = [
            models.Index(
                "site",
                "locale",
                "page_type",
                models.F("published_at").desc(),
                models.F("page_id").desc(),
                name="document_list",
                condition=models.Q(is_public=True),
            ),
            models.Index(
                "site",
                "locale",
                "page_type",
                models.F("updated_at").desc(),
                models.F("page_id").desc(),
                name="document_updated",
                condition=models.Q(is_public=True),
            ),
            models.Index(
                "site",
                "locale",
                models.F("published_at").desc(),
                models.F("page_id").desc(),
                name="document_pages",
                condition=models.Q(is_public=True),
            ),
            models.Index(fields=["site", "path"], name="document_path"),
            models.Index(fields=["site", "locale", "slug"], name="document_slug"),
            models.Index(fields=["parent_id"], name="document_parent"),
            models.Index(
                fields=["visible_from"], name="document_from", condition=models.Q(visible_from__gt=LONG_AGO)
            ),
            models.Index(
                fields=["visible_until"],
                name="document_until",
                condition=models.Q(visible_until__isnull=False),
            ),
            models.Index(
                fields=["site", "breaking_until"],
                name="document_breaking",
                condition=models.Q(breaking_until__isnull=False),
            ),
            models.Index(fields=["id"], name="document_dirty", condition=models.Q(dirty=True)),
            models.Index(
                fields=["valid_until"], name="document_valid", condition=models.Q(valid_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} ({self.page_type})"

    def is_visible(self, now: datetime) -> bool:
        """The predicate of visibility on this row; its twin for a query is `DocumentQuerySet.visible`."""
        return is_visible(self.is_public, self.visible_from, self.visible_until, now)


class DocumentTermQuerySet(models.QuerySet["DocumentTerm"]):
    """Reading what articles are listed by."""

    def of_visible_articles(self, kind: str, *, site_id: int, now: datetime) -> DocumentTermQuerySet:
        here = {"document__site_id": site_id, "document__page_type": ARTICLE}
        return self.filter(visible_q(now, "document__"), kind=kind, **here)

    def suggested(
        self, tags: Collection[str], sections: Collection[str], *, now: datetime
    ) -> DocumentTermQuerySet:
        """Visible articles of these tags and sections that the portal may offer by itself."""
        about = Q(kind=DocumentTerm.TAG, value__in=tags) | Q(kind=DocumentTerm.SECTION, value__in=sections)
        rows = self.filter(visible_q(now, "document__"), about, document__page_type=ARTICLE)
        return rows.exclude(document__label=SPONSORED).filter(~_is_alias("document__page_id"))

    def in_locale(self, locale: str) -> DocumentTermQuerySet:
        return self.filter(document__locale=locale)


class DocumentTerm(models.Model):
    """A value that lists filter by: every section above an article, its tags, its authors."""

    SECTION, TAG, AUTHOR = "section", "tag", "author"

    document = models.ForeignKey(Document, models.CASCADE, related_name="terms", db_index=False)
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=255)

    objects = DocumentTermQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "kind", "value"], name="document_term")]
        indexes = [models.Index(fields=["kind", "value", "document"], name="document_term_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class DocumentText(models.Model):
    """What an article is searched by, as plain text; the database keeps its full-text index by itself.

    The index is made in the migration `0002_search_index`.
    """

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="text")
    locale = models.CharField(max_length=100)
    title = models.TextField()
    standfirst = models.TextField(blank=True)
    names = models.TextField(blank=True)
    """Kicker, tags and authors."""
    body = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class DocumentDependency(models.Model):
    """An object that a document embeds; when it changes, the document is dirty."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="dependencies", db_index=False)
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "key"], name="document_dependency")]
        indexes = [models.Index(fields=["key", "document"], name="document_dependency_key")]

    def __str__(self) -> str:
        return self.key


class MostRead(models.Model):
    """The place of an article in a ranking by page views; a timer makes it anew."""

    site = models.ForeignKey("wagtailcore.Site", models.CASCADE, related_name="+", db_index=False)
    locale = models.CharField(max_length=100)
    window = models.CharField(max_length=4)
    """`1h`, `24h`, `7d` or `30d`."""
    rank = models.PositiveSmallIntegerField()
    page_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("most read")
        verbose_name_plural = _("most read")
        constraints = [
            models.UniqueConstraint(fields=["site", "locale", "window", "page_id"], name="most_read_page")
        ]

    def __str__(self) -> str:
        return f"{self.window} {self.rank}: {self.page_id}"


class Tombstone(models.Model):
    """A path at which something public stood and stands no more: it answers 410."""

    site = models.ForeignKey("wagtailcore.Site", models.CASCADE, related_name="+", db_index=False)
    path = models.CharField(max_length=1000)
    page_id = models.BigIntegerField(db_index=True)
    gone_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tombstone")
        verbose_name_plural = _("tombstones")
        constraints = [models.UniqueConstraint(fields=["site", "path"], name="tombstone_path")]

    def __str__(self) -> str:
        return self.path


class LiveChangeQuerySet(models.QuerySet["LiveChange"]):
    """Reading what readers of a live blog are told."""

    def of_article(self, article_id: int) -> LiveChangeQuerySet:
        return self.filter(article_id=article_id)

    def after(self, position: int) -> LiveChangeQuerySet:
        """In the order in which they were committed."""
        return self.filter(pk__gt=position).order_by("pk")

    def written_until(self, position: int) -> LiveChangeQuerySet:
        """The entries of the blog as it then was, the newest first; what changed since is left out."""
        rows = self.filter(pk__lte=position, is_deleted=False)
        return rows.order_by("-entry__at", "-entry_id")

    def below(self, at: datetime, entry_id: int) -> LiveChangeQuerySet:
        return self.filter(Q(entry__at__lt=at) | Q(entry__at=at, entry_id__lt=entry_id))

    def standing(self) -> dict[str, int]:
        """The last position and how many entries there are."""
        there = self.aggregate(last=Max("pk"), count=Count("pk", filter=Q(is_deleted=False)))
        return {"last": there["last"] or 0, "count": there["count"]}


class LiveChange(models.Model):
    """The last change of one entry of a live blog; its id is a position that only grows.

    Writers hold the lock of all content while they take the next id, so that ids become visible in their
    order: who has read up to one has missed none below it.
    """

    article_id = models.BigIntegerField()
    entry = models.OneToOneField(
        LiveEntry, models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    """Its id outlives the entry."""
    is_deleted = models.BooleanField(default=False)

    objects = LiveChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["article_id", "id"], name="live_change_position")]

    def __str__(self) -> str:
        return f"{'delete' if self.is_deleted else 'put'} {self.entry_id}"
