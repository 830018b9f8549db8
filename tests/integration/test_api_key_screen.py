"""API keys in the admin: shown once, never again; scopes, end, revocation; for administrators alone."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client, RequestFactory
from wagtail.models import APIToken
from wagtail.users.models import UserProfile

from api import keys
from api.http.errors import ApiProblem
from api.http.keys import require
from api.keys import ApiKey
from tests import newsroom

pytestmark = pytest.mark.django_db

INDEX = "/admin/api-keys/"
ADD = "/admin/api-keys/new/"


def entered(group):
    newsroom.home()
    user = User.objects.create_user(group.lower().replace(" ", "-"))
    user.groups.add(Group.objects.get(name=group))
    UserProfile.objects.create(user=user, preferred_language="en")
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    return client


@pytest.fixture
def admin():
    return entered("Administrators")


def made(client, **changes):
    return client.post(ADD, {"name": "next", "scopes": ["preview", "report"], "lifetime": "90"} | changes)


def text_in(response):
    return response.context["text"]


def opens(text, scope):
    request = RequestFactory().get("/", headers={"authorization": f"Bearer {text}"})
    try:
        return require(request, scope) is not None
    except ApiProblem as problem:
        return problem.status


def test_a_new_key_is_shown_once_and_opens_its_scopes(admin, clock):
    response = made(admin)
    text = text_in(response)
    assert f'value="{text}"' in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert (opens(text, "report"), opens(text, "manage")) == (True, 403)
    key = ApiKey.objects.get()
    assert key.expires_at == clock.now() + timedelta(days=90)
    for url in (INDEX, f"/admin/api-keys/edit/{key.pk}/"):
        page = admin.get(url).content.decode()
        assert text not in page
        assert "next" in page


def test_only_a_digest_is_stored(admin, clock):
    text = text_in(made(admin))
    assert text not in str(APIToken.objects.values().get())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "with space"),
        ("name", ""),
        ("name", "line\n"),
        ("name", "x" * 101),
        ("scopes", []),
        ("scopes", ["everything"]),
        ("lifetime", "-1"),
    ],
)
def test_a_wrong_entry_makes_no_key(admin, field, value):
    response = made(admin, **{field: value})
    assert field in response.context["form"].errors
    assert not ApiKey.objects.exists()


def test_the_list_says_state_scopes_and_last_use(admin, clock):
    text = text_in(made(admin))
    made(admin, name="old", lifetime="30")
    clock.advance(timedelta(days=31))
    opens(text, "report")
    page = admin.get(INDEX).content.decode()
    assert "preview, report" in page
    assert "In use" in page
    assert "Expired" in page
    assert APIToken.objects.get(name="next").prefix in page


def test_revoking_asks_first_and_works_on_the_next_request(admin, clock):
    text = text_in(made(admin))
    key = ApiKey.objects.get()
    url = f"/admin/api-keys/delete/{key.pk}/"
    assert "refused from the next request" in admin.get(url).content.decode()
    assert opens(text, "report") is True
    assert admin.post(url).status_code == 302
    assert opens(text, "report") == 401
    assert ApiKey.objects.get().state(clock.now()) == "revoked"
    assert "Revoked" in admin.get(INDEX).content.decode()


def test_scopes_and_end_may_be_changed(admin, clock):
    text = text_in(made(admin))
    key = ApiKey.objects.get()
    url = f"/admin/api-keys/edit/{key.pk}/"
    assert admin.post(url, {"scopes": ["manage"], "expires_at": ""}).status_code == 302
    assert (opens(text, "manage"), opens(text, "report")) == (True, 403)
    key.refresh_from_db()
    assert key.expires_at is None


@pytest.mark.parametrize("group", ["Editors", "Reporters", "Ad managers"])
def test_nobody_else_sees_or_makes_keys(group, admin, clock):
    made(admin)
    key = ApiKey.objects.get()
    other = entered(group)
    for path in (INDEX, ADD, f"/admin/api-keys/edit/{key.pk}/", f"/admin/api-keys/delete/{key.pk}/"):
        assert other.get(path).status_code == 302
        assert other.post(path, {"name": "x", "scopes": ["manage"], "lifetime": ""}).status_code in (302, 405)
    assert ApiKey.objects.count() == 1
    assert ApiKey.objects.get().state(clock.now()) == "live"
    assert "/admin/api-keys/" not in other.get("/admin/").content.decode()


def test_a_key_of_a_disabled_service_user_opens_nothing(admin, clock):
    text = text_in(made(admin))
    User.objects.filter(username="key-next").update(is_active=False)
    assert opens(text, "report") == 401


def test_the_screen_and_the_command_make_the_same_keys(clock):
    key, text = keys.create(name="next", scopes=("report",), lifetime=None, now=clock.now())
    page = entered("Administrators").get(INDEX).content.decode()
    assert key.token.prefix in page
    assert opens(text, "report") is True
