"""The newest draft at a path of the frontend, for a key that may see all of them."""

from __future__ import annotations

from datetime import datetime

from wagtail.models import Page

from api.previews.drafts import draft
from api.previews.models import PreviewDocument
from api.previews.services import edit_url
from api.published.portal import Portal


def at_path(*, portal: Portal, path: str, locale: str | None, now: datetime) -> PreviewDocument | None:
    """A preview that nobody stores; None where no page of the site stands there."""
    page = _page(portal, path, locale)
    if page is None:
        return None
    page = page.get_latest_revision_as_object()
    seen = draft(page, now=now)
    if seen is None:
        return None
    return PreviewDocument(
        source=PreviewDocument.Source.REVISION,
        title=page.title,
        is_live=page.live,
        edit_url=edit_url(page, seen.parent_id),
        body=seen.body,
    )


def _page(portal: Portal, path: str, locale: str | None) -> Page | None:
    """The trees of other languages stand below the path of the default one, so the longest fits first."""
    fitting = [each for each in portal.locales if path.startswith(each.path) and locale in (None, each.code)]
    for each in sorted(fitting, key=lambda found: -len(found.path)):
        url_path = each.root_url_path + path[len(each.path) :]
        page = Page.objects.filter(url_path=url_path, path__startswith=each.root_tree_path).first()
        if page is not None:
            return page
    return None
