"""What every page of the portal shares: its address on the frontend's host and its SEO fields."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import get_content_languages
from wagtail.models import Site
from wagtail.models.sites import SiteRootPath

from articles import ports
from runtime.webfields import WebAddressField

UrlParts = tuple[int, str, str]


class FrontendPage(models.Model):
    """Addresses come from the Site record, never from the host that was asked."""

    canonical_url = WebAddressField(
        _("canonical address"),
        blank=True,
        help_text=_("Only for a text that first appeared elsewhere."),
    )
    noindex = models.BooleanField(
        _("keep out of search engines"), default=False, help_text=_("The page stays readable for everybody.")
    )
    social_image = models.ForeignKey(
        "articles.Image",
        verbose_name=_("image for sharing"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: the lead image."),
    )

    class Meta:
        abstract = True

    def get_url_parts(self, request: HttpRequest | None = None) -> UrlParts | None:
        """(site id, root address of the frontend, path), or None outside every site."""
        roots = self._get_relevant_site_root_paths(request)  # type: ignore[attr-defined]
        if not roots:
            return None
        site_id, root_path, root_url, language = _nearest(roots)
        path: str = self.url_path[len(root_path) :]  # type: ignore[attr-defined]
        return site_id, root_url, f"{_locale_prefix(site_id, language)}/{path}"

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str | None:
        """Always absolute: the admin and the portal live on different hosts."""
        url: str | None = self.get_full_url(request)  # type: ignore[attr-defined]
        return url

    url = property(get_url)

    def relative_url(self, current_site: Any, request: HttpRequest | None = None) -> str | None:
        return self.get_url(request, current_site)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        url = self.get_url(request)
        if url is None:
            raise Http404
        return redirect(url)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        response: HttpResponseBase = ports.preview(self, request, mode_name)
        return response

    def _get_dummy_header_url(self, original_request: HttpRequest | None = None) -> str:
        """Wagtail makes the request of a preview up: it goes to this server, whatever the page's host."""
        return f"{settings.PUBLIC_URL}/"


def _nearest(roots: tuple[SiteRootPath, ...]) -> SiteRootPath:
    """Each site lists the translations of its home page too: of several the one that begins there."""
    first: SiteRootPath = roots[0]
    if len(roots) == 1:
        return first
    same = (root for root in roots if root.root_path == first.root_path)
    return next((root for root in same if root.language_code == _default_language(root.site_id)), first)


def _locale_prefix(site_id: int, language_code: str) -> str:
    """Empty for the language of the site's own root page."""
    return "" if language_code == _default_language(site_id) else f"/{language_code}"


def _default_language(site_id: int) -> str:
    """Of the only site the first of the content languages, without a query; of several each has its own."""
    if len({root.site_id for root in Site.get_site_root_paths()}) < 2:
        return next(iter(get_content_languages()))
    codes = Site.objects.filter(pk=site_id).values_list("root_page__locale__language_code", flat=True)
    return str(codes.get())
