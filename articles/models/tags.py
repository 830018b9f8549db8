"""Topics of articles: a tag model of the newsroom's own, not shared with images."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase


class Tag(TagBase):
    """A topic with a page of its own on the portal."""

    free_tagging = True

    def slugify(self, tag: str, i: int | None = None) -> str:
        """A name without a letter, as of emoji alone, has an address too."""
        slug: str = super().slugify(tag)
        number = "" if i is None else f"_{i}"
        return (slug or "tag") + number

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")


class ArticleTagged(ItemBase):
    """An article carries a tag."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_articles")
    content_object = ParentalKey(
        "articles.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="one_tag_once_an_article"),
        ]
