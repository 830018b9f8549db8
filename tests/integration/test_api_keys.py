"""API keys: made once, scoped, ending, stored as digests, and the command that keeps them."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from wagtail.models import APIToken

from api import keys
from api.http.errors import ApiProblem
from api.http.keys import require
from api.keys import ApiKey

pytestmark = pytest.mark.django_db


def create(clock, scopes=("manage",), lifetime=None, name="meja-iklan"):
    return keys.create(name=name, scopes=scopes, lifetime=lifetime, now=clock.now())


def asking(text=None, kind="Bearer"):
    headers = {"authorization": f"{kind} {text}"} if text is not None else {}
    return RequestFactory().get("/api/v1/manage/", headers=headers)


def refused(request, scope="manage"):
    with pytest.raises(ApiProblem) as caught:
        require(request, scope)
    return caught.value


def run(*arguments):
    out = StringIO()
    call_command("api_key", *arguments, stdout=out)
    return out.getvalue()


def test_a_key_opens_its_scope_and_no_other(clock):
    key, text = create(clock, ("manage", "report"))
    assert require(asking(text), "report") == key
    problem = refused(asking(text), "explain")
    assert (problem.status, problem.code) == (403, "insufficient_scope")


@pytest.mark.parametrize("text", [None, "", "nonsense", "wagtail_" + "0" * 33, "é", "a" * 10_000])
def test_no_key_and_a_wrong_key_are_a_401(clock, text):
    create(clock)
    problem = refused(asking(text))
    assert (problem.status, problem.headers["WWW-Authenticate"]) == (401, 'Bearer realm="warta"')


def test_another_kind_of_authorization_is_a_401(clock):
    _, text = create(clock)
    assert refused(asking(text, kind="Basic")).status == 401


def test_a_wrong_form_costs_no_query(clock, django_assert_num_queries):
    with django_assert_num_queries(0):
        refused(asking("wagtail_nonsense"))


def test_a_key_ends_at_its_moment(clock):
    _, text = create(clock, lifetime=timedelta(days=90))
    clock.advance(timedelta(days=90) - timedelta(seconds=1))
    assert require(asking(text), "manage")
    clock.advance(timedelta(seconds=1))
    assert refused(asking(text)).status == 401


def test_revoking_works_on_the_next_request(clock):
    _, text = create(clock)
    assert keys.revoke(name="meja-iklan", now=clock.now()) == 1
    assert refused(asking(text)).status == 401


def test_a_disabled_service_user_ends_its_keys(clock):
    key, text = create(clock)
    get_user_model().objects.filter(pk=key.token.user_id).update(is_active=False)
    assert refused(asking(text)).status == 401


def test_only_a_digest_is_stored(clock):
    key, text = create(clock)
    token = key.token
    assert text.startswith("wagtail_")
    assert text not in (token.key_hash, token.name, token.prefix)
    assert token.key_hash == APIToken.hash_token(text)


def test_the_service_user_has_no_password_and_no_group(clock):
    key, _ = create(clock)
    user = key.token.user
    assert user.username == "key-meja-iklan"
    assert not user.has_usable_password()
    assert not user.groups.exists()
    assert not user.is_staff


def test_a_token_of_the_admin_without_our_scope_opens_nothing(clock):
    key, _ = create(clock)
    _, text = APIToken.create_token(user=key.token.user, name="from the admin")
    assert refused(asking(text)).status == 401


def test_last_use_is_noted_at_most_once_a_minute(clock):
    key, text = create(clock)
    require(asking(text), "manage")
    first = clock.now()
    clock.advance(timedelta(seconds=59))
    require(asking(text), "manage")
    key.token.refresh_from_db()
    assert key.token.last_used_at == first
    clock.advance(timedelta(seconds=1))
    require(asking(text), "manage")
    key.token.refresh_from_db()
    assert key.token.last_used_at == clock.now()


def test_the_command_shows_the_key_alone_on_its_last_line(clock):
    last = run("create", "meja-iklan", "--scopes", "manage,report", "--expires", "90d").splitlines()[-1]
    key = require(asking(last), "report")
    assert key.scopes == ["manage", "report"]
    assert key.expires_at == clock.now() + timedelta(days=90)
    assert last not in run("list")


def test_the_command_lists_states(clock):
    run("create", "tua", "--scopes", "report", "--expires", "1h")
    clock.advance(timedelta(hours=2))
    run("create", "baru", "--scopes", "manage")
    run("create", "dicabut", "--scopes", "preview")
    run("revoke", "dicabut")
    assert [line.split("  ")[0::3] for line in run("list").splitlines()] == [
        ["baru", "live"],
        ["dicabut", "revoked"],
        ["tua", "expired"],
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "x", "--scopes", "everything"),
        ("create", "x", "--scopes", ","),
        ("create", "x y", "--scopes", "manage"),
        ("create", "x", "--scopes", "manage", "--expires", "soon"),
        ("create", "x", "--scopes", "manage", "--expires", "0d"),
        ("revoke", "x"),
    ],
)
def test_the_command_refuses_in_one_line(arguments):
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert "\n" not in str(caught.value)
    assert not ApiKey.objects.exists()
