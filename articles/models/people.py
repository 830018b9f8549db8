"""The people who write."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from articles.links import LINK_BLOCKS
from articles.querysets import AuthorQuerySet


class Author(models.Model):
    """A byline: linked to a login where there is one, archived and never deleted."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(
        _("slug"), max_length=200, unique=True, help_text=_("The end of the author's address on the portal.")
    )
    role = models.CharField(
        _("role"), max_length=200, blank=True, help_text=_("For example: Reporter, Editor of Labour.")
    )
    bio = models.TextField(_("biography"), blank=True, help_text=_("A few sentences, in plain text."))
    photo = models.ForeignKey(
        "articles.Image",
        verbose_name=_("photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("login"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
        help_text=_("New articles of this login start with this author in the byline."),
    )
    links = StreamField(
        LINK_BLOCKS,
        verbose_name=_("links"),
        blank=True,
        help_text=_("Profiles elsewhere, or a mail address."),
    )
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)

    objects = AuthorQuerySet.as_manager()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None
