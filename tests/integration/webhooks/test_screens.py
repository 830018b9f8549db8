"""Webhooks in the admin: made with a secret shown once, tested, rotated, looked into, sent again."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from wagtail.users.models import UserProfile

from api.webhooks import signing
from api.webhooks.models import WebhookDelivery, WebhookEndpoint
from tests import newsroom
from tests.integration.webhooks import hooks

pytestmark = pytest.mark.django_db

INDEX, LOG = "/admin/webhooks/", "/admin/webhook-deliveries/"


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


def form(**changes):
    fields = {"name": "Next", "url": "https://hook.example/in", "events": ["page.published"], "site": "",
              "is_active": "on"}  # fmt: skip
    return fields | changes


def shown(response):
    return response.content.decode()


def test_a_new_webhook_shows_its_secret_once(admin):
    response = admin.post(f"{INDEX}new/", form())
    endpoint = WebhookEndpoint.objects.get()
    secret = signing.secret_text(endpoint)
    assert f'value="{secret}"' in shown(response)
    assert "no-store" in response.headers["Cache-Control"]
    for page in (INDEX, f"{INDEX}edit/{endpoint.pk}/", f"{INDEX}history/{endpoint.pk}/"):
        assert secret not in shown(admin.get(page))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": "http://127.0.0.1/"}, "url"),
        ({"url": "http://2130706433/"}, "url"),
        ({"url": "http://[::ffff:10.0.0.1]/"}, "url"),
        ({"url": "ftp://hook.example/"}, "url"),
        ({"url": "https://user:word@hook.example/"}, "url"),
        ({"url": "http://intranet/"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["page.burnt"]}, "events"),
        ({"name": ""}, "name"),
    ],
)
def test_an_address_or_an_event_that_cannot_be_is_refused_in_the_form(admin, changes, field):
    response = admin.post(f"{INDEX}new/", form(**changes))
    assert list(response.context["form"].errors) == [field]
    assert not WebhookEndpoint.objects.exists()


def test_a_host_that_the_operator_named_may_be_inside(admin, settings):
    settings.WEBHOOK_HOSTS = ("frontend:3000",)
    admin.post(f"{INDEX}new/", form(url="http://frontend:3000/revalidate"))
    assert WebhookEndpoint.objects.get().url == "http://frontend:3000/revalidate"
    response = admin.post(f"{INDEX}new/", form(url="http://frontend:3001/revalidate"))
    assert list(response.context["form"].errors) == ["url"]


def test_production_wants_https(admin, settings):
    settings.IS_PRODUCTION = True
    response = admin.post(f"{INDEX}new/", form(url="http://hook.example/"))
    assert list(response.context["form"].errors) == ["url"]


def test_a_test_says_what_was_answered_and_stands_in_the_log(admin, receiver):
    endpoint = hooks.endpoint()
    assert "Send a test" in shown(admin.get(f"{INDEX}ping/{endpoint.pk}/"))
    assert receiver.requests == []
    response = admin.post(f"{INDEX}ping/{endpoint.pk}/", follow=True)
    assert "“hook.example” answered with status 200." in shown(response)
    assert receiver.types() == ["ping"]
    receiver.addresses["hook.example"] = ["10.0.0.1"]
    response = admin.post(f"{INDEX}ping/{endpoint.pk}/", follow=True)
    assert "did not answer: the host is not on the public internet" in shown(response)
    log = shown(admin.get(f"{LOG}?endpoint={endpoint.pk}"))
    assert (log.count("/inspect/") >= 2, "the host is not on the public internet" in log) == (True, True)


def test_a_new_secret_is_shown_once_and_the_one_before_is_none_of_it(admin):
    endpoint = hooks.endpoint()
    old = signing.secret_text(endpoint)
    response = admin.post(f"{INDEX}rotate/{endpoint.pk}/")
    endpoint.refresh_from_db()
    assert f'value="{signing.secret_text(endpoint)}"' in shown(response)
    assert old not in shown(response)


@pytest.fixture
def dead(clock, receiver):
    """Two letters that were given up, of one receiver each."""
    section = newsroom.section("Pelatihan")
    for host in ("one.example", "two.example"):
        hooks.endpoint(host, events=["page.published"])
        receiver.answers[host] = (410, b"<b>gone</b>")
    newsroom.article(section, slug="kabar")
    hooks.run_all(clock)
    receiver.answers.clear()
    receiver.requests.clear()
    WebhookEndpoint.objects.update(is_active=True, disabled_at=None)
    return list(WebhookDelivery.objects.order_by("endpoint__name"))


def test_a_delivery_shows_its_attempts_and_its_body_escaped(admin, dead):
    page = shown(admin.get(f"{LOG}inspect/{dead[0].pk}/"))
    assert "&lt;b&gt;gone&lt;/b&gt;" in page
    assert "<b>gone" not in page
    assert "/pelatihan/kabar/" in page


def test_one_delivery_is_sent_again(admin, dead, clock, receiver):
    admin.post(f"{LOG}replay/{dead[0].pk}/")
    hooks.run(clock)
    assert (receiver.types("one.example"), receiver.types("two.example")) == (["page.published"], [])


def test_all_that_one_receiver_missed_is_sent_again(admin, dead, clock, receiver):
    two = dead[1].endpoint_id
    assert "(1)" in shown(admin.get(f"{LOG}replay/?endpoint={two}"))
    admin.post(f"{LOG}replay/?endpoint={two}")
    hooks.run(clock)
    assert (receiver.types("one.example"), receiver.types("two.example")) == ([], ["page.published"])
    admin.post(f"{LOG}replay/")
    hooks.run(clock)
    assert receiver.types("one.example") == ["page.published"]


def test_making_one_active_again_gives_it_a_new_chance(admin, dead):
    WebhookEndpoint.objects.filter(name="one.example").update(
        is_active=False, disabled_at="2026-08-15T05:00Z", failing_since="2026-08-01T05:00Z"
    )
    endpoint = WebhookEndpoint.objects.get(name="one.example")
    assert "Switched off: it did not answer" in shown(admin.get(INDEX))
    admin.post(f"{INDEX}edit/{endpoint.pk}/", form(name="one.example", url=endpoint.url))
    endpoint.refresh_from_db()
    assert (endpoint.state(), endpoint.disabled_at) == ("active", None)


def test_the_lists_cost_the_same_whatever_is_in_them(admin, dead, django_assert_max_num_queries):
    for page in (INDEX, LOG):
        admin.get(page)
        with django_assert_max_num_queries(20):
            admin.get(page)


@pytest.mark.parametrize("group", ["Editors", "Reporters", "Ad managers"])
@pytest.mark.parametrize(
    "page",
    [INDEX, f"{INDEX}new/", f"{INDEX}ping/1/", f"{INDEX}rotate/1/", LOG, f"{LOG}replay/", f"{LOG}replay/1/"],
)
def test_it_is_for_administrators_alone(group, page):
    response = entered(group).get(page)
    assert response.status_code in (302, 403)
