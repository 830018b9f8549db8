"""Every kind of event on docs/frontends.md is as it is sent.

After a wanted change: `WARTA_SNAPSHOTS=write pytest tests/integration/webhooks` writes them anew.
"""

import os
import re
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from api.webhooks import desk, services
from api.webhooks.types import PING, EventType
from articles.models import Form, FormSubmission, PortalSettings
from runtime import clock as runtime_clock
from tests import adops, newsroom
from tests.api.exchanges import pretty, skeleton
from tests.integration.webhooks import hooks

pytestmark = pytest.mark.django_db

PAGE = Path(__file__).parents[3] / "docs" / "frontends.md"
BEGIN, END = "<!-- webhooks -->\n", "<!-- /webhooks -->\n"
TYPES = [*EventType.values, PING]


@pytest.fixture
def sent(clock, receiver):
    """One of each kind, by its name."""
    section = newsroom.section("Pelatihan")
    site = Site.objects.get(is_default_site=True)
    settings = PortalSettings.for_site(site)
    endpoint = hooks.endpoint()
    siti = newsroom.author("Siti Rahma")
    article = newsroom.article(section, title="Kabar", slug="kabar", authors=[siti], tags=["umkm"])
    _happen(clock, article, siti, settings)
    Redirect.objects.create(old_path="/lama", site=site, redirect_page=article)
    form = Form.objects.create(code="kontak", title="Kontak", site=site)
    FormSubmission.objects.create(form=form, answers=[["Nama", "Siti"]], submitted_at=runtime_clock.now())
    hooks.run_all(clock)
    _sell(clock)
    Page.objects.get(pk=article.pk).specific.unpublish()
    hooks.run_all(clock)
    services.ping(endpoint, now=runtime_clock.now())
    return {each.sent["type"]: each.sent for each in reversed(receiver.requests)}


def test_a_form_tells_nothing_of_what_was_written(sent):
    event = sent[EventType.FORM_SUBMITTED]
    assert (event["data"]["name"], "Siti" in str(event)) == ("kontak", False)


def _happen(clock, article, siti, settings):
    hooks.run_all(clock)
    siti.role = "Redaktur"
    siti.save()
    settings.tagline = "Baru"
    settings.save()
    page = Page.objects.get(pk=article.pk).specific
    page.slug = "kabar-baru"
    page.save_revision()
    newsroom.publish(page)
    hooks.run_all(clock)


def _sell(clock):
    """A booking that ends within six hours, and a goal of which nothing is counted meanwhile."""
    slot = adops.slot("article-top")
    adops.line_item("network", [slot], ends_at=clock.now() + timedelta(hours=6))
    adops.line_item(
        "standard-1", [slot], goal_type="impressions", goal_quantity=1_000,
        starts_at=clock.now(), ends_at=clock.now() + timedelta(days=10),
    )  # fmt: skip
    for _ in range(2):
        desk.announce(now=runtime_clock.now())
        hooks.run_all(clock)
        clock.advance(timedelta(hours=6))


def on_the_page():
    text = PAGE.read_text().partition(BEGIN)[2].partition(END)[0]
    return {
        name: orjson.loads(json)
        for name, json in re.findall(r"^### (\S+)\n\n```json\n(.*?)```", text, re.DOTALL | re.MULTILINE)
    }


@pytest.mark.skipif(os.environ.get("WARTA_SNAPSHOTS") != "write", reason="WARTA_SNAPSHOTS=write asks for it")
def test_the_events_are_written_anew(sent):
    shown = [f"### {name}\n\n```json\n" + "\n".join(pretty(sent[name])) + "\n```\n" for name in TYPES]
    head, _, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(head + BEGIN + "\n" + "\n".join(shown) + "\n" + END + rest.partition(END)[2])


def test_each_kind_stands_on_the_page_as_it_is_sent(sent):
    assert list(on_the_page()) == TYPES
    for name, shown in on_the_page().items():
        assert shown["type"] == name
        assert skeleton(shown) == skeleton(sent[name]), name
