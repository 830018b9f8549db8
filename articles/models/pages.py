"""The page tree: home page, sections, articles and standing pages."""

# mypy: disable-error-code="django-manager-missing,has-type"
# Wagtail and modelcluster make these managers at run time.

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page

from articles import text
from articles.admin import panels
from articles.admin.forms import ArticleCopyForm, ArticleForm, SectionForm
from articles.blocks import BODY_BLOCKS, SLOT_LAYOUT_BLOCKS
from articles.boxes import TEXT_FEATURES
from articles.models import places
from articles.models.beside import AdRules
from articles.models.frontend import FrontendPage
from articles.querysets import ArticleManager, TreeManager
from runtime.webfields import WebAddressField

_COUNTED_BLOCKS = {"paragraph", "heading", "quote"}


class HomePage(FrontendPage, Page):
    """The front page of a site in one locale."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["articles.SectionPage", "articles.StandardPage"]

    edit_handler = panels.home_tabs()

    class Meta:
        verbose_name = _("home page")


class SectionPage(places.UniqueInTree, AdRules, FrontendPage, Page):
    """A section of the portal; its key is what frontends and ads know it by."""

    key = models.CharField(
        _("key"),
        max_length=100,
        blank=True,
        db_index=True,
        validators=[
            RegexValidator(r"^[a-z0-9]+(?:-[a-z0-9]+)*$", _("Lower case letters, digits and hyphens."))
        ],
        help_text=_(
            "What frontends and ads know the section by. It stays when the section is renamed or moved."
        ),
    )
    intro = RichTextField(_("introduction"), features=TEXT_FEATURES, blank=True)
    slot_layout = StreamField(
        SLOT_LAYOUT_BLOCKS,
        verbose_name=_("ad slots"),
        blank=True,
        help_text=_("For articles of this section. Empty: as in the section above, or the portal settings."),
    )

    parent_page_types: ClassVar[list[str]] = ["articles.HomePage", "articles.SectionPage"]
    subpage_types: ClassVar[list[str]] = ["articles.SectionPage", "articles.ArticlePage"]
    exclude_fields_in_copy: ClassVar[list[str]] = ["key"]
    unique_in_tree = "key"

    edit_handler = panels.section_tabs(SectionForm)
    objects = TreeManager()

    class Meta:
        verbose_name = _("section")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = self.key or slugify(self.slug or self.title)[:80] or "section"
        super().save(*args, **kwargs)


class StandardPage(FrontendPage, Page):
    """A standing page, as an imprint or a privacy policy."""

    standfirst = models.TextField(_("standfirst"), blank=True)
    body = StreamField(BODY_BLOCKS, verbose_name=_("text"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["articles.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    edit_handler = panels.standard_tabs()

    class Meta:
        verbose_name = _("standing page")


class ArticlePage(places.UniqueInTree, AdRules, FrontendPage, Page):
    """An article: what a reader sees, and what editors decide about it."""

    class Label(models.TextChoices):
        NEWS = "news", _("News")
        OPINION = "opinion", _("Opinion")
        ANALYSIS = "analysis", _("Analysis")
        FEATURE = "feature", _("Feature")
        LIVE = "live", _("Live")
        SPONSORED = "sponsored", _("Sponsored")

    class Access(models.TextChoices):
        OPEN = "open", _("Open")
        METERED = "metered", _("Metered")
        SUBSCRIBER = "subscriber", _("Subscribers only")

    kicker = models.CharField(
        _("kicker"), max_length=100, blank=True, help_text=_("The short line above the headline.")
    )
    standfirst = models.TextField(
        _("standfirst"), blank=True, help_text=_("One or two sentences under the headline and on cards.")
    )
    dateline = models.CharField(
        _("dateline"),
        max_length=100,
        blank=True,
        help_text=_("The place, without the dash: BANDUNG. The portal sets it before the first paragraph."),
    )
    body = StreamField(BODY_BLOCKS, verbose_name=_("text"), blank=True)
    end_mark = models.CharField(
        _("end mark"), max_length=20, blank=True, help_text=_("Stands after the last paragraph.")
    )

    lead_image = models.ForeignKey(
        "articles.Image",
        verbose_name=_("lead image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    lead_image_alt = models.CharField(
        _("alternative text"), max_length=255, blank=True, help_text=_("Empty: the image's own.")
    )
    lead_image_caption = models.CharField(
        _("caption"), max_length=500, blank=True, help_text=_("Empty: the image's own.")
    )
    lead_image_credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Empty: the image's own.")
    )

    label = models.CharField(_("label"), max_length=20, choices=Label.choices, default=Label.NEWS)
    access = models.CharField(_("access"), max_length=20, choices=Access.choices, default=Access.OPEN)
    breaking_until = models.DateTimeField(
        _("breaking until"),
        null=True,
        blank=True,
        help_text=_("Until then the article is marked as breaking news."),
    )
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("The date that readers see. Empty: the moment of the first publication."),
    )
    updated_at = models.DateTimeField(_("updated at"), null=True, blank=True, editable=False)

    sponsor_name = models.CharField(_("sponsor"), max_length=200, blank=True)
    sponsor_url = WebAddressField(_("sponsor's address"), blank=True)
    sponsor_logo = models.ForeignKey(
        "articles.Image",
        verbose_name=_("sponsor's logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sponsor_disclosure = models.CharField(
        _("disclosure"),
        max_length=255,
        blank=True,
        help_text=_("For example: This article was paid for by …."),
    )

    tags = ClusterTaggableManager(
        verbose_name=_("tags"),
        through="articles.ArticleTagged",
        blank=True,
        help_text=_("Topics, parted by commas."),
    )

    parent_page_types: ClassVar[list[str]] = ["articles.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    exclude_fields_in_copy: ClassVar[list[str]] = ["published_at", "updated_at"]
    unique_in_tree = "slug"

    edit_handler = panels.article_tabs(ArticleForm)
    copy_form_class = ArticleCopyForm
    objects = ArticleManager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or slugify(self.title)[:240] or "article"
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> ArticlePage:
        """Once published, an article keeps its date whatever an older draft says of it."""
        article: ArticlePage = super().with_content_json(content)
        if article.first_published_at and not article.published_at:
            article.published_at = self.published_at
        return article

    def counted_texts(self) -> Iterator[str]:
        """Dateline and running text, as plain text: what the word count counts."""
        yield self.dateline
        for block in self.body:
            if block.block_type in _COUNTED_BLOCKS:
                yield _plain_block(block)

    @property
    def word_count(self) -> int:
        return text.word_count(self.counted_texts())

    @property
    def reading_time_minutes(self) -> int:
        return text.reading_time_minutes(self.word_count)


def _plain_block(block: Any) -> str:
    if block.block_type == "heading":
        return str(block.value["text"])
    rich = block.value["text"] if block.block_type == "quote" else block.value
    return text.plain(rich.source if rich else "")


class ArticleAuthor(Orderable):
    """An author in the byline of an article."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_authors")
    author = models.ForeignKey(
        "articles.Author", verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )


class Correction(Orderable):
    """A fault put right, with its day."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="corrections")
    at = models.DateTimeField(_("at"), default=timezone.now)
    text = models.TextField(_("text"))


class Update(Orderable):
    """What was added after the first publication."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="updates")
    at = models.DateTimeField(_("at"), default=timezone.now)
    text = models.TextField(_("text"))


class RelatedArticle(Orderable):
    """An article chosen by hand to read next."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_links")
    target = models.ForeignKey(
        ArticlePage, verbose_name=_("article"), on_delete=models.CASCADE, related_name="+"
    )
