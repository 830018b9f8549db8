"""Shared caches are told what is stale: which tags, when, how, and again where they did not take it."""

from datetime import timedelta

import orjson
import pytest
from django.core.management import call_command
from wagtail.models import Page, PageViewRestriction, Site

from api.purges import caches, services
from api.purges.models import Purge
from articles.models import PortalSettings
from cms.env import Purge as Setting
from runtime import clock as runtime_clock
from runtime import timers
from tests import adops, newsroom
from tests.api.calls import call

pytestmark = pytest.mark.django_db

VARNISH = Setting(kind="varnish", urls=("http://10.0.0.7:6081/",), id="", token="")
SECONDS = timedelta(seconds=1)


@pytest.fixture
def section(clock):
    made = newsroom.section("Pelatihan")
    PortalSettings.for_site(Site.objects.get(is_default_site=True))
    return made


@pytest.fixture
def varnish(section, settings, receiver):
    """One in the own network, as the operator named it."""
    settings.PURGE = VARNISH
    receiver.addresses["10.0.0.7"] = ["10.0.0.7"]
    return receiver


def run(clock, seconds=0):
    clock.advance(seconds * SECONDS)
    return services.purge(now=runtime_clock.now())


def told(receiver):
    """The tags of each request."""
    return [each.headers["surrogate-key"].split() for each in receiver.requests]


def stale():
    """All that waits."""
    return {tag for row in Purge.objects.all() for tag in row.tags}


def tags_of(response):
    return set(response.headers["Surrogate-Key"].split())


def test_a_publish_purges_its_article_the_lists_above_it_and_misses(clock, section, varnish):
    article = newsroom.article(section)
    assert stale() == {
        f"article-{article.pk}", "list", f"list-section-{section.pk}", f"list-section-{newsroom.home().pk}",
        f"list-section-{Page.get_first_root_node().pk}", "path-miss",
    }  # fmt: skip


def test_a_section_that_goes_is_one_purge_of_a_few_tags(clock, section, varnish):
    articles = [newsroom.article(section) for _ in range(4)]
    held = [tags_of(call(f"articles/{each.pk}/")) for each in articles]
    Purge.objects.all().delete()
    Page.objects.get(pk=section.pk).specific.delete()
    [purge] = Purge.objects.all()
    assert purge.tags == sorted(
        ["list", "path-miss", f"section-{section.pk}"]
        + [f"list-section-{each.pk}" for each in (newsroom.home(), Page.get_first_root_node())]
    )
    assert all(tags & set(purge.tags) for tags in held)


def test_it_is_told_two_seconds_after_the_commit_and_again_at_ten(clock, section, varnish):
    newsroom.article(section)
    clock.advance(30 * SECONDS)  # a transaction may take its time
    wanted = sorted(stale())
    run(clock)
    run(clock, 1.9)
    assert varnish.requests == []
    run(clock, 0.1)
    assert told(varnish) == [wanted]
    run(clock, 7.9)
    assert told(varnish) == [wanted]
    run(clock, 0.1)
    assert told(varnish) == [wanted, wanted]
    assert not Purge.objects.exists()
    [first, _] = varnish.requests
    assert (first.line, varnish.dialled) == ("PURGE / HTTP/1.1", ["10.0.0.7", "10.0.0.7"])


def test_several_changes_are_one_request(clock, section, varnish):
    for _ in range(5):
        newsroom.article(section)
    run(clock)
    run(clock, 2)
    assert len(varnish.requests) == 1


def test_a_cache_that_does_not_take_it_is_told_again_and_the_timer_says_so(clock, section, varnish):
    varnish.answers["10.0.0.7:6081"] = (503, b"")
    newsroom.article(section)
    run(clock)
    clock.advance(2 * SECONDS)
    assert timers.run("purge_caches", now=clock.now()) is timers.Outcome.FAILED
    assert timers.TimerRun.objects.get(name="purge_caches").last_error == (
        "PurgeFailed: 10.0.0.7:6081: status 503"
    )
    varnish.answers.clear()
    run(clock, 1.9)
    assert len(varnish.requests) == 1
    run(clock, 0.1)
    assert len(varnish.requests) == 2
    assert Purge.objects.get().is_again


def test_what_no_cache_takes_for_an_hour_is_given_up(clock, section, varnish):
    varnish.answers["10.0.0.7:6081"] = (0, b"")
    newsroom.article(section)
    run(clock)
    clock.advance(timedelta(hours=1))
    with pytest.raises(services.PurgeFailed):
        run(clock)
    assert not Purge.objects.exists()


def test_nothing_is_written_where_no_cache_is_named(clock, section):
    newsroom.article(section)
    assert services.purge(now=clock.now()) == 0
    assert not Purge.objects.exists()


@pytest.fixture
def stocked(section):
    siti, photo = newsroom.author("Siti Rahma"), newsroom.image()
    article = newsroom.article(section, slug="kabar", authors=[siti], tags=["umkm"], lead_image=photo)
    return {"section": section, "siti": siti, "photo": photo, "article": article}


ADDRESSES = (
    "/api/v1/articles/", "/api/v1/articles/?section=pelatihan", "/api/v1/articles/by-slug/kabar/",
    "/api/v1/resolve/?path=/pelatihan/kabar/", "/api/v1/resolve/?path=/pelatihan/baru/", "/api/v1/front/",
    "/api/v1/sections/", "/api/v1/sections/pelatihan/", "/api/v1/authors/", "/api/v1/authors/siti-rahma/",
    "/api/v1/tags/", "/api/v1/tags/umkm/", "/api/v1/archive/", "/api/v1/paths/", "/api/v1/redirects/",
    "/api/v1/search/?q=kabar", "/api/v1/site/", "/api/v1/pages/", "/feeds/rss.xml", "/sitemap.xml",
    "/news-sitemap.xml",
)  # fmt: skip


def rename_author(made):
    made["siti"].name = "Siti R."
    made["siti"].save()


def retitle(made):
    page = Page.objects.get(pk=made["article"].pk).specific
    page.title = "Judul baru"
    page.save_revision()
    newsroom.publish(page)


def move(made):
    page = Page.objects.get(pk=made["article"].pk).specific
    page.slug = "baru"
    page.save_revision()
    newsroom.publish(page)


def take_down(made):
    Page.objects.get(pk=made["article"].pk).specific.unpublish()


def restrict(made):
    PageViewRestriction.objects.create(page=made["section"], restriction_type="login")


def rename_section(made):
    page = Page.objects.get(pk=made["section"].pk).specific
    page.title = "Kursus"
    page.save_revision()
    newsroom.publish(page)


def credit_photo(made):
    made["photo"].credit = "Foto: Budi"
    made["photo"].save()


def add_another(made):
    newsroom.article(Page.objects.get(pk=made["section"].pk), title="Kabar kedua")


@pytest.mark.parametrize(
    "change",
    [rename_author, retitle, move, take_down, restrict, rename_section, credit_photo, add_another],
)
def test_every_answer_that_a_change_alters_carries_a_tag_that_is_purged(change, stocked, client, settings):
    """What a cache would keep of before is compared with what is answered after."""
    settings.PURGE = VARNISH
    before = {path: client.get(path) for path in ADDRESSES}
    change(stocked)
    altered = {path for path in ADDRESSES if client.get(path).content != before[path].content}
    assert altered
    gone = stale()
    assert [path for path in sorted(altered) if not tags_of(before[path]) & gone] == []


def test_slots_and_ads_txt_are_purged_when_they_change(clock, section, varnish, client):
    slot = adops.slot("article-top")
    assert stale() == {"slots"}
    assert stale() <= tags_of(client.get("/api/v1/slots/"))
    Purge.objects.all().delete()
    slot.delete()
    assert stale() == {"slots"}


def test_the_command_does_what_the_timer_does(clock, section, varnish):
    newsroom.article(section)
    call_command("purge_caches")
    clock.advance(2 * SECONDS)
    call_command("purge_caches")
    assert len(varnish.requests) == 1


# --- the kinds ---------------------------------------------------------------------------------------


def orders(kind, tags, *, urls=()):
    return caches.orders(Setting(kind=kind, urls=urls, id="z1", token="t0"), tags)


def test_cloudflare_is_told_a_hundred_tags_at_a_time():
    tags = [f"article-{number:03}" for number in range(101)]
    assert orders("cloudflare", tags) == [
        caches.Order(
            "https://api.cloudflare.com/client/v4/zones/z1/purge_cache",
            method="POST",
            body=orjson.dumps({"tags": some}),
            headers={"Authorization": "Bearer t0", "Content-Type": "application/json"},
        )
        for some in (tags[:100], ["article-100"])
    ]


def test_fastly_is_told_surrogate_keys():
    keys = [f"article-{number:03}" for number in range(257)]
    assert orders("fastly", [*keys, *keys]) == [
        caches.Order(
            "https://api.fastly.com/service/z1/purge",
            method="POST",
            body=orjson.dumps({"surrogate_keys": some}),
            headers={"Fastly-Key": "t0", "Content-Type": "application/json"},
        )
        for some in (keys[:256], ["article-256"])
    ]


def test_every_varnish_is_told():
    found = orders("varnish", ["list", "article-1"], urls=("http://a:6081", "http://b:6081"))
    assert [(each.url, each.method, each.headers["Surrogate-Key"]) for each in found] == [
        ("http://a:6081", "PURGE", "article-1 list"),
        ("http://b:6081", "PURGE", "article-1 list"),
    ]


def test_nginx_is_told_once_whatever_the_tags():
    [order] = orders("nginx", ["list", "article-1"], urls=("http://127.0.0.1/purge",))
    assert (order.url, order.method, order.body) == ("http://127.0.0.1/purge", "PURGE", b"")
