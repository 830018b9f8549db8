"""`preview/`: what a frontend gets for the token of a preview, for a key, and for neither."""

import re
from datetime import timedelta

import orjson
import pytest
from django.contrib.auth.models import User
from wagtail.models import PageViewRestriction

from api import keys
from api.models import PreviewDocument
from api.previews import services
from articles import services as newsroom_services
from articles.models import PortalSettings
from tests import newsroom
from tests.api.calls import call, problem, problem_of, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    newsroom.home()
    return User.objects.create_superuser("editor", password="kata-sandi-panjang")


@pytest.fixture
def page(editor):
    page = newsroom.article(newsroom.section("Berita"), title="Terbit", slug="terbit")
    page.title = "Diketik"
    return page


@pytest.fixture
def token(page, editor, clock):
    return services.open_preview(page=page, user=editor, source="form", now=clock.now())[1]


def seen(token, path="preview/", **headers):
    return call(path, headers={"Warta-Preview": token, **headers})


def key_of(*scopes):
    from runtime import clock

    return keys.create(name="next", scopes=scopes, lifetime=None, now=clock.now())[1]


def test_a_token_opens_the_shape_of_resolve_with_what_kind_of_preview_it_is(token, page, settings):
    found = orjson.loads(seen(token).content)
    assert list(found) == ["kind", "page", "preview"]
    assert found["kind"] == "page"
    resolved = read("resolve/?path=/berita/terbit/")["page"]
    assert list(found["page"]) == list(resolved)
    assert (found["page"]["title"], resolved["title"]) == ("Diketik", "Terbit")
    assert found["preview"] == {
        "title": "Diketik",
        "is_live": True,
        "source": "form",
        "expires_at": "2026-08-15T06:00:00Z",
        "edit_url": f"{settings.PUBLIC_URL}/admin/pages/{page.pk}/edit/",
    }


def test_the_token_may_stand_in_the_query(token):
    assert call("preview/", token=token).content == seen(token).content


def test_a_preview_takes_the_forms_of_a_detail(token):
    found = orjson.loads(seen(token, "preview/?fields=_,title&rich_text_format=json").content)
    assert found["page"] == {"title": "Diketik"}
    nodes = orjson.loads(seen(token, "preview/?rich_text_format=json").content)["page"]["body"][0]["value"]
    assert list(nodes) == ["nodes", "text"]


def test_a_preview_is_kept_by_nobody(token):
    headers = seen(token).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in headers
    assert "Access-Control-Allow-Origin" not in headers
    assert "Origin" in headers["Vary"]


def test_a_frontend_may_read_it_in_the_browser(token, settings):
    answer = seen(token, Origin=settings.FRONTEND_URL)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == settings.FRONTEND_URL
    asked = call("preview/", "OPTIONS", headers={"Origin": settings.FRONTEND_URL})
    assert "Warta-Preview" in asked.headers["Access-Control-Allow-Headers"]


def test_a_foreign_host_may_not_read_it(token):
    assert "Access-Control-Allow-Origin" not in seen(token, Origin="https://evil.example").headers


def test_a_preview_elsewhere_may_be_read_where_it_is_rendered(token):
    site = newsroom.Site.objects.get(is_default_site=True)
    settings_of = PortalSettings.for_site(site)
    settings_of.preview_url = "https://next.example:8443/api/draft"
    settings_of.save()
    from runtime import versions

    versions.forget_all()
    answer = seen(token, Origin="https://next.example:8443")
    assert answer.headers.get("Access-Control-Allow-Origin") == "https://next.example:8443"


@pytest.fixture
def other_site(page):
    newsroom.Site.objects.create(hostname="lain.example", port=443, root_page=page.get_parent())
    from api.published import portal
    from runtime import versions

    versions.forget_all()
    portal.forget()


def test_the_token_is_for_the_frontend_of_one_site(token, other_site):
    for answer in (seen(token, Origin="https://lain.example"), seen(token, "preview/?site=lain.example")):
        assert (answer.status_code, problem_of(answer)["code"]) == (403, "preview_expired")
    assert seen(token, "preview/?site=127.0.0.1").status_code == 200


@pytest.mark.parametrize("wrong", ["x", "x" * 43, "x" * 200, "wagtail_abc"])
def test_a_token_that_opens_nothing_is_a_403(token, wrong):
    for answer in (seen(wrong), call("preview/", token=wrong), seen(wrong, "preview/userbar/")):
        assert (answer.status_code, problem_of(answer)["code"]) == (403, "preview_expired")
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_an_ended_preview_and_one_that_never_was_answer_alike(token, clock):
    clock.advance(timedelta(hours=1))
    assert seen(token).content == seen("x" * 43).content


def test_a_right_that_is_lost_works_on_the_next_request(token, editor):
    assert seen(token).status_code == 200
    User.objects.filter(pk=editor.pk).update(is_superuser=False)
    assert problem_of(seen(token))["code"] == "preview_expired"


def test_without_token_and_key_it_is_a_401(page):
    for path in ("preview/", "preview/userbar/"):
        answer = call(path)
        assert (answer.status_code, problem_of(answer)["code"]) == (401, "not_authenticated")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="warta"'


@pytest.mark.parametrize("query", ["x=1", "token=", f"token={'x' * 201}", "token=a&token=b", "fields=nope"])
def test_a_crooked_query_is_a_400(page, query):
    assert problem(f"preview/?{query}")["status"] == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_not_allowed(token, method):
    assert call("preview/", method, headers={"Warta-Preview": token}).status_code == 405


# --- by a key ---------------------------------------------------------------------------------------


def by_key(text, *, path=None):
    asked = f"?path={path}" if path else ""
    return call(f"preview/{asked}", headers={"Authorization": f"Bearer {text}"})


def test_a_key_reads_the_newest_draft_at_a_path(page, settings):
    page.save_revision()
    found = orjson.loads(by_key(key_of("preview"), path="/berita/terbit").content)
    assert found["page"]["title"] == "Diketik"
    assert found["preview"] == {
        "title": "Diketik",
        "is_live": True,
        "source": "revision",
        "expires_at": None,
        "edit_url": f"{settings.PUBLIC_URL}/admin/pages/{page.pk}/edit/",
    }
    assert not PreviewDocument.objects.exists()


def test_a_key_reads_what_was_never_published(page):
    draft = newsroom.article(page.get_parent(), title="Rancangan", slug="rancangan", publish=False)
    found = orjson.loads(by_key(key_of("preview"), path="/berita/rancangan/").content)
    assert (found["page"]["id"], found["preview"]["is_live"]) == (draft.pk, False)


def test_a_key_without_the_scope_is_a_403(page):
    answer = by_key(key_of("manage", "report", "explain"), path="/berita/terbit/")
    assert (answer.status_code, problem_of(answer)["code"]) == (403, "insufficient_scope")


def test_an_unknown_key_is_a_401(page, token):
    assert by_key("nonsense", path="/berita/terbit/").status_code == 401
    assert seen(token, Authorization="Bearer nonsense").status_code == 401


def test_a_key_needs_a_path(page):
    assert problem_of(by_key(key_of("preview")))["errors"][0]["parameter"] == "path"


@pytest.mark.parametrize("path", ["/tidak/ada/", "/berita/terbit/lagi/"])
def test_a_key_finds_nothing_where_nothing_stands(page, path):
    assert by_key(key_of("preview"), path=path).status_code == 404


def test_a_key_and_a_token_open_the_preview_of_the_token(token):
    answer = seen(token, Authorization=f"Bearer {key_of('preview')}")
    assert orjson.loads(answer.content)["preview"]["source"] == "form"


# --- the user bar -----------------------------------------------------------------------------------


def test_the_user_bar_names_the_admin_by_its_whole_address(token, page, settings):
    answer = seen(token, "preview/userbar/")
    html = answer.content.decode()
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    host = settings.PUBLIC_URL.removeprefix("http:")
    assert f'src="{host}/static/wagtailadmin/js/userbar.js' in html
    assert f'data-wagtail-userbar-origin="{host}"' in html
    assert not re.search(r'(?:href|src)="/(?!/)', html)
    assert "<wagtail-userbar>" in html


def test_the_user_bar_hides_its_buttons_in_the_side_panel(token):
    shown = seen(token, "preview/userbar/").content.decode()
    inside = seen(token, "preview/userbar/?in_preview_panel=true").content.decode()
    assert "/admin/pages/" in shown
    assert "/admin/pages/" not in inside
    assert "checker-axe-configuration" in inside


def test_the_checkers_of_editor_and_preview_let_each_other_in(token, page, settings, client, editor):
    inside = seen(token, "preview/userbar/?in_preview_panel=true").content.decode()
    assert f'"allowedOrigins": ["\\u003Csame_origin\\u003E", "{settings.PUBLIC_URL}"]' in inside
    client.force_login(editor)
    form = client.get(f"/admin/pages/{page.pk}/edit/", headers={"host": "127.0.0.1"}).content.decode()
    assert '"allowedOrigins": ["\\u003Csame_origin\\u003E", "' in form
    assert settings.FRONTEND_URL in form.split('"allowedOrigins": ')[1].split("]")[0]


def test_publishing_ends_no_preview(token, page):
    newsroom_services.publish(page)
    assert seen(token).status_code == 200


@pytest.fixture
def linking(editor, clock):
    """A token of a preview that shows another article, and that article."""
    section = newsroom.section("Berita")
    shown = newsroom.article(section, title="Disebut", slug="disebut")
    page = newsroom.article(
        section, body=[("related_link", {"page": shown, "title": "", "url": ""})], slug="penyebut"
    )
    preview, token, _ = services.open_preview(page=page, user=editor, source="form", now=clock.now())
    assert b"Disebut" in bytes(preview.body)
    return token, shown


def restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize("hide", [lambda page: page.unpublish(), lambda page: page.delete(), restrict])
def test_a_preview_ends_where_another_page_that_it_shows_is_hidden(linking, hide):
    token, shown = linking
    assert seen(token).status_code == 200
    hide(shown)
    assert problem_of(seen(token))["code"] == "preview_expired"
    assert seen(token, "preview/userbar/").status_code == 403


def test_a_preview_ends_with_a_page_that_it_shows(linking, clock):
    token, shown = linking
    shown.expire_at = clock.now() + timedelta(minutes=10)
    shown.save_revision().publish()
    assert seen(token).status_code == 200
    clock.advance(timedelta(minutes=10))
    assert problem_of(seen(token))["code"] == "preview_expired"


def test_what_a_draft_refers_to_may_be_hidden_from_the_start(editor, clock):
    section = newsroom.section("Berita")
    hidden = newsroom.article(section, title="CANARY", slug="rahasia")
    hidden.unpublish()
    page = newsroom.article(
        section, body=[("related_link", {"page": hidden, "title": "", "url": ""})], slug="penyebut"
    )
    token = services.open_preview(page=page, user=editor, source="form", now=clock.now())[1]
    answer = seen(token)
    assert (answer.status_code, b"CANARY" in answer.content) == (200, False)
