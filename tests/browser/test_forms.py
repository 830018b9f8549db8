"""Forms in the example portal: refused with words, sent once, thanked for, and read by an editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import PHONE, Running

PLACE = "[data-form=hubungi-redaksi]"


def test_a_reader_writes_to_the_newsroom_and_an_editor_reads_it(
    running: Running, open_page: Callable[..., Any], log_in: Callable[[str], Any]
) -> None:
    page = open_page(PHONE)
    page.goto(f"{running.portal}/hubungi-redaksi/")
    form = page.locator(f"{PLACE} form")
    form.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_label("Nama", exact=True).fill("Sari <b>tebal</b>")
    form.locator("button").click()
    form.locator("[name=surel][aria-invalid=true]").wait_for()
    assert form.locator("#form-hubungi-redaksi-surel-fault").inner_text() == "Kolom ini harus diisi."
    assert page.evaluate("document.activeElement.name") == "surel"
    form.locator("[name=surel]").fill("sari@example.org")
    form.get_by_label("Perihal").select_option("Koreksi")
    form.get_by_label("Pesan").fill("Angkanya keliru.")
    form.get_by_label("Saya setuju").check()
    form.locator("button").click()
    page.locator(f"{PLACE} .thanks").wait_for()
    assert page.locator(PLACE).inner_text() == "Terima kasih, pesan Anda sudah sampai di meja redaksi."
    assert page.url == f"{running.portal}/hubungi-redaksi/"

    admin = log_in("editor")
    admin.goto(f"{running.api}/admin/snippets/articles/formsubmission/")
    row = admin.locator("tr", has_text="sari@example.org")
    assert row.count() == 1
    assert "Sari <b>tebal</b> · sari@example.org · Koreksi" in row.inner_text()


def test_the_newsletter_is_asked_for_at_the_foot_of_every_page(
    running: Running, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    page.goto(running.portal)
    form = page.locator("#colophon [data-form=buletin] form")
    form.wait_for()
    assert form.locator("input[name=website]").bounding_box()["x"] < 0
    form.get_by_label("Surel").fill("sari@example.org")
    form.get_by_label("Saya setuju").check()
    form.get_by_label("Surel").press("Enter")
    page.locator("#colophon .thanks").wait_for()
    assert page.url == f"{running.portal}/"
