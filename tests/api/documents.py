"""Published documents without the pages behind them, for lists of any length."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from wagtail.models import Site

from api.published.builder import schema_version
from api.published.models import ARTICLE, Document, DocumentTerm
from runtime import versions


def document(
    page_id: int, *, published_at: datetime, sections: tuple[str, ...] = (), **fields: Any
) -> Document:
    """A clean, visible article; its card is its id and its title."""
    values = {
        "page_type": ARTICLE,
        "locale": "id",
        "slug": f"artikel-{page_id}",
        "path": f"/artikel-{page_id}/",
        "title": f"Artikel {page_id}",
        "is_public": True,
        "updated_at": published_at,
        "schema_version": schema_version(),
        "etag": f"d{page_id}",
        "card_etag": f"c{page_id}",
        "card": orjson.dumps({"id": page_id, "title": f"Artikel {page_id}"}),
        "detail": orjson.dumps({"id": page_id, "title": f"Artikel {page_id}", "body": []}),
    }
    site = Site.objects.get(is_default_site=True)
    made = Document.objects.create(page_id=page_id, site=site, published_at=published_at, **(values | fields))
    for key in sections:
        DocumentTerm.objects.create(document=made, kind=DocumentTerm.SECTION, value=key)
    versions.bump("content")
    return made
