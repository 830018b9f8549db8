"""The memory of hot answers: bounded by bytes, least recently used first out, one version at a time."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from api.published.hot import MAX_BYTES, MAX_SPELLINGS, Entry, Hot, Question, answers
from tests.conftest import NOON

SECOND = timedelta(seconds=1)


def question(number):
    return Question(site_id=1, locale="id", route=("detail", number), query="")


def entry(body=b"x" * 1000, **changed):
    plain = Entry(status=200, body=body, etag="e", headers={}, boundary=None, ends_at=None)
    return replace(plain, **changed)


def put(hot, number, kept=None, *, version=1):
    spelling = (f"/api/v1/{number}/", "")
    hot.get(question(number), spelling=spelling, version=version, now=NOON)
    hot.put(question(number), kept or entry(), spelling=spelling, version=version)


def has(hot, number, *, version=1, now=NOON):
    return hot.spelled((f"/api/v1/{number}/", ""), version=version, now=now) is not None


def test_a_process_keeps_64_mebibytes():
    assert answers.answers.max_bytes == MAX_BYTES == 64 * 1024 * 1024


def test_the_least_recently_used_leaves_when_bytes_run_out():
    hot = Hot(max_bytes=2 * entry().size())
    put(hot, 1)
    put(hot, 2)
    assert has(hot, 1)
    put(hot, 3)
    assert [has(hot, number) for number in (1, 2, 3)] == [True, False, True]
    assert hot.answers.bytes == 2 * entry().size()


def test_one_that_is_larger_than_all_is_not_kept_and_pushes_nothing_out():
    hot = Hot(max_bytes=2 * entry().size())
    put(hot, 1)
    put(hot, 2, entry(b"x" * 20_000))
    assert [has(hot, 1), has(hot, 2)] == [True, False]


def test_the_same_question_counts_once():
    hot = Hot()
    put(hot, 1)
    put(hot, 1)
    assert (len(hot.answers), hot.answers.bytes) == (1, entry().size())


def test_misses_push_no_answer_out():
    hot = Hot(max_bytes=2 * entry().size(), max_miss_bytes=2 * entry().size())
    put(hot, 1)
    for number in range(2, 12):
        put(hot, number, entry(status=404))
    assert has(hot, 1)
    assert (len(hot.answers), len(hot.misses)) == (1, 2)


def test_an_entry_ends_at_its_moment():
    hot = Hot()
    put(hot, 1, entry(ends_at=NOON + SECOND))
    assert has(hot, 1)
    assert not has(hot, 1, now=NOON + SECOND)
    assert len(hot.answers) == 0


def test_another_version_empties_it():
    hot = Hot()
    put(hot, 1)
    assert not has(hot, 1, version=2)
    assert (len(hot.answers), hot.answers.bytes) == (0, 0)


def test_what_was_read_at_an_older_version_does_not_enter():
    hot = Hot()
    assert not has(hot, 1, version=2)
    hot.put(question(1), entry(), spelling=("/api/v1/1/", ""), version=1)
    assert not has(hot, 1, version=2)


def test_a_second_hit_is_one_at_the_same_version():
    hot = Hot()
    seen = [hot.is_second(question(1), version=version) for version in (1, 1, 2, 2)]
    assert seen == [False, True, False, True]


@pytest.mark.parametrize("spelling", [("/api/v1/1/", "q" * 600), ("/api/v1/" + "1" * 600, "")])
def test_a_long_spelling_is_found_by_its_question_only(spelling):
    hot = Hot()
    hot.get(question(1), spelling=spelling, version=1, now=NOON)
    hot.put(question(1), entry(), spelling=spelling, version=1)
    assert hot.spelled(spelling, version=1, now=NOON) is None
    assert hot.get(question(1), spelling=spelling, version=1, now=NOON) is not None


def test_spellings_are_bounded():
    hot = Hot()
    put(hot, 1)
    for number in range(MAX_SPELLINGS):
        hot.get(question(1), spelling=("/api/v1/1/", f"limit={number}"), version=1, now=NOON)
    assert not has(hot, 1)
    assert hot.get(question(1), spelling=("", ""), version=1, now=NOON) is not None


def test_threads_share_it_without_losing_count():
    hot = Hot(max_bytes=20 * entry().size())

    def work(first):
        for number in range(2_000):
            put(hot, (first + number) % 60, entry(b"x" * (number % 900)))
            has(hot, number % 60)

    threads = [threading.Thread(target=work, args=(first,)) for first in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0 < hot.answers.bytes <= hot.answers.max_bytes
    kept = list(hot.answers._entries.values())
    assert hot.answers.bytes == sum(each.size() for each in kept)
