"""A reader follows a live blog while editors write: entries come, change and go, and the page holds still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import Running, until

BLOG = "/pelindungan/langsung-pemulangan-kuala-lumpur/"
COUNT = "document.querySelectorAll('.live-entry').length"
TOP_OF = "(id) => Math.round(document.getElementById(id).getBoundingClientRect().top)"


def write(desk: Any, title: str) -> None:
    desk.fill("input[name=title]", title)
    desk.keyboard.press("Control+s")
    desk.wait_for_selector(f".warta-live-entries >> text={title}")


def test_entries_come_change_and_go_while_somebody_reads(
    running: Running, open_page: Callable[..., Any], log_in: Callable[..., Any]
) -> None:
    desk = log_in("editor")
    blog = running.get("resolve/", path=BLOG)["page"]
    desk.goto(f"{running.api}/admin/live/{blog['id']}/")
    page = open_page()
    page.clock.install()
    page.goto(running.portal + BLOG)
    until(page, f"{COUNT} === 8")
    first = page.evaluate("document.querySelector('.live-entry').id")

    write(desk, "Bus kedua berangkat")
    page.clock.run_for(10_500)
    until(page, f"{COUNT} === 9")
    assert page.inner_text(".live-entry h3 >> nth=0") == "Bus kedua berangkat"
    assert page.text_content("#announcer") == "1 catatan baru"

    last = page.evaluate("[...document.querySelectorAll('.live-entry')].at(-1).id")
    page.evaluate("(id) => document.getElementById(id).scrollIntoView()", last)
    before = page.evaluate(TOP_OF, last)
    write(desk, "Bus ketiga berangkat")
    page.clock.run_for(10_500)
    until(page, f"{COUNT} === 10")
    assert abs(page.evaluate(TOP_OF, last) - before) <= 1
    page.click(".live-arrived")
    until(page, "document.querySelector('.live-arrived').hidden")
    until(page, "document.querySelector('.live-entry').getBoundingClientRect().top < innerHeight")

    row = desk.locator(".warta-live-entries li", has_text="Bus kedua berangkat")
    row.locator("a.no").click()
    desk.click(".button.serious")
    desk.wait_for_selector(".warta-live-entries")
    page.clock.run_for(10_500)
    until(page, f"{COUNT} === 9")
    assert "Bus kedua" not in page.inner_text(".live-entries")
    assert page.evaluate("document.querySelectorAll('.live-entry')[1].id") == first
