"""A prepared query gives what the ORM gives, for every value, with one query."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.published import listing, prepared
from api.published.listing import ArticleFilters, Listing, Lookup, PageFilters
from api.published.models import Document
from api.published.rows import columns
from api.published.windows import Cursor, Order, Window
from tests.api.documents import document

pytestmark = pytest.mark.django_db

COLUMNS = ("page_id", "title", "dirty", "visible_until", "published_at", "card")


def build(value):
    rows = Document.objects.visible(value["now"]).filter(title=value["title"], page_id__gt=value["above"])
    return rows.order_by("page_id").values_list(*COLUMNS)


def plain(rows):
    return [(*row[:-1], bytes(row[-1])) for row in rows]


def test_gives_what_the_orm_gives(clock, django_assert_num_queries):
    for number in range(1, 6):
        ends_at = clock.now() + timedelta(hours=number)
        document(1000 + number, title=f"Judul {number % 2}", published_at=clock.now(), visible_until=ends_at)
    for title in ("Judul 0", "Judul 1", "'; --", "%s"):
        for hours in (0, 1, 4):
            values = {"now": clock.now() + timedelta(hours=hours), "title": title, "above": 1001}
            with django_assert_num_queries(1):
                found = plain(prepared.rows("test", build, values))
            assert found == plain(build(values))


def test_a_value_that_is_lost_on_the_way_is_a_fault_of_the_programmer(db, clock):
    with pytest.raises(ValueError, match="above"):
        prepared.Prepared(lambda value: Document.objects.filter(title=value["title"]).values_list("pk"),
                          {"title": "x", "above": 1})  # fmt: skip


DAY = datetime(2026, 8, 15, tzinfo=UTC)
NEWEST, OLDEST = Order.of("-published_at"), Order.of("published_at")
EVERY_FILTER = {
    "sections": (("berita",), ("hukum", "upah")),
    "tags": (("umkm",),),
    "authors": (("siti", "budi"),),
    "label": "sponsored",
    "ids": (1, 2, 3),
    "published": ((Lookup.GTE, DAY), (Lookup.LT, DAY + timedelta(days=1))),
}
EVERY_RELATION = dict.fromkeys(listing.RELATIONS, 7)
LISTINGS = [
    Listing(1, "id", ArticleFilters()),
    Listing(1, "id", ArticleFilters(**EVERY_FILTER)),
    Listing(1, None, PageFilters(**EVERY_RELATION)),
    Listing(1, "en", PageFilters(**EVERY_FILTER, page_types=("a.B", "c.D"), slug="x", show_in_menus=False)),
]
WINDOWS = [
    Window(NEWEST, 20),
    Window(NEWEST, 20, offset=40),
    Window(NEWEST, 5, Cursor(DAY, 42)),
    Window(OLDEST, 5, Cursor(DAY, 42, is_backward=True)),
]


@pytest.mark.parametrize("asked", LISTINGS)
def test_a_question_keeps_its_form_whatever_is_asked(asked):
    values, others = {}, {}
    form = prepared.taken_out(asked, values)
    assert prepared.filled(form, values) == asked
    changed = {name: _another(value) for name, value in values.items()}
    assert prepared.taken_out(prepared.filled(form, changed), others) == form
    assert others == changed


def _another(value):
    return value + timedelta(days=1) if isinstance(value, datetime) else value * 2


@pytest.mark.parametrize("asked", LISTINGS)
@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("with_detail", [False, True])
def test_every_list_is_prepared_with_every_value_in_its_place(asked, window, with_detail, clock):
    names = columns(window.order.column, with_detail=with_detail)
    with CaptureQueriesContext(connection) as asked_of_it:
        listing.rows(asked, window, with_detail=with_detail, now=clock.now())
        list(window.cut(asked.documents(clock.now())).values_list(*names))
    prepared_sql, sql = [query["sql"] for query in asked_of_it.captured_queries]
    assert prepared_sql == sql


def test_a_list_gives_what_the_orm_gives(clock):
    for number in range(1, 8):
        document(1000 + number, title=f"Judul {number}", published_at=clock.now() - timedelta(hours=number))
    documents = Document.objects.in_bulk(field_name="pk").values()
    site_id = next(iter(documents)).site_id
    asked, at = Listing(site_id, "id", ArticleFilters()), clock.now() - timedelta(hours=3)
    for window in (Window(NEWEST, 3), Window(OLDEST, 2, offset=1), Window(NEWEST, 2, Cursor(at, 1003, True))):
        found = listing.rows(asked, window, with_detail=True, now=clock.now())
        rows = list(window.cut(asked.documents(clock.now())))
        assert [row.page_id for row in found] == [row.page_id for row in rows]
        assert [bytes(row.detail) for row in found] == [bytes(row.detail) for row in rows]


def test_forms_that_strangers_choose_do_not_keep_out_the_others(clock, monkeypatch):
    monkeypatch.setattr(prepared, "MAX_KEPT", 2)
    monkeypatch.setattr(prepared, "_kept", {})
    for form in ("one", "two", "three"):
        values = {"now": clock.now(), "title": form, "above": 0}
        list(prepared.rows(form, build, values))
    assert list(prepared._kept) == ["two", "three"]
