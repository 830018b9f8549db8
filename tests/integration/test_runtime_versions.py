"""Version numbers go up once for each change and are noticed without a query each time."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from runtime import versions


def test_starts_at_nought_and_goes_up_by_one(db):
    assert versions.read("kites") == 0
    assert [versions.bump("kites"), versions.bump("kites")] == [1, 2]
    assert (versions.read("kites"), versions.read("boats")) == (2, 0)


def test_a_rolled_back_bump_never_happened(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        versions.bump("kites")
        raise ZeroDivisionError
    assert versions.read("kites") == 0


def test_a_bump_is_one_update_and_one_read(db, django_assert_num_queries):
    versions.bump("kites")
    with django_assert_num_queries(2):
        versions.bump("kites")


def test_current_asks_once_and_then_never_while_fresh(db, django_assert_num_queries):
    versions.bump("boats")
    with django_assert_num_queries(1):
        assert [versions.current("boats"), versions.current("boats"), versions.current("kites")] == [1, 1, 0]


def test_current_sees_a_bump_of_its_own_process_at_once(db):
    assert versions.current("boats") == 0
    versions.bump("boats")
    assert versions.current("boats") == 1


def test_a_stale_poll_makes_current_ask_the_database(db, settings):
    assert versions.current("boats") == 0
    versions.Version.objects.create(name="boats", value=7)
    assert versions.current("boats") == 0
    settings.VERSIONS_STALE_AFTER_SECONDS = -1
    assert versions.current("boats") == 7


def test_current_keeps_the_last_number_while_the_database_is_away(db, settings):
    versions.bump("boats")
    assert versions.current("boats") == 1
    settings.VERSIONS_STALE_AFTER_SECONDS = -1
    with connection.execute_wrapper(refuse):
        assert versions.current("boats") == 1
    versions.forget_all()
    with connection.execute_wrapper(refuse), pytest.raises(DatabaseError):
        versions.current("boats")


def refuse(execute, sql, params, many, context):
    raise DatabaseError("away")


def test_concurrent_bumps_are_all_counted(transactional_db):
    def bump_ten_times():
        for _ in range(10):
            versions.bump("kites")
        connection.close()

    threads = [threading.Thread(target=bump_ten_times) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert versions.read("kites") == 40


def test_a_bump_that_is_not_committed_is_for_its_writer_only(transactional_db, settings):
    settings.VERSIONS_POLLED = True
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        versions.bump("kites")
        assert versions.poll_now()["kites"] == 1
        assert not versions.is_fresh()
        raise ZeroDivisionError
    assert versions.poll_now().get("kites", 0) == 0
    assert versions.is_fresh()


def test_catching_up_asks_only_when_behind(db, django_assert_num_queries):
    versions.bump("kites")
    assert versions.current("kites") == 1
    versions.Version.objects.filter(name="kites").update(value=5)
    with django_assert_num_queries(0):
        versions.catch_up("kites", 1)
    with django_assert_num_queries(1):
        versions.catch_up("kites", 5)
    assert versions.current("kites") == 5
    with connection.execute_wrapper(refuse):
        versions.catch_up("kites", 9)
    assert versions.current("kites") == 5
