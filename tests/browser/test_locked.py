"""A page behind a password, in the example portal: asked for, refused, opened, and told to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import DESKTOP, PHONE, Running

PATH = "/ruang-pers/"


def give(page: Any, password: str) -> None:
    page.fill("#password", password)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_reader_gives_a_wrong_password_and_then_the_right_one(
    running: Running, open_page: Callable[..., Any], viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    page.goto(running.portal + PATH)
    page.wait_for_selector("#password")
    assert page.locator("h1").inner_text() == "Halaman terkunci"
    assert page.get_by_label("Kata sandi").get_attribute("id") == "password"
    assert "Ruang pers" not in page.content()
    give(page, "salah")
    page.wait_for_selector("#password[aria-invalid=true]")
    assert page.get_by_role("alert").inner_text() == "Kata sandi ini salah. Periksa, lalu coba lagi."
    assert page.evaluate("document.activeElement.id") == "password"
    give(page, "embargo")
    page.wait_for_selector(".article h1")
    assert page.locator("h1").inner_text() == "Ruang pers"
    assert page.url == running.portal + PATH
    assert page.evaluate("document.activeElement.tagName") == "H1"


def test_it_stays_open_for_the_visit_and_no_longer(running: Running, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto(running.portal + PATH)
    page.wait_for_selector("#password")
    give(page, "embargo")
    page.wait_for_selector(".article h1")
    page.click("#wordmark")
    page.wait_for_selector(".card-lead")
    page.go_back()
    page.wait_for_selector(".article h1")
    page.reload()
    page.wait_for_selector("#password")


def test_no_list_and_no_search_knows_it(running: Running) -> None:
    assert running.get("search/", q="embargo")["items"] == []
    assert "/ruang-pers/" not in [each["path"] for each in running.get("paths/")["items"]]
