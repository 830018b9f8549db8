"""A prepared query gives what the ORM gives, for every value, with one query."""

from datetime import timedelta

import pytest

from api.published import prepared
from api.published.models import Document
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
