"""Pages behind a password: told to a stranger, read by the holder of a token, kept by no cache."""

from datetime import timedelta

import orjson
import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from api.published import address, hot
from tests import newsroom
from tests.api.calls import BASE, call, headers_of, problem, problem_of, read
from tests.api.test_canaries import CANARY, public_urls, refer_to, written

pytestmark = pytest.mark.django_db

PASSWORD = "sandi rahasia"
PATH = "/dalam/umkm-digital/"
RESOLVE = f"resolve/?path={PATH}"


@pytest.fixture(scope="module")
def newsdesk(kept):
    with kept():
        section = newsroom.section("Dalam")
        newsroom.article(section, title="Tetangga")
        article = newsroom.article(section, title="UMKM Digital")
        yield section.pk, article.pk


@pytest.fixture
def section(newsdesk, clock):
    return Page.objects.get(pk=newsdesk[0])


@pytest.fixture
def article(newsdesk, clock):
    return Page.objects.get(pk=newsdesk[1])


def lock(page, password=PASSWORD):
    return PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password=password
    )


def post(page, body, *, token="", address="127.0.0.1", query=""):
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return Client(raise_request_exception=False, REMOTE_ADDR=address).generic(
        "POST",
        f"{BASE}pages/{page.pk}/unlock/{query}",
        content,
        content_type="application/json",
        headers={"Warta-Unlock": token} if token else {},
    )


def unlock(page, password=PASSWORD, *, token=""):
    response = post(page, {"password": password}, token=token)
    assert response.status_code == 200, response.content
    return orjson.loads(response.content)["token"]


def opened(path, token):
    return call(path, headers={"Warta-Unlock": token})


def kind(token="", path=RESOLVE):
    response = opened(path, token)
    return orjson.loads(response.content)["kind"] if response.status_code == 200 else response.status_code


# --- what a stranger is told -------------------------------------------------------------------------


def test_a_stranger_is_told_that_it_is_locked_and_nothing_else(article):
    lock(article)
    response = call(RESOLVE)
    assert orjson.loads(response.content) == {
        "kind": "locked",
        "id": article.pk,
        "unlock_url": f"http://127.0.0.1:8000/api/v1/pages/{article.pk}/unlock/",
    }
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not {"ETag", "Cache-Tag", "Surrogate-Key", "Last-Modified"} & set(headers_of(response))


def test_the_address_to_unlock_names_the_site_that_was_asked_for(article):
    lock(article)
    site = "127.0.0.1:3000"
    assert read(f"{RESOLVE}&site={site}")["unlock_url"].endswith(f"/unlock/?site={site.replace(':', '%3A')}")
    assert post(article, {"password": PASSWORD}, query=f"?site={site}").status_code == 200
    assert post(article, {"password": PASSWORD}, query="?site=entah").status_code == 400


@pytest.mark.parametrize("route", ["pages/{id}/", "articles/{id}/", "articles/by-slug/umkm-digital/"])
def test_its_detail_is_a_404_that_no_cache_keeps(article, route):
    lock(article)
    path = route.format(id=article.pk)
    response = call(path)
    assert problem_of(response)["code"] == "not_found"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert orjson.loads(opened(path, unlock(article)).content)["title"] == "UMKM Digital"


def test_it_is_answered_before_a_redirect_of_its_path(article):
    lock(article)
    Redirect.add_redirect(PATH.rstrip("/"), "/", is_permanent=True)
    assert kind() == "locked"


def test_a_locked_section_locks_all_below_it(section, article):
    lock(section)
    assert read(RESOLVE)["id"] == article.pk
    assert read("resolve/?path=/dalam/")["id"] == section.pk


def test_an_alias_is_locked_as_its_original_is(article):
    alias = article.specific.create_alias(parent=newsroom.section("Luar"), update_slug="umkm-luar")
    lock(article)
    assert kind(path="resolve/?path=/luar/umkm-luar/") == "locked"
    assert kind(unlock(alias), "resolve/?path=/luar/umkm-luar/") == "page"


@pytest.mark.parametrize("restriction", [PageViewRestriction.LOGIN, PageViewRestriction.GROUPS])
def test_beside_a_login_a_password_is_not_told(section, article, restriction):
    lock(article)
    row = PageViewRestriction.objects.create(page=section, restriction_type=restriction)
    if restriction == PageViewRestriction.GROUPS:
        row.groups.add(Group.objects.create(name="Dalam"))
    unknown = call("resolve/?path=/entah/")
    assert call(RESOLVE).content == unknown.content
    assert problem_of(post(article, {"password": PASSWORD}))["status"] == 404


def test_an_unpublished_page_is_not_told_to_be_locked(article):
    lock(article)
    article.specific.unpublish()
    assert problem(RESOLVE)["code"] == "not_found"
    assert post(article, {"password": PASSWORD}).status_code == 404


def test_a_page_that_ends_is_locked_until_then(article, clock):
    lock(article)
    page = article.specific
    page.expire_at = clock.now() + timedelta(minutes=1)
    page.save_revision()
    newsroom.publish(page)
    token = unlock(article)
    assert (kind(), kind(token)) == ("locked", "page")
    clock.advance(timedelta(minutes=1))
    assert (kind(), kind(token)) == (404, 404)


# --- what a token opens ------------------------------------------------------------------------------


def test_a_token_opens_the_page_for_its_holder_alone(article):
    before = call(f"pages/{article.pk}/").content
    lock(article)
    token = unlock(article)
    response = opened(RESOLVE, token)
    assert response.content == b'{"kind":"page","page":' + before + b"}"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers
    assert kind() == "locked"
    assert kind(token) == "page"


def test_fields_choose_inside_an_opened_page(article):
    lock(article)
    token = unlock(article)
    assert orjson.loads(opened(f"{RESOLVE}&fields=_,title", token).content)["page"] == {
        "title": "UMKM Digital"
    }
    assert opened(f"{RESOLVE}&fields=password", token).status_code == 400


def test_a_change_shows_to_the_holder_at_once(article):
    lock(article)
    token = unlock(article)
    page = article.specific
    page.title = "UMKM daring"
    page.save_revision()
    newsroom.publish(page)
    assert orjson.loads(opened(RESOLVE, token).content)["page"]["title"] == "UMKM daring"


def test_the_token_of_an_article_opens_what_its_sections_password_locks(section, article):
    lock(section)
    token = unlock(article)
    assert [kind(token, f"resolve/?path={path}") for path in (PATH, "/dalam/", "/dalam/tetangga/")] == [
        "page"
    ] * 3


def test_two_passwords_are_asked_for_one_after_the_other(section, article):
    lock(section, "luar")
    lock(article, "dalam")
    first = unlock(article, "luar")
    assert (kind(first), kind(first, "resolve/?path=/dalam/")) == ("locked", "page")
    both = unlock(article, "dalam", token=first)
    assert (kind(both), kind(both, "resolve/?path=/dalam/")) == ("page", "page")
    assert kind(unlock(article, "dalam")) == "locked"


def test_a_token_is_for_one_lock_though_another_has_the_same_password(section, article):
    neighbour = section.get_children().get(slug="tetangga")
    lock(article)
    lock(neighbour)
    assert kind(unlock(neighbour)) == "locked"


def test_a_token_ends_after_fifteen_minutes(article, clock):
    lock(article)
    token = unlock(article)
    clock.advance(timedelta(minutes=14, seconds=59))
    assert kind(token) == "page"
    clock.advance(timedelta(seconds=1))
    assert kind(token) == "locked"


def test_a_lock_that_was_kept_ends_in_its_own_time(section, article, clock):
    lock(section, "luar")
    lock(article, "dalam")
    first = unlock(article, "luar")
    clock.advance(timedelta(minutes=10))
    both = unlock(article, "dalam", token=first)
    assert kind(both) == "page"
    clock.advance(timedelta(minutes=5))
    assert kind(both) == "locked"


def test_another_password_ends_the_tokens_of_the_old_one(article):
    restriction = lock(article)
    token = unlock(article)
    restriction.password = "yang baru"
    restriction.save()
    assert kind(token) == "locked"
    assert post(article, {"password": PASSWORD}).status_code == 403
    assert kind(unlock(article, "yang baru")) == "page"


def test_a_login_instead_ends_them_too(article):
    restriction = lock(article)
    token = unlock(article)
    restriction.restriction_type = PageViewRestriction.LOGIN
    restriction.save()
    assert kind(token) == 404


def test_without_its_lock_a_page_is_as_public_as_ever(article):
    restriction = lock(article)
    token = unlock(article)
    restriction.delete()
    assert opened(RESOLVE, token).headers["Cache-Control"] == call(RESOLVE).headers["Cache-Control"]
    assert call(RESOLVE).headers["Cache-Control"].startswith("public")


def test_an_altered_token_opens_nothing(article):
    lock(article)
    token = unlock(article)
    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        assert kind(token[:place] + other + token[place + 1 :]) == "locked"
    assert [kind(text) for text in ("x", "a:b", "{}", "9" * 5_000, token + "x")] == ["locked"] * 5


def test_a_new_secret_key_keeps_tokens_while_the_old_one_is_a_fallback(article, settings):
    lock(article)
    token = unlock(article)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key, long enough"
    assert kind(token) == "page"
    settings.SECRET_KEY_FALLBACKS = []
    assert kind(token) == "locked"


def test_neither_answer_is_kept_in_memory(article):
    lock(article)
    token = unlock(article)
    hot.forget()
    for _ in range(2):
        assert kind(token) == "page"
        assert kind() == "locked"
        assert opened(f"pages/{article.pk}/", token).status_code == 200
        assert call(f"pages/{article.pk}/").status_code == 404
    assert len(hot.answers.answers) == len(hot.answers.misses) == 0


def test_a_browser_may_send_the_token_from_anywhere(article):
    response = call(RESOLVE, "OPTIONS")
    assert "Warta-Unlock" in response.headers["Access-Control-Allow-Headers"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"


# --- where the password goes -------------------------------------------------------------------------


def test_a_wrong_password_is_a_403_that_says_so(article):
    lock(article)
    found = problem_of(post(article, {"password": "salah"}))
    assert (found["status"], found["code"]) == (403, "wrong_password")
    assert [fault["parameter"] for fault in found["errors"]] == ["password"]
    assert PASSWORD not in str(found)


def test_no_answer_of_it_is_kept(article):
    lock(article)
    for body in ({"password": PASSWORD}, {"password": "salah"}, {}):
        assert post(article, body).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"password": ""}, 400),
        ({"password": 7}, 400),
        ({"password": "a\x00"}, 400),
        ({"password": "x" * 256}, 400),
        ({"password": "x", "page": 1}, 400),
        (b"", 400),
        (b'{"password":"\\ud800"}', 400),
        pytest.param(b'{"password":"' + b"x" * 1_000_000 + b'"}', 413, id="more than a megabyte"),
    ],
)
def test_another_body_is_refused(article, body, status):
    lock(article)
    assert problem_of(post(article, body))["status"] == status


def test_only_a_post_is_answered(article):
    lock(article)
    response = call(f"pages/{article.pk}/unlock/")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST, OPTIONS")
    assert problem_of(post(article, {"password": PASSWORD}, query="?a=1"))["status"] == 400


def test_a_page_without_a_password_and_an_unknown_one_answer_alike(article):
    public = post(article, {"password": PASSWORD})
    article.pk = 10**17
    assert public.content == post(article, {"password": PASSWORD}).content
    assert public.status_code == 404
    article.pk = 10**30
    assert post(article, {"password": PASSWORD}).status_code == 404


def test_wrong_tries_are_bounded_by_address(article, settings):
    settings.UNLOCK_TRIES_PER_MINUTE, settings.UNLOCK_TRIES_BURST = 0.001, 3
    lock(article)
    assert [post(article, {"password": PASSWORD}).status_code for _ in range(5)] == [200] * 5
    assert [post(article, {"password": "salah"}).status_code for _ in range(3)] == [403] * 3
    refused = post(article, {"password": PASSWORD})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60000")
    assert post(article, {"password": PASSWORD}, address="203.0.113.9").status_code == 200


# --- nowhere else ------------------------------------------------------------------------------------


def test_an_opened_page_is_in_no_other_answer(section):
    page = written(section, f"{CANARY} satu")
    lock(page)
    refer_to(page, section)
    token = unlock(page)
    own = {
        f"/api/v1/pages/{page.pk}/",
        f"/api/v1/articles/{page.pk}/",
        "resolve/?path=/berita/kenari-satu/",
        "resolve/?path=/dalam/kenari-satu/",
    }
    urls = {*public_urls(), *own}
    told = {url for url in urls if CANARY in opened(url, token).content.decode().upper()}
    assert told == own - {"resolve/?path=/berita/kenari-satu/"}


def test_the_editor_is_told_that_only_a_password_is_asked_for(section, article):
    def is_locked():
        return address.visible_at(article).is_locked

    assert not is_locked()
    lock(section)
    assert is_locked()
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
    assert not is_locked()
