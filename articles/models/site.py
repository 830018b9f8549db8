"""What a whole portal is set to: one record a site."""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from articles.admin.panels import PORTAL_SETTINGS
from articles.blocks import SLOT_LAYOUT_BLOCKS
from articles.links import LINK_BLOCKS, MENU_BLOCKS
from runtime.webfields import WebAddressField

_route = RegexValidator(
    r"^/(?:[a-z0-9-]+/)+\{slug\}/$",
    _("A route looks like /topic/{slug}/: lower case, with {slug} at its end."),
)
_plain_route = RegexValidator(
    r"^/(?:[a-z0-9-]+/)+$", _("A route looks like /search/: lower case, slashes at both ends.")
)


@register_setting(icon="site", order=900)
class PortalSettings(BaseSiteSetting):
    """Name plate, routes, menus and defaults of one portal."""

    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    logo = models.ForeignKey(
        "articles.Image",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    publisher_name = models.CharField(
        _("publisher"),
        max_length=200,
        blank=True,
        help_text=_("For search engines. Empty: the name of the site."),
    )
    end_mark = models.CharField(
        _("end mark"),
        max_length=20,
        blank=True,
        default="[]",
        help_text=_("Stands at the end of new articles."),
    )
    slot_layout = StreamField(
        SLOT_LAYOUT_BLOCKS,
        verbose_name=_("ad slots"),
        blank=True,
        help_text=_("For every section that has no layout of its own."),
    )

    author_route = models.CharField(
        _("route of authors"), max_length=100, default="/penulis/{slug}/", validators=[_route]
    )
    tag_route = models.CharField(
        _("route of tags"), max_length=100, default="/topik/{slug}/", validators=[_route]
    )
    search_route = models.CharField(
        _("route of the search"), max_length=100, default="/cari/", validators=[_plain_route]
    )
    preview_url = WebAddressField(
        _("preview address"),
        blank=True,
        help_text=_("Empty: /preview/ on the portal."),
    )

    menus = StreamField(MENU_BLOCKS, verbose_name=_("menus"), blank=True)
    social = StreamField(LINK_BLOCKS, verbose_name=_("social media"), blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=50, blank=True)
    contact_address = models.TextField(_("contact address"), blank=True)

    not_found_title = models.CharField(_("title of “page not found”"), max_length=200, blank=True)
    not_found_text = models.TextField(_("text of “page not found”"), blank=True)

    consent_policy_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("privacy policy"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    consent_version = models.PositiveIntegerField(
        _("version of the consent"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("Raise it and readers are asked again."),
    )
    newsletter_form = models.SlugField(
        _("newsletter form"), blank=True, help_text=_("Code of the form. Empty: no newsletter.")
    )

    edit_handler = PORTAL_SETTINGS

    class Meta:
        verbose_name = _("portal settings")
        verbose_name_plural = _("portal settings")
