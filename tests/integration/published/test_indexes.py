"""Lists walk an index in their order: they cost the same however many articles there are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from api.published.listing import ArticleFilters, Listing, PageFilters
from api.published.models import Document
from api.published.visibility import LONG_AGO
from api.published.windows import Order, Window

NOW = datetime(2026, 8, 17, 12, tzinfo=UTC)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table as a whole"),
]


@pytest.mark.parametrize(
    ("filters", "order", "index"),
    [
        (ArticleFilters(), "-published_at", "document_list"),
        (ArticleFilters(), "published_at", "document_list"),
        (ArticleFilters(sections=(("pelatihan",),)), "-published_at", "document_list"),
        (ArticleFilters(), "-updated_at", "document_updated"),
        (PageFilters(), "-published_at", "document_pages"),
    ],
)
def test_a_list_is_read_in_the_order_of_its_index(filters: ArticleFilters, order: str, index: str) -> None:
    rows = Window(Order.of(order), 20).cut(Listing(1, "id", filters).documents(NOW)).cards()

    plan = rows.explain()

    assert f"USING INDEX {index} " in plan
    assert "TEMP B-TREE" not in plan


def test_what_opens_and_closes_is_found_without_reading_all_documents() -> None:
    public = Document.objects.filter(is_public=True)

    assert "USING INDEX document_from " in public.filter(visible_from__gt=LONG_AGO).explain()
    assert "USING INDEX document_until " in public.filter(visible_until__isnull=False).explain()
