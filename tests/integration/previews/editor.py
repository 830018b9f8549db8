"""Typing into the form of an article, and what its preview answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

_FORMSETS = ("article_authors", "corrections", "updates", "related_links", "comments")
_KEYS = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")
ARTICLE_FORM = {
    "label": "news",
    "access": "open",
    "body-count": "0",
    **{f"{name}-{key}": "0" for name in _FORMSETS for key in _KEYS},
}


def typed(client: Any, page: Any, **changes: str) -> Any:
    """Sends the form and asks for the preview, as the side panel does."""
    url = f"/admin/pages/{page.pk}/edit/preview/"
    saved = client.post(url, ARTICLE_FORM | {"title": page.title, "slug": page.slug} | changes)
    assert saved.json() == {"is_valid": True, "is_available": True}
    return client.get(f"{url}?in_preview_panel=true&mode=")


def token_in(response: Any) -> str:
    """Of the address that a preview redirects to."""
    assert response.status_code == 302, response.content
    return parse_qs(urlsplit(response.headers["Location"]).query)["token"][0]
