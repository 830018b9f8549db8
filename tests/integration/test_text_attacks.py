"""Attacks in every text that somebody enters, found from the models: nothing runs in API, feeds or admin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import html5lib
import orjson
import pytest
from django.apps import apps
from django.core.validators import RegexValidator
from django.db import models, transaction
from wagtail.models import DraftStateMixin, Page, Site, TaskState

from ads import report_links
from ads.counting.accounting import day_of
from ads.models import Advertiser
from api.http import openapi
from api.published import queue
from articles.models import (
    Correction,
    Form,
    FormField,
    FormSubmission,
    Front,
    PortalSettings,
    SectionPage,
    Update,
)
from runtime import clock as process_clock
from tests import adops, newsroom
from tests.api.calls import call
from tests.integration.permissions import objects
from tests.integration.permissions.asking import Asker
from tests.integration.permissions.views import admin_views
from tests.unit.test_markup_attacks import ATTACKS, html_in, sinks

pytestmark = pytest.mark.django_db

CANARY = "warta-x"
BREAKS = (
    f"<{CANARY}>",
    f'"{CANARY}-a="',
    f"'{CANARY}-b='",
    f"</script></title></textarea></style></noscript>--><{CANARY}>",
)
"""Out of a text, out of an attribute, out of an element whose content is no markup."""
RAW = re.compile(
    rf"""<{CANARY}|["']{CANARY}-[ab]=|(?:href|src|action)\s*=\s*["']?[\s\x00-\x20]*(?:javascript|vbscript|data:text)""",
    re.IGNORECASE,
)
"""What no page has in which everything is escaped; one that has it is parsed."""
MOST = 6_000
APPS = (
    "articles",
    "ads",
    "api",
    "wagtailcore",
    "wagtaildocs",
    "wagtailredirects",
    "auth",
    "runtime",
    "ledger",
)
WRITTEN_BY_THE_SERVER = {
    "api": {
        "Document", "DocumentTerm", "DocumentText", "DocumentDependency", "MostRead", "PreviewDocument",
        "RepeatableCall", "ToldLineItem", "Tombstone", "WebhookDelivery", "WebhookEvent",
    },
    "articles": {"Rendition"},
    "auth": {"Permission"},
    "wagtailcore": {
        "Comment", "CommentReply", "CollectionViewRestriction", "Locale", "ModelLogEntry", "PageLogEntry",
        "PageViewRestriction", "ReferenceIndex", "Revision", "WorkflowState",
    },
}  # fmt: skip
NO_FREE_TEXT = {"path", "hostname", "clean_name", "password", "old_path", "choices", "markup"}
"""Written by the server, of a form of its own, or a program that runs in a frame of its own."""
NOT_HERE = {"ledger", "runtime"}
OF_THE_DESK = {"AdsTxt", "DeskSettings"}
"""Read line by line: whatever is no line of theirs is refused."""


def people_write(model: type[models.Model]) -> bool:
    label, name = model._meta.app_label, model.__name__
    return (
        label not in NOT_HERE and name not in WRITTEN_BY_THE_SERVER.get(label, ()) and name not in OF_THE_DESK
    )


def text_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """What takes any text: no choice, no code, no address."""
    return [field for field in model._meta.concrete_fields if _is_free(field)]


def _is_free(field: models.Field[Any, Any]) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField) and field.editable
    is_bound = isinstance(field, models.SlugField | models.URLField | models.EmailField) or bool(
        field.choices
    )
    is_ruled = any(isinstance(each, RegexValidator) for each in field._validators)
    is_named = field.name in NO_FREE_TEXT or field.name.endswith("_url")
    return is_text and not is_bound and not is_ruled and not is_named


PASSED_OVER = re.compile(r"results$|_logout$|_error_test$")
"""Lists without their frame, which the pages around them include; and what ends the session or fails."""
MODELS = [
    model
    for app in APPS
    for model in apps.get_app_config(app).get_models()
    if people_write(model) and text_fields(model)
]


def attack(number: int, room: int | None) -> str:
    """As many as there is room for, first those that break out, then others than the field before has."""
    text = f"{number}" if room is None or room > 20 else ""
    pieces = (*BREAKS, *(ATTACKS[(number * 23 + each) % len(ATTACKS)] for each in range(len(ATTACKS))))
    for piece in (each for each in pieces if "\x01" not in each):
        if len(text) + len(piece) <= min(room or MOST, MOST):
            text += piece
    return text


@pytest.fixture(scope="module")
def made(kept) -> Iterator[dict[str, dict[str, Any]]]:
    """One of everything, with an attack in each text of it."""
    with kept():
        newsroom.home()
        found = objects.make()
        _more(Page.objects.get(pk=found[""]["page_id"]).specific)
        written = "".join(_attacked())
        assert [each for each in ATTACKS if "\x01" not in each and each not in written] == []
        queue.drain(now=process_clock.now())
        yield found


def _more(article: Any) -> None:
    newsroom.standard_page("Tentang", body=newsroom.BODY)
    article.corrections = [Correction(text="x")]
    article.updates = [Update(text="x")]
    article.lead_image = newsroom.image("Utama", width=320, height=180)
    article.sponsor_name, article.label = "Bank", "sponsored"
    article.save_revision(clean=False)
    newsroom.publish(article)
    adops.native_creative()
    adops.text_creative()
    form = Form.objects.get()
    for kind in ("singleline", "multiline", "dropdown", "checkboxes"):
        FormField.objects.create(form=form, label=kind, field_type=kind, choices=f"{BREAKS[0]}\n{BREAKS[1]}")
    text = attack(0, None)
    FormSubmission.objects.update(answers=[[text, text], ["b", [text]]])
    TaskState.objects.update(comment=text)
    _settings(text)
    zone = {"code": "hero", "title": attack(1, 100), "is_filled": True, "stories": []}
    Front.objects.update_or_create(page=newsroom.home().page_ptr, defaults={"zones": [("zone", zone)]})


def _settings(text: str) -> None:
    row = PortalSettings.for_site(Site.objects.get())
    named = {"title": text, "page": None, "url": "https://example.org/"}
    item = {"type": "item", "value": named, "id": "1"}
    menus = [
        {"type": "menu", "value": {"code": code, "items": [item]}, "id": code} for code in ("main", "footer")
    ]
    row.menus = orjson.dumps(menus).decode()
    row.social = [("link", {"name": text, "url": "https://example.org/"})]
    row.save()


def _attacked() -> Iterator[str]:
    """Writes the attacks into the rows, past what forms would refuse; yields what was written."""
    number = 0
    for model in MODELS:
        for row in model._default_manager.all():
            if type(row) is Page:
                continue
            if isinstance(row, Page):
                row = row.get_latest_revision_as_object()
            for field in text_fields(model):
                number += 1
                setattr(row, field.name, attack(number, field.max_length))
                yield getattr(row, field.name)
            if isinstance(row, SectionPage):
                row.intro = "".join(f"<p>{each}</p>" for each in ATTACKS if "\x01" not in each)
            _saved(row)


def _saved(row: Any) -> None:
    if isinstance(row, Page):
        row.save_revision(clean=False)
        if row.live:
            newsroom.publish(row)
    elif isinstance(row, DraftStateMixin):
        was_live = row.live
        row.save()
        revision = row.save_revision(clean=False)
        if was_live:
            revision.publish()
    else:
        row.save()


def test_every_model_that_takes_a_text_has_a_row_here(made) -> None:
    assert len(MODELS) > 20
    assert [model.__name__ for model in MODELS if not model._default_manager.exists()] == []
    for model in (model for app in APPS for model in apps.get_app_config(app).get_models()):
        if not people_write(model):
            continue
        for field in text_fields(model):
            values = model._default_manager.values_list(field.name, flat=True)
            assert any("<" in (value or "") for value in values), f"{model.__name__}.{field.name}"


def executed(html: str) -> set[str]:
    """What an attack became when an HTML5 parser read the page."""
    found = set()
    for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == CANARY:
            found.add(f"<{CANARY}>")
        for name, value in element.attrib.items():
            if CANARY in str(name) or (str(name).startswith("on") and "alert" in value):
                found.add(f"{element.tag}[{name}]")
            address = re.sub(r"[\x00-\x20]", "", value).lower()
            if name in ("href", "src", "action", "formaction", "data") and address.startswith(
                ("javascript:", "vbscript:", "data:text")
            ):
                found.add(f"{element.tag}[{name}]={address[:30]}")
    return found


def test_the_check_sees_what_it_looks_for() -> None:
    page = f"""<title>x{BREAKS[3]}</title><a href="java\tscript:alert(1)" {CANARY}-a="">x</a>"""
    page += "<img onerror=alert(1)>"
    assert executed(page) == {f"<{CANARY}>", "a[href]=javascript:alert(1)", f"a[{CANARY}-a]", "img[onerror]"}
    assert RAW.search(page)
    assert not RAW.search("&lt;warta-x&gt; &quot;warta-x-a=&quot; &#x27;warta-x-b= \\u003Cwarta-x")


@pytest.fixture(scope="module")
def admin(made) -> Asker:
    return Asker("superuser")


@pytest.fixture(scope="module")
def shown(admin, made) -> list[tuple[str, str, str]]:
    """Every page of the admin: the name of its view, its address and its HTML."""
    found = []
    for view in (view for view in admin_views() if not PASSED_OVER.search(view.name)):
        address = view.address(objects.fill_for(view, made))
        found += [(view.name, address, html) for html in htmls_of(admin.client.get(address))]
    return found


def htmls_of(response: Any) -> list[str]:
    """What a browser makes elements of: a page, or the parts of a modal."""
    kind = response.headers.get("Content-Type", "")
    if response.streaming or not kind.startswith(("text/html", "application/json")):
        return []
    text = response.content.decode()
    return [text] if kind.startswith("text/html") else list(_html_in_json(text))


def test_no_page_of_the_admin_runs_anything(shown) -> None:
    run = {name: found for name, _, html in shown if RAW.search(html) and (found := executed(html))}
    assert run == {}
    assert sum(CANARY in html for _, _, html in shown) > 100


def refusable(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The forms of a page that are posted, filled in with more than any text takes: place and values."""
    for form in html5lib.parse(html, namespaceHTMLElements=False).iter("form"):
        if form.get("method", "get").lower() != "post":
            continue
        values, number = {}, 0
        for field in form.iter():
            name = field.get("name", "") if isinstance(field.tag, str) else ""
            if not name:
                continue
            if field.tag == "textarea" or field.get("type", "text") in ("text", "search", "url", "email"):
                number += 1
                values[name] = attack(number, None) + "x" * MOST
            elif field.get("type") == "hidden":
                values[name] = field.get("value", "")
        if number:
            yield form.get("action", ""), values


def test_no_form_that_is_refused_runs_what_was_entered(shown, admin) -> None:
    run, seen = {}, 0
    for name, address, html in shown:
        for place, values in refusable(html):
            with transaction.atomic():
                answer = admin.client.post(urljoin(address, place), values)
                transaction.set_rollback(True)
            for text in htmls_of(answer):
                seen += CANARY in text
                if RAW.search(text) and (found := executed(text)):
                    run[f"{name} {place}"] = found
    assert run == {}
    assert seen > 40


def test_no_report_of_an_advertiser_runs_anything(made) -> None:
    today, seen = day_of(process_clock.now()), 0
    for advertiser in Advertiser.objects.all():
        address = f"/reports/{report_links.sign(advertiser, today=today)}/"
        for group in ("day", "line_item", "creative", "slot", "device"):
            text = call(f"{address}?group_by={group}").content.decode()
            seen += CANARY in text
            assert executed(text) == set(), (advertiser.pk, group)
    assert seen >= 5


def _html_in_json(text: str) -> Iterator[str]:
    """What modals are made of."""
    value = orjson.loads(text)
    if isinstance(value, dict):
        yield from (
            each for name, each in value.items() if name in ("html", "panel_html") and isinstance(each, str)
        )


def public_addresses(made: dict[str, dict[str, Any]]) -> Iterator[str]:
    everywhere = made[""]
    fill = {
        "page_id": str(everywhere["page_id"]),
        "article_id": str(everywhere["page_id"]),
        "key": "pelatihan",
        "section_key": "pelatihan",
        "code": "kontak",
        "file": "rss.xml",
    }
    for path, methods in openapi.document()["paths"].items():
        if "get" not in methods or methods["get"].get("security"):
            continue
        for slug in ("satu", "siti-rahma", "umkm", "tentang") if "{slug}" in path else ("",):
            filled = path.replace("{slug}", slug)
            for name, value in fill.items():
                filled = filled.replace(f"{{{name}}}", value)
            if "{" not in filled:
                yield filled
    yield from (
        "/feeds/rss.xml",
        "/feeds/atom.xml",
        "/feeds/feed.json",
        "/sitemap.xml?page=1",
        "/news-sitemap.xml",
    )
    yield from (
        f"/api/v1/pages/{page}/" for page in Page.objects.filter(depth__gt=1).values_list("pk", flat=True)
    )
    yield from ("/api/v1/search/?q=warta", "/api/v1/articles/?fields=*", "/api/v1/pages/?fields=*")


def _markup_of(content: str, kind: str) -> Iterator[str]:
    """All that a reader of this answer takes for HTML."""
    if "json" in kind:
        value = orjson.loads(content)
        yield from html_in(value)
        yield from (each["content_html"] for each in value.get("items", ()) if "content_html" in each)
    elif "xml" in kind:
        root = ElementTree.fromstring(content)
        for element in root.iter():
            tag = element.tag.rpartition("}")[2]
            if tag in ("encoded", "description") or element.get("type") == "html":
                yield element.text or ""


def _scripts_in(value: Any) -> Iterator[str]:
    """What a page puts into a script element as it is."""
    if isinstance(value, dict):
        yield from (each for name, each in value.items() if name == "json_ld" and each)
        yield from (found for each in value.values() for found in _scripts_in(each))
    elif isinstance(value, list):
        yield from (found for each in value for found in _scripts_in(each))


def test_no_public_answer_runs_anything(made) -> None:
    run, seen, markup, scripts = {}, set(), 0, 0
    for address in public_addresses(made):
        answer = call(address)
        assert answer.status_code < 500
        kind = answer.headers.get("Content-Type", "")
        content = answer.content.decode()
        if answer.status_code != 200 or CANARY not in content:
            continue
        seen.add(address)
        if kind.startswith("text/html"):
            found = executed(content)
        else:
            htmls = list(_markup_of(content, kind))
            markup += len(htmls)
            found = {(sink, html[:60]) for html in htmls for sink in sinks(html)}
        if "json" in kind:
            written = list(_scripts_in(orjson.loads(content)))
            scripts += len(written)
            found |= {"json_ld" for text in written if set(text) & {"<", ">", "&"}}
        if found:
            run[address] = found
    assert run == {}
    assert (len(seen) > 15, markup > 10, scripts > 3) == (True, True, True)
