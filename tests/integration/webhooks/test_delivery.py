"""From a change to a receiver: what is told, when, how it is signed, and what happens when nobody answers."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from standardwebhooks.webhooks import Webhook
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from api.published import schedule
from api.published.transactions import content_changes
from api.webhooks import payloads, services, signing
from api.webhooks.models import DeliveryState, WebhookDelivery, WebhookEndpoint, WebhookEvent
from articles.models import LiveEntry, PortalSettings, Tag
from runtime import clock as runtime_clock
from tests import newsroom
from tests.integration.published.many import fill
from tests.integration.webhooks import hooks

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(clock, monkeypatch):
    """Wagtail asks Django's clock; here it is ours."""
    monkeypatch.setattr(timezone, "now", clock.now)
    made = newsroom.section("Pelatihan")
    PortalSettings.for_site(Site.objects.get(is_default_site=True))
    return made


@pytest.fixture
def hook(section):
    made = hooks.endpoint()
    WebhookEvent.objects.all().delete()
    return made


def fresh(page):
    return Page.objects.get(pk=page.pk).specific


def republished(page, **changes):
    page = fresh(page)
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision()
    return newsroom.publish(page)


def states():
    return list(WebhookDelivery.objects.order_by("pk").values_list("state", flat=True))


# --- what is told ------------------------------------------------------------------------------------


def test_a_publish_is_told_with_everything_that_a_cache_must_forget(clock, hook, section, receiver):
    siti = newsroom.author("Siti Rahma")
    article = newsroom.article(section, title="Kabar", slug="kabar", authors=[siti], tags=["umkm"])
    hooks.run_all(clock)
    [sent] = receiver.data("page.published")
    assert sent == {
        "version": sent["version"],
        "site": "127.0.0.1:3000",
        "locale": "id",
        "object": {"type": "articles.ArticlePage", "id": article.pk},
        "change": "created",
        "path": "/pelatihan/kabar/",
        "previous_path": None,
        "html_url": "http://127.0.0.1:3000/pelatihan/kabar/",
        "paths": ["/pelatihan/kabar/", "/pelatihan/", "/", "/penulis/siti-rahma/", "/topik/umkm/"],
        "has_more_paths": False,
        "tags": sorted([
            f"article-{article.pk}", "list", "path-miss", f"list-section-{section.pk}",
            f"list-section-{newsroom.home().pk}", f"list-section-{Page.get_first_root_node().pk}",
        ]),
    }  # fmt: skip
    [request] = [each for each in receiver.requests if each.sent["type"] == "page.published"]
    assert request.line == "POST /in HTTP/1.1"
    assert request.headers["content-type"] == "application/json"
    assert request.sent["timestamp"] == "2026-08-15T05:00:00Z"


def test_the_version_is_the_one_that_answers_have_from_then_on(clock, hook, section, receiver, client):
    newsroom.article(section)
    hooks.run_all(clock)
    shown = int(client.get("/api/v1/articles/").headers["Warta-Version"])
    assert receiver.data("page.published")[-1]["version"] <= shown
    event = WebhookEvent.objects.get(type="page.published")
    assert event.data["version"] > 0


def test_a_second_publish_is_an_update(clock, hook, section, receiver):
    article = newsroom.article(section)
    hooks.run_all(clock)
    republished(article, title="Lain")
    hooks.run_all(clock)
    assert [each["change"] for each in receiver.data("page.published")] == ["created", "updated"]


def test_a_new_slug_is_a_move_with_the_path_before(clock, hook, section, receiver):
    article = newsroom.article(section, slug="lama")
    hooks.run_all(clock)
    republished(article, slug="baru")
    hooks.run_all(clock)
    [sent] = receiver.data("page.moved")
    assert (sent["change"], sent["path"], sent["previous_path"]) == (
        "moved",
        "/pelatihan/baru/",
        "/pelatihan/lama/",
    )
    assert "/pelatihan/lama/" in sent["paths"]


def test_a_section_that_moves_is_one_event_whatever_lies_below(clock, hook, section, receiver):
    other = newsroom.section("Digital")
    for _ in range(3):
        newsroom.article(section)
    hooks.run_all(clock)
    receiver.requests.clear()
    fresh(section).move(fresh(other), pos="last-child")
    hooks.run_all(clock)
    [moved] = receiver.data("page.moved")
    assert (moved["path"], moved["previous_path"]) == ("/digital/pelatihan/", "/pelatihan/")
    [changed] = receiver.data("content.changed")
    assert f"section-{section.pk}" in changed["tags"]
    assert len(changed["paths"]) == 4
    assert sorted(receiver.types()) == ["content.changed", "page.moved"]


def test_an_unpublished_and_a_deleted_page_are_told_as_removed(clock, hook, section, receiver):
    first, second = newsroom.article(section, slug="satu"), newsroom.article(section, slug="dua")
    hooks.run_all(clock)
    fresh(first).unpublish()
    fresh(second).delete()
    hooks.run_all(clock)
    gone = receiver.data("page.unpublished")
    assert [(each["change"], each["path"]) for each in gone] == [
        ("removed", "/pelatihan/satu/"),
        ("removed", "/pelatihan/dua/"),
    ]


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_a_section_that_goes_is_one_event_with_a_hundred_paths_whatever_lies_below(
    how, clock, hook, section, receiver
):
    fill(section, 130)
    getattr(fresh(section), how)()
    hooks.run_all(clock)
    [gone] = receiver.data("page.unpublished")
    assert (gone["path"], gone["has_more_paths"]) == ("/pelatihan/", False)
    [changed] = receiver.data("content.changed")
    assert (len(changed["paths"]), changed["has_more_paths"]) == (100, True)
    assert all(path.startswith("/pelatihan/") for path in changed["paths"])
    assert changed["tags"] == ["list", f"section-{section.pk}"]
    assert sorted(receiver.types()) == ["content.changed", "page.unpublished"]
    assert max(len(each.body) for each in receiver.requests) < 8_000


def test_more_tags_than_a_letter_holds_are_told_as_the_whole_site(clock, hook, section, receiver):
    newsroom.article(section, tags=[f"topik {number}" for number in range(250)])
    hooks.run_all(clock)
    receiver.requests.clear()
    with content_changes():
        for tag in Tag.objects.all():
            tag.save()
    hooks.run_all(clock)
    [changed] = receiver.data("content.changed")
    site = Site.objects.get(is_default_site=True)
    assert changed["tags"] == ["list", "path-miss", f"site-{site.pk}"]
    assert (len(changed["paths"]), changed["has_more_paths"]) == (100, True)


def test_a_letter_that_takes_others_along_stays_as_small():
    old = {
        "change": "moved",
        "previous_path": "/a/",
        "paths": [f"/{n}/" for n in range(90)],
        "tags": ["list"],
    }
    new = {**old, "paths": [f"/b{n}/" for n in range(90)], "tags": [f"tag-{n}" for n in range(199)]}
    found = payloads.superseding(new, old, site_ids=[7])
    assert (len(found["paths"]), found["has_more_paths"], len(found["tags"])) == (100, True, 200)
    again = payloads.superseding({**new, "tags": ["article-1"]}, found, site_ids=[7])
    assert again["tags"] == ["list", "path-miss", "site-7"]
    assert again["has_more_paths"]


def test_an_author_a_picture_and_a_tag_are_gathered_into_one_event(clock, hook, section, receiver):
    siti, photo = newsroom.author("Siti"), newsroom.image()
    newsroom.article(section, slug="kabar", authors=[siti], lead_image=photo)
    hooks.run_all(clock)
    receiver.requests.clear()
    siti.role = "Redaktur"
    siti.save()
    photo.title = "Lain"
    photo.save()
    hooks.run(clock)
    hooks.run(clock, 4)
    assert receiver.requests == []
    hooks.run(clock, 1)
    [sent] = receiver.data("content.changed")
    assert sent["tags"] == sorted([f"author-{siti.pk}", f"image-{photo.pk}", "list"])
    assert sent["paths"] == ["/pelatihan/kabar/", "/penulis/siti/"]
    assert receiver.types() == ["content.changed"]


def test_an_entry_of_a_live_blog_is_told_with_the_tags_of_its_answers(clock, hook, section, receiver, client):
    blog = newsroom.article(section, slug="langsung", label="live")
    hooks.run_all(clock)
    receiver.requests.clear()
    LiveEntry.objects.create(article=blog, title="Satu")
    hooks.run_all(clock)
    [sent] = receiver.data("content.changed")
    assert (sent["paths"], f"article-{blog.pk}" in sent["tags"]) == (["/pelatihan/langsung/"], True)
    answer = client.get(f"/api/v1/live/{blog.pk}/")
    assert set(answer.headers["Surrogate-Key"].split()) & set(sent["tags"])


def test_settings_and_redirects_are_told(clock, hook, section, receiver):
    site = Site.objects.get(is_default_site=True)
    PortalSettings.objects.update_or_create(site=site, defaults={"tagline": "Baru"})
    row = Redirect.objects.create(old_path="/lama", site=site, redirect_link="https://lain.example/")
    hooks.run_all(clock)
    [changed] = receiver.data("site.changed")
    assert (changed["object"], changed["paths"]) == ({"type": "site", "id": site.pk}, ["/"])
    [redirect] = receiver.data("redirect.changed")
    assert (redirect["object"], redirect["path"], redirect["change"]) == (
        {"type": "redirect", "id": row.pk},
        "/lama/",
        "created",
    )


def test_a_receiver_of_one_kind_and_one_site_hears_nothing_else(clock, section, receiver):
    other = Site.objects.create(hostname="lain.example", root_page=newsroom.home())
    hooks.endpoint("moves.example", events=["page.moved"])
    hooks.endpoint("other.example", site=other, events=["page.published"])
    newsroom.article(section)
    hooks.run_all(clock)
    assert receiver.types("moves.example") == []
    assert [each["site"] for each in receiver.data("page.published", "other.example")] == ["lain.example"]


# --- what is never told ------------------------------------------------------------------------------


CANARY = "canary-3f9c"


def hidden_draft(section):
    newsroom.article(section, title=CANARY, slug=CANARY, publish=False)


def hidden_scheduled(section):
    page = newsroom.article(section, title=CANARY, slug=CANARY, publish=False)
    republished(page, go_live_at=runtime_clock.now() + timedelta(days=1))


def hidden_private(section):
    secret = newsroom.section(CANARY, publish=False)
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    newsroom.publish(secret)
    page = newsroom.article(secret, title=CANARY, slug=CANARY)
    republished(page, slug=f"{CANARY}-2")
    Redirect.objects.create(old_path=f"/{CANARY}-alt", redirect_page=fresh(page))
    fresh(page).move(fresh(secret), pos="first-child")
    fresh(page).delete()


@pytest.mark.parametrize("hide", [hidden_draft, hidden_scheduled, hidden_private])
def test_no_word_of_a_hidden_page_is_written_into_the_outbox(hide, clock, hook, section, receiver):
    newsroom.article(section)
    hide(section)
    hooks.run_all(clock)
    assert WebhookEvent.objects.exists()
    assert CANARY not in str(list(WebhookEvent.objects.values_list("data", "subject")))
    assert not any(CANARY.encode() in each.body for each in receiver.requests)


def test_a_restriction_takes_a_page_from_readers_and_is_told_as_that(clock, hook, section, receiver):
    article = newsroom.article(section, slug="kabar")
    hooks.run_all(clock)
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
    republished(article, title=CANARY, slug=CANARY)
    hooks.run_all(clock)
    assert [each["path"] for each in receiver.data("page.unpublished")] == ["/pelatihan/kabar/"]
    assert not any(CANARY.encode() in each.body for each in receiver.requests)


def test_a_scheduled_page_is_told_when_its_hour_has_come(clock, hook, section, receiver):
    page = newsroom.article(section, slug="nanti", publish=False)
    republished(page, go_live_at=clock.now() + timedelta(minutes=1))
    hooks.run_all(clock)
    assert receiver.data("page.published") == []
    clock.advance(timedelta(minutes=1))
    schedule.publish_due(now=clock.now())
    hooks.run_all(clock)
    assert [each["change"] for each in receiver.data("page.published")] == ["created"]


def test_what_was_rolled_back_never_happened(clock, hook, section, receiver):
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        newsroom.article(section)
        raise Undone
    assert WebhookEvent.objects.count() == 0


def test_nothing_is_written_while_nobody_listens(clock, section):
    newsroom.article(section)
    assert WebhookEvent.objects.count() == 0


# --- when --------------------------------------------------------------------------------------------


def test_nothing_leaves_before_two_seconds_after_it_was_committed(clock, hook, section, receiver):
    newsroom.article(section)
    clock.advance(timedelta(seconds=10))  # a transaction may take its time
    hooks.run(clock)
    hooks.run(clock, 1.9)
    assert receiver.types() == []
    hooks.run(clock, 0.1)
    assert receiver.types() == ["page.published"]


# --- signatures --------------------------------------------------------------------------------------


def test_the_library_of_standard_webhooks_takes_the_signature(hook, receiver):
    runtime_clock.freeze(None)  # it refuses what is five minutes old
    services.ping(hook, now=runtime_clock.now())
    [request] = receiver.requests
    assert Webhook(signing.secret_text(hook)).verify(request.body, request.headers)["type"] == "ping"


def test_after_a_rotation_both_secrets_verify_for_a_day(clock, hook, receiver):
    old = signing.secret_text(hook)
    new = services.rotate(hook, now=clock.now())
    assert old != new
    services.ping(hook, now=clock.now())
    clock.advance(timedelta(hours=24))
    services.ping(hook, now=clock.now())
    first, later = receiver.requests
    assert (first.is_signed_with(new), first.is_signed_with(old)) == (True, True)
    assert (later.is_signed_with(new), later.is_signed_with(old)) == (True, False)


def test_a_new_secret_key_of_the_server_breaks_no_receiver_while_the_old_one_is_kept(
    clock, hook, receiver, settings
):
    old = signing.secret_text(hook)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    services.ping(hook, now=clock.now())
    assert receiver.requests[0].is_signed_with(old)


def test_the_database_holds_no_secret(hook):
    row = WebhookEndpoint.objects.filter(pk=hook.pk).values().get()
    assert signing.secret_text(hook).removeprefix("whsec_") not in str(row)


# --- failing -----------------------------------------------------------------------------------------


def test_a_letter_is_tried_twelve_times_in_24_hours_and_then_given_up(clock, hook, section, receiver):
    receiver.answers["hook.example"] = (500, b"broken")
    newsroom.article(section)
    hooks.run(clock)
    hooks.run(clock, 2)
    for wait in services.RETRY_AFTER:
        before = len(receiver.requests)
        hooks.run(clock, wait.total_seconds() - 0.1)
        assert len(receiver.requests) == before
        hooks.run(clock, 0.1)
    [delivery] = WebhookDelivery.objects.all()
    assert (delivery.state, delivery.attempt_count) == (DeliveryState.DEAD, 12)
    assert sum(services.RETRY_AFTER, timedelta()) == timedelta(hours=24)
    assert delivery.attempts[0] == {
        "at": "2026-08-15T05:00:02Z", "status": 500, "milliseconds": delivery.attempts[0]["milliseconds"],
        "error": "", "response": "broken",
    }  # fmt: skip
    assert len({each.headers["webhook-id"] for each in receiver.requests}) == 1


def test_a_newer_letter_about_the_same_page_takes_the_place_of_an_older_one(clock, hook, section, receiver):
    receiver.answers["hook.example"] = (500, b"")
    article = newsroom.article(section, slug="lama")
    hooks.run_all(clock)
    republished(article, slug="baru")
    hooks.run_all(clock)
    republished(article, title="Lain")
    hooks.run_all(clock)
    assert states() == ["superseded", "superseded", "pending"]
    receiver.answers.clear()
    receiver.requests.clear()
    hooks.run(clock, 60)
    [sent] = receiver.data("page.published")
    assert (sent["change"], sent["path"], sent["previous_path"]) == ("created", "/pelatihan/baru/", None)
    assert "/pelatihan/lama/" in sent["paths"]


def test_one_that_fails_holds_up_no_other_and_is_asked_once_a_run(clock, hook, section, receiver):
    hooks.endpoint("broken.example")
    receiver.answers["broken.example"] = (0, b"")
    for _ in range(3):
        newsroom.article(section)
    hooks.run_all(clock)
    assert receiver.types() == ["page.published"] * 3
    assert len(receiver.types("broken.example")) <= 3
    assert WebhookEndpoint.objects.get(name="broken.example").state() == "failing"
    assert WebhookEndpoint.objects.get(name="hook.example").state() == "active"


def test_one_that_is_back_is_sent_all_that_waits(clock, hook, section, receiver):
    receiver.answers["hook.example"] = (503, b"")
    for _ in range(3):
        newsroom.article(section)
    for seconds in (0, 2, 5, 30, 120, 600):
        hooks.run(clock, seconds)
    receiver.answers.clear()
    hooks.run(clock, 1800)
    hooks.run(clock, 1)
    assert states() == ["delivered"] * 3
    assert WebhookEndpoint.objects.get().failing_since is None


def test_one_that_was_away_for_three_days_is_switched_off_and_its_letters_are_dead(
    clock, hook, section, receiver
):
    receiver.answers["hook.example"] = (500, b"")
    newsroom.article(section)
    hooks.run_all(clock)
    clock.advance(timedelta(days=3))
    newsroom.article(section)
    hooks.run_all(clock)
    hook.refresh_from_db()
    assert (hook.state(), set(states())) == ("disabled", {"dead"})
    newsroom.article(section)
    assert WebhookEvent.objects.filter(left_at=None).count() == 0


def test_one_that_answers_410_is_switched_off_at_once(clock, hook, section, receiver):
    receiver.answers["hook.example"] = (410, b"")
    newsroom.article(section)
    hooks.run_all(clock)
    assert WebhookEndpoint.objects.get().state() == "disabled"


def test_a_redirect_is_no_success_and_is_not_followed(clock, hook, receiver):
    receiver.answers["hook.example"] = (302, b"")
    attempt = services.ping(hook, now=clock.now())
    assert (attempt.status, attempt.is_success, len(receiver.requests)) == (302, False, 1)


def test_dead_letters_are_sent_again_as_they_were(clock, hook, section, receiver):
    receiver.answers["hook.example"] = (410, b"")
    newsroom.article(section)
    hooks.run_all(clock)
    first = receiver.requests[-1]
    receiver.answers.clear()
    WebhookEndpoint.objects.update(is_active=True)
    assert services.replay(WebhookDelivery.objects.undelivered(), now=clock.now()) == 1
    hooks.run(clock)
    again = receiver.requests[-1]
    assert (again.body, again.headers["webhook-id"]) == (first.body, first.headers["webhook-id"])
    assert states() == ["delivered"]
    assert [each["status"] for each in WebhookDelivery.objects.get().attempts] == [410, 200]


def test_what_arrived_is_dropped_after_thirty_days_and_what_waits_is_kept(clock, hook, section, receiver):
    newsroom.article(section)
    hooks.run_all(clock)
    receiver.answers["hook.example"] = (500, b"")
    newsroom.article(section)
    hooks.run_all(clock)
    clock.advance(timedelta(days=31))
    assert services.prune(now=clock.now()) == 1
    assert states() == ["pending"]
