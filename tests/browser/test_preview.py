"""An editor sees what they type where readers will see it: on the frontend, across hosts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Running, until

ARTICLE = "/pelatihan/umkm-digital/"
TYPED = "Judul yang sedang diketik"


@pytest.fixture
def editor(running: Running, log_in: Callable[[str], Any]) -> Any:
    """The form of an article that is published, with the preview open beside it."""
    page = log_in("editor")
    page.goto(f"{running.api}/admin/pages/{article(running)['id']}/edit/")
    page.click("[data-side-panel-toggle=preview]")
    return page


def article(running: Running) -> dict[str, Any]:
    page: dict[str, Any] = running.get("resolve/", path=ARTICLE)["page"]
    return page


def shown(page: Any, running: Running) -> Any:
    """The frame of the panel, when the portal has rendered in it."""
    frame = page.frame_locator("#w-preview-iframe")
    frame.locator(".article h1").wait_for()
    return frame


def write(page: Any, title: str) -> None:
    """At the pace of a person: the form takes a moment to notice that it is being written in."""
    page.fill("[name=title]", "")
    page.locator("[name=title]").press_sequentially(title, delay=100)


def test_the_panel_shows_on_the_portal_what_is_typed(running: Running, editor: Any) -> None:
    before = article(running)
    frame = shown(editor, running)
    assert frame.locator("h1").inner_text() == before["title"]
    write(editor, TYPED)
    frame.locator("h1", has_text=TYPED).wait_for()
    address = editor.evaluate("document.getElementById('w-preview-iframe').src")
    assert address.startswith(f"{running.api}/admin/pages/{before['id']}/edit/preview/")
    portal = next(frame for frame in editor.frames if frame.url.startswith(f"{running.portal}/preview/"))
    assert portal.locator(".preview-notice").count() == 0
    assert portal.locator("meta[name=robots]").get_attribute("content") == "noindex"
    assert article(running)["title"] == before["title"]


def test_the_content_checker_reaches_across_hosts(running: Running, editor: Any) -> None:
    shown(editor, running)
    until(editor, "document.querySelector('[data-content-word-count]').textContent > 300")


def test_a_preview_counts_nothing_and_decides_nothing(running: Running, editor: Any) -> None:
    asked: list[str] = []
    editor.on("request", lambda request: asked.append(request.url))
    frame = shown(editor, running)
    write(editor, f"{TYPED} lagi")
    frame.locator("h1", has_text=f"{TYPED} lagi").wait_for()
    editor.wait_for_timeout(800)
    assert not [url for url in asked if "/slots/decide/" in url or "/events/" in url]
    assert [url for url in asked if url == f"{running.api}/api/v1/preview/"]


def test_a_tab_of_its_own_says_what_it_is_and_leads_back(
    running: Running, log_in: Callable[[str], Any]
) -> None:
    page = log_in("editor")
    found = article(running)
    page.goto(f"{running.api}/admin/pages/{found['id']}/view_draft/")
    page.wait_for_selector(".article h1")
    assert page.url.startswith(f"{running.portal}/preview/?token=")
    notice = page.locator(".preview-notice")
    assert "Pratinjau" in notice.inner_text()
    link = notice.locator("a")
    assert link.get_attribute("href") == f"{running.api}/admin/pages/{found['id']}/edit/"
    bar = page.locator("wagtail-userbar")
    bar.locator("[data-wagtail-userbar-trigger]").click()
    bar.locator(f"a[href$='/admin/pages/{found['id']}/edit/']").wait_for()
    assert page.evaluate("document.referrer") == ""


def test_an_ended_preview_says_so(running: Running, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto(f"{running.portal}/preview/?token={'x' * 43}")
    page.wait_for_selector(".notice h1")
    assert page.locator(".notice h1").inner_text() == "Pratinjau sudah berakhir"
    page.goto(f"{running.portal}/preview/")
    page.wait_for_selector(".notice h1")
    assert page.locator(".notice h1").inner_text() == "Pratinjau sudah berakhir"
