"""The number of items of a list: counted once, and anew whenever it may be another."""

from datetime import timedelta

import pytest

from api.published import listing, portal
from api.published.listing import ArticleFilters, Listing
from api.published.models import Document
from runtime import versions
from tests.api.documents import document

pytestmark = pytest.mark.django_db


def total(clock, **filters):
    here = portal.portal()
    asked = Listing(here.site_id, "id", ArticleFilters(**filters))
    return listing.total(asked, portal=here, now=clock.now())


def test_a_number_is_counted_once_while_nothing_is_published(clock, django_assert_num_queries):
    document(1001, published_at=clock.now())
    assert total(clock) == 1
    with django_assert_num_queries(0):
        assert total(clock) == 1


def test_another_question_has_a_number_of_its_own(clock):
    document(1001, published_at=clock.now())
    assert (total(clock), total(clock, label="sponsored")) == (1, 0)


def test_what_is_published_is_counted_at_once(clock):
    assert total(clock) == 0
    document(1001, published_at=clock.now())  # with a new version
    assert total(clock) == 1


def test_a_number_ends_with_the_first_article_that_ends(clock):
    ends_at = clock.now() + timedelta(hours=1)
    document(1001, published_at=clock.now(), visible_until=ends_at)
    clock.set(ends_at - timedelta(microseconds=1))
    assert total(clock) == 1
    clock.set(ends_at)
    assert total(clock) == 0


def test_a_process_that_does_not_know_the_version_counts_each_time(clock, monkeypatch):
    document(1001, published_at=clock.now())
    monkeypatch.setattr(versions, "is_fresh", lambda: False)
    assert total(clock) == 1
    Document.objects.update(is_public=False)  # without a new version
    assert total(clock) == 0
