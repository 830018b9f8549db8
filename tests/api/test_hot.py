"""The hot cache as a stranger meets it: the same answers without a query, and never an old one."""

from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import DatabaseError, OperationalError, close_old_connections, connection
from django.db.models import F
from django.test import RequestFactory

from api.http.door import hot_door
from api.published import hot, queue
from api.published.models import Document
from runtime import versions
from runtime.models import Version
from tests import newsroom
from tests.api.calls import call, headers_of, read
from tests.api.documents import document

pytestmark = pytest.mark.django_db

KEPT = ["articles/", "articles/?limit=5&fields=_,id", "articles/{id}/", "articles/by-slug/berita-satu/",
        "articles/{id}/?rich_text_format=json", "pages/{id}/", "resolve/?path=/berita/berita-satu/",
        "sections/", "sections/berita/", "front/", "front/berita/", "site/"]  # fmt: skip
MISSES = ["articles/999999/", "resolve/?path=/tidak/ada/", "sections/tidak-ada/", "front/tidak-ada/"]
ENDLESS = ["articles/?offset=0", "articles/?published_at__gte=2026-01-01", "articles/?published_on=2026-08",
           "articles/?id__in={id}", "articles/?limit=1&cursor={cursor}"]  # fmt: skip


@pytest.fixture(scope="module")
def article(kept):
    with kept():
        section = newsroom.section("Berita")
        page = newsroom.article(section, title="Berita satu", tags=["umkm"], authors=[newsroom.author()])
        newsroom.article(section, title="Berita dua")
        yield page


@pytest.fixture(autouse=True)
def clean(article, clock):
    """Nothing is stale when a test begins."""
    queue.drain(now=clock.now())


def elsewhere_bumped():
    """As if another process had published: the number moves and this one was not told."""
    Version.objects.filter(name="content").update(value=F("value") + 1)


def retitle(article, title):
    """A change behind everybody's back: only a new reading can show it."""
    Document.objects.filter(page_id=article.pk).update(detail=b'{"id":1,"title":"%s"}' % title.encode())


def title(article, **headers):
    return call(f"articles/{article.pk}/", headers=headers).json()["title"]


@pytest.mark.parametrize("path", KEPT + MISSES)
def test_a_hit_asks_nothing_and_is_the_same_to_the_last_header(article, django_assert_num_queries, path):
    path = path.format(id=article.pk)
    miss = call(path)
    with django_assert_num_queries(0):
        hit = call(path)
    assert (hit.status_code, hit.content) == (miss.status_code, miss.content)
    assert headers_of(hit) == headers_of(miss)


@pytest.mark.parametrize("path", ["articles/{id}/", "articles/999999/"])
def test_head_is_the_get_without_its_body(article, django_assert_num_queries, path):
    path = path.format(id=article.pk)
    miss = call(path)
    with django_assert_num_queries(0):
        hit = call(path, "HEAD")
    assert (hit.status_code, hit.content, headers_of(hit)) == (miss.status_code, b"", headers_of(miss))


def test_head_tells_the_length_of_a_kept_answer_that_is_asked_for_in_other_words(article):
    miss = call("articles/?tag=umkm&limit=5")
    hit = call("articles/?limit=5&tag=umkm", "HEAD")
    assert (hit.content, headers_of(hit)) == (b"", headers_of(miss))


def test_a_head_fills_it_with_the_body_too(article, django_assert_num_queries):
    call(f"articles/{article.pk}/", "HEAD")
    with django_assert_num_queries(0):
        assert read(f"articles/{article.pk}/")["id"] == article.pk


def test_every_spelling_of_a_question_finds_the_same_answer(article, django_assert_num_queries):
    call("articles/?tag=umkm&limit=5")
    with django_assert_num_queries(0):
        call("articles/?limit=5&tag=umkm&order=-published_at")
        call("articles/?limit=05&tag=umk%6d")
    assert len(hot.answers.answers) == 1


def test_questions_with_other_answers_are_kept_apart(article):
    for path in ("articles/", "articles/?limit=1", "articles/?locale=id", f"pages/{article.pk}/"):
        call(path)
    assert len(hot.answers.answers) == 4


def test_a_304_costs_nothing_from_its_second_time_on(article, django_assert_num_queries):
    path = f"articles/{article.pk}/"
    etag = call(path).headers["ETag"]
    hot.forget()
    miss = call(path, headers={"if-none-match": etag})
    with django_assert_num_queries(0):
        hit = call(path, headers={"if-none-match": f"W/{etag}"})
    assert (hit.status_code, miss.status_code) == (304, 304)
    assert headers_of(hit) == headers_of(miss)
    assert read(path)["id"] == article.pk
    with django_assert_num_queries(0):
        assert call(path).status_code == 200
        assert call(path, headers={"if-none-match": etag}).status_code == 304


def test_a_publish_shows_at_once_in_its_own_process(article):
    before = call("articles/").headers["ETag"]
    newsroom.article(article.get_parent(), title="Baru")
    assert call("articles/").headers["ETag"] != before
    assert read("articles/")["items"][0]["title"] == "Baru"


def test_a_publish_of_another_process_shows_with_the_next_poll(article):
    before = title(article)
    retitle(article, "Baru")
    elsewhere_bumped()
    assert title(article) == before
    versions.poll_now()
    assert title(article) == "Baru"


def test_a_poll_that_is_too_old_is_not_relied_on(article, settings):
    before = title(article)
    retitle(article, "Baru")
    assert title(article) == before
    settings.VERSIONS_STALE_AFTER_SECONDS = -1
    assert title(article) == "Baru"


def test_what_changes_while_it_is_read_is_not_kept(article, settings):
    """The version is read before the first query: what came between belongs to no version that was known."""
    settings.VERSIONS_STALE_AFTER_SECONDS = 600.0
    versions.poll_now()

    def another_process_publishes(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if "api_document" in sql and not happened:
            happened.append(sql)
            retitle(article, "Baru")
            elsewhere_bumped()
        return found

    happened = []
    with connection.execute_wrapper(another_process_publishes):
        call(f"articles/{article.pk}/")
    versions.poll_now()
    assert (len(happened), title(article)) == (1, "Baru")


def test_a_client_that_knows_of_a_newer_version_is_not_given_an_older_one(article):
    before = title(article)
    retitle(article, "Baru")
    elsewhere_bumped()
    known = versions.current("content")
    assert title(article, warta_min_version=str(known)) == before
    assert title(article, warta_min_version=str(known + 1)) == "Baru"


@pytest.mark.parametrize("minimum", ["", "x", "-1", "1.5", "9" * 40, "²", "9" * 18])
def test_a_version_that_there_is_not_changes_nothing(article, minimum):
    plain = call("articles/")
    odd = call("articles/", headers={"warta-min-version": minimum})
    assert (odd.content, headers_of(odd)) == (plain.content, headers_of(plain))


def test_a_version_ahead_of_all_costs_one_query_and_no_answer(article, django_assert_num_queries):
    call("articles/")
    with django_assert_num_queries(1):
        assert call("articles/", headers={"warta-min-version": "999999999"}).status_code == 200


def test_the_boundary_of_any_document_ends_every_answer(article, clock, django_assert_num_queries):
    document(1000, published_at=clock.now(), visible_until=clock.now() + timedelta(seconds=30))
    path = f"articles/{article.pk}/"
    call(path)
    clock.advance(timedelta(seconds=29))
    with django_assert_num_queries(0):
        call(path)
    clock.advance(timedelta(seconds=1))
    with django_assert_num_queries(1):
        call(path)


def test_what_appears_at_a_moment_is_there_at_that_moment(article, clock):
    moment = clock.now() + timedelta(seconds=30)
    document(1000, published_at=clock.now(), visible_from=moment)
    total = read("articles/")["meta"]["total_count"]
    assert call("articles/1000/").status_code == 404
    clock.set(moment)
    assert call("articles/1000/").status_code == 200
    assert read("articles/")["meta"]["total_count"] == total + 1


def test_the_seconds_of_a_hit_are_counted_when_it_is_served(article, clock, django_assert_num_queries):
    document(1000, published_at=clock.now(), visible_until=clock.now() + timedelta(seconds=30))
    call("articles/")
    clock.advance(timedelta(seconds=20))
    with django_assert_num_queries(0):
        assert "s-maxage=10," in call("articles/").headers["Cache-Control"]


@pytest.mark.parametrize("path", ENDLESS)
def test_pages_without_end_enter_on_their_second_hit(article, django_assert_num_queries, path):
    cursor = read("articles/?limit=1")["meta"]["cursor"]
    path = path.format(id=article.pk, cursor=cursor)
    hot.forget()
    call(path)
    assert len(hot.answers.answers) == 0
    call(path)
    assert len(hot.answers.answers) == 1
    with django_assert_num_queries(0):
        call(path)


def test_misses_are_kept_apart(article):
    for path in (*MISSES, f"articles/{article.pk}/"):
        call(path)
    assert (len(hot.answers.misses), len(hot.answers.answers)) == (len(MISSES), 1)


@pytest.mark.parametrize(
    "path", ["articles/", "articles/{id}/", "front/", "resolve/?path=/berita/berita-satu/"]
)
def test_an_answer_from_live_rows_is_not_kept(article, path):
    Document.objects.filter(page_id=article.pk).update(dirty=True)
    assert call(path.format(id=article.pk)).status_code == 200
    assert (len(hot.answers.answers), len(hot.answers.misses)) == (0, 0)


@pytest.mark.parametrize(
    "path",
    ["articles/?nope=1", "articles/?locale=xx", "articles", "schema/", "slots/", "slots/?slots=x", "nope/",
     "manage/reports/"],
)  # fmt: skip
def test_nothing_else_enters(article, path):
    call(path)
    call(path)
    assert (len(hot.answers.answers), len(hot.answers.misses)) == (0, 0)


def test_a_failure_of_ours_is_not_kept(article):
    versions.current("content")
    with connection.execute_wrapper(fail):
        assert call(f"articles/{article.pk}/").status_code == 503
    assert (len(hot.answers.answers), len(hot.answers.misses)) == (0, 0)
    assert call(f"articles/{article.pk}/").status_code == 200


def fail(execute, sql, params, many, context):
    raise OperationalError("away")


def test_an_old_poll_and_no_database_give_no_old_answer(article, settings):
    call(f"articles/{article.pk}/")
    settings.VERSIONS_STALE_AFTER_SECONDS = -1
    with connection.execute_wrapper(fail):
        assert call(f"articles/{article.pk}/").status_code == 503


def test_a_post_is_no_get(article):
    call("articles/")
    assert call("articles/", "POST").status_code == 405
    assert call("articles/", "OPTIONS").status_code == 204


# The door around Django.


class Recorder:
    """A WSGI server of one request at a time, and how often Django was asked."""

    def __init__(self):
        self.entered = 0
        self._door = hot_door(self._django)
        self._handler = WSGIHandler()

    def _django(self, environ, start_response):
        self.entered += 1
        return self._handler(environ, start_response)

    def call(self, path, method="GET", **headers):
        """Status, body and headers as they leave the process."""
        started = []
        environ = RequestFactory().generic(method, path, **headers).environ
        body = b"".join(self._door(environ, lambda status, headers, *rest: started.append((status, headers))))
        status, sent = started[0]
        assert len({name for name, _ in sent}) == len(sent)
        return status, body, dict(sent)


@pytest.fixture
def server():
    """The test's transaction outlives its requests, as it does in Django's own client."""
    request_started.disconnect(close_old_connections)
    yield Recorder()
    request_started.connect(close_old_connections)


@pytest.mark.parametrize("path", KEPT + MISSES)
def test_the_door_repeats_what_left_before(article, server, django_assert_num_queries, path):
    path = "/api/v1/" + path.format(id=article.pk)
    answers = [server.call(path), server.call(path)]
    with django_assert_num_queries(0):
        answers += [server.call(path), server.call(path)]
    assert answers == [answers[0]] * 4
    assert server.entered == 2
    status, body, headers = server.call(path, "HEAD")
    assert (status, body, headers) == (answers[0][0], b"", answers[0][2])
    assert server.entered == 2


def test_the_door_answers_304_as_django_does(article, server):
    path = f"/api/v1/articles/{article.pk}/"
    etag = server.call(path)[2]["ETag"]
    through = server.call(path, HTTP_IF_NONE_MATCH=etag)
    assert server.entered == 2
    assert server.call(path, HTTP_IF_NONE_MATCH=etag) == through
    assert server.call(path)[0] == "200 OK"
    assert server.entered == 2
    assert through[0] == "304 Not Modified"
    assert "Content-Length" not in through[2]


def test_the_door_counts_the_seconds_anew(article, server, clock):
    document(1000, published_at=clock.now(), visible_until=clock.now() + timedelta(seconds=30))
    for _ in range(2):
        server.call("/api/v1/articles/")
    clock.advance(timedelta(seconds=20))
    assert "s-maxage=10," in server.call("/api/v1/articles/")[2]["Cache-Control"]
    assert server.entered == 2


@pytest.mark.parametrize(
    "way",
    [{"HTTP_HOST": "other.example"}, {"HTTP_X_FORWARDED_PROTO": "https"}, {"REMOTE_ADDR": "203.0.113.7"},
     {"wsgi.url_scheme": "https"}, {"HTTP_WARTA_MIN_VERSION": "1"}],
)  # fmt: skip
def test_who_comes_another_way_goes_through_django(article, server, way):
    for _ in range(3):
        server.call("/api/v1/articles/")
    assert server.entered == 2
    server.call("/api/v1/articles/", **way)
    assert server.entered == 3


def test_the_ways_of_an_answer_are_bounded(article, server):
    for number in range(30):
        server.call("/api/v1/articles/", HTTP_HOST=f"h{number}.example")
    entries = list(hot.answers.answers._entries.values())
    assert len(entries[0].ways) == 8


def test_the_door_forgets_with_the_version(article, server):
    for _ in range(3):
        server.call("/api/v1/articles/")
    newsroom.article(article.get_parent(), title="Baru")
    assert b'"Baru"' in server.call("/api/v1/articles/")[1]


def test_the_door_lets_everything_else_pass(article, server):
    for _ in range(3):
        server.call("/api/v1/articles/", "OPTIONS")
        server.call("/api/v1/articles/?nope=1")
        server.call("/livez")
    assert server.entered == 9


def test_a_database_that_is_away_from_the_start_is_no_crash(article, server):
    versions.forget_all()
    with connection.execute_wrapper(refuse):
        status, _, _ = server.call("/api/v1/articles/")
    assert status.startswith("5")


def refuse(execute, sql, params, many, context):
    raise DatabaseError("away")
