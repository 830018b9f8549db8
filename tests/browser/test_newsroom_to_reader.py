"""An editor publishes, a reader reads, an ad is shown, paused, clicked and counted: through real screens."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Running, until

TITLE = "Koperasi Ibu Membuka Dapur Bersama"
PATH = "/keluarga/koperasi-ibu-membuka-dapur-bersama/"
PARAGRAPHS = (
    "Sepuluh ibu di sebuah dusun memasak bergantian sejak Senin.",
    "“Yang pulang kerja tinggal makan,” kata ketuanya.",
    "Dapur itu dibuka sampai musim panen selesai.",
)


@pytest.fixture(scope="module")
def published(running: Running, browser: Any) -> str:
    """The path of an article that an editor has entered in the admin."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="id-ID")
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{running.api}/admin/login/")
    page.fill("input[name=username]", "editor")
    page.fill("input[name=password]", "warta-demo")
    page.click("button[type=submit]")
    page.wait_for_url(f"{running.api}/admin/")
    _start_article(page, running)
    _write_article(page)
    _publish(page)
    context.close()
    return PATH


def _start_article(page: Any, running: Running) -> None:
    page.goto(f"{running.api}/admin/articles/")
    page.click("a[href*='choose_parent']")
    page.select_option("select[name=parent_page]", label="Keluarga")
    page.click("main form button.button-longrunning")
    page.wait_for_selector("input[name=title]")


def _write_article(page: Any) -> None:
    page.fill("input[name=kicker]", "Dapur")
    page.fill("textarea[name=title], input[name=title]", TITLE)
    page.fill(
        "textarea[name=standfirst]", "Makan malam tidak lagi menunggu giliran siapa yang pulang lebih dulu."
    )
    _choose_picture(page)
    page.fill("[name=lead_image_caption]", "Dapur dibuka setiap sore.")
    page.fill("[name=dateline]", "BREBES")
    editor = page.locator("[data-contentpath=body] [contenteditable=true]").first
    editor.click()
    for place, text in enumerate(PARAGRAPHS):
        if place:
            page.keyboard.press("Enter")
        page.keyboard.insert_text(text)
    # The editor hands its text to the form a moment after the last key.
    until(page, f"document.querySelector('[name=body-0-value]').value.includes('{PARAGRAPHS[-1]}')")
    assert page.input_value("[name=end_mark]") == "[]"


def _choose_picture(page: Any) -> None:
    page.click("#id_lead_image-chooser [data-chooser-action-choose]")
    page.locator(".modal a[data-chooser-modal-choice]").filter(has_text="Pasar pagi").first.click()
    until(page, "document.getElementById('id_lead_image').value")


def _publish(page: Any) -> None:
    page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").last.click()
    page.click("button[name=action-publish]")
    page.wait_for_selector(".messages .success")


def test_resolve_has_every_part_in_its_place(running: Running, published: str) -> None:
    answer = running.get("resolve/", path=published)
    page = answer["page"]
    assert (page["title"], page["kicker"], page["dateline"]) == (TITLE, "Dapur", "BREBES")
    assert page["end_mark"] == "[]"
    assert page["byline"] == "Oleh Ratih Wulandari"
    assert page["section"]["key"] == "keluarga"
    assert page["lead_image"]["caption"] == "Dapur dibuka setiap sore."
    assert page["lead_image"]["alt"].startswith("Tiga lapak buah")
    assert [(block["type"], block["value"]["text"]) for block in page["body"]] == [
        ("paragraph", text) for text in PARAGRAPHS
    ]
    assert [slot["code"] for slot in page["slots"] if slot["position"] == "after_body"] == [
        "article-bottom-1",
        "article-bottom-2",
    ]


def test_portal_shows_the_article_with_two_different_ads_under_it(
    running: Running, published: str, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    page.goto(running.portal + published)
    assert page.locator("h1").inner_text() == TITLE
    assert page.title() == f"{TITLE} – Warta Rantau"
    assert page.locator("html").get_attribute("lang") == "id"
    assert page.locator(".text > p").first.inner_text() == f"BREBES – {PARAGRAPHS[0]}"
    assert page.locator(".text > p").last.inner_text() == f"{PARAGRAPHS[-1]} []"
    assert "1 menit baca" in page.locator(".meta").inner_text()
    assert page.locator(".lead-picture .caption").inner_text() == "Dapur dibuka setiap sore."
    page.wait_for_selector(".spot-pair .spot:nth-child(2)[data-filled]")
    page.wait_for_selector(".spot-pair .spot:nth-child(1)[data-filled]")
    labels = page.locator(".spot-pair .spot-label").all_inner_texts()
    assert [label.upper() for label in labels] == ["ADVERTISEMENT", "ADVERTISEMENT"]
    first, second = page.locator(".spot-pair a").evaluate_all("links => links.map((each) => each.href)")
    assert first != second
    assert page.locator(".spot-pair a").first.get_attribute("rel") == "sponsored noopener"


def test_the_front_page_leads_with_what_was_published(
    running: Running, published: str, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    page.goto(running.portal)
    page.wait_for_selector(".card-lead")
    assert page.locator(".card-lead .card-title").inner_text() == TITLE


def test_a_paused_ad_is_gone_within_two_seconds(running: Running, log_in: Callable[[str], Any]) -> None:
    page = log_in("adops")
    page.goto(f"{running.api}/admin/advertising/line-items/")
    row = page.locator("tr", has_text="Lintas Bahasa, kelas malam")
    item = int(row.locator("form").get_attribute("action").split("/act/")[1].split("/")[0])
    assert item in _served(running, times=12)
    row.locator("form button").click()
    paused_at = time.monotonic()
    page.wait_for_selector(".messages .success")
    time.sleep(max(0.0, paused_at + 2 - time.monotonic()))
    assert item not in _served(running, times=12)
    page.locator("tr", has_text="Lintas Bahasa, kelas malam").locator("form button").first.click()
    page.wait_for_selector("tr:has-text('Lintas Bahasa, kelas malam') .desk-status--delivering")


def _served(running: Running, *, times: int) -> set[int]:
    """Line items chosen for the two slots under an article."""
    slots = "article-bottom-1,article-bottom-2"
    found = set()
    for _ in range(times):
        decisions = running.get("slots/decide/", slots=slots, path="/pelatihan/umkm-digital/")["decisions"]
        found |= {decision["line_item"] for decision in decisions.values()}
    return found


def test_a_view_and_a_click_are_counted_in_the_admin(
    running: Running, open_page: Callable[..., Any], log_in: Callable[[str], Any]
) -> None:
    desk = log_in("adops")
    before = _counts(desk, running)
    page = open_page()
    with page.expect_response("**/api/v1/events/") as sent:
        page.goto(f"{running.portal}/pelatihan/umkm-digital/")
    assert sent.value.status == 204
    page.wait_for_selector(".spot-pair .spot[data-filled] a")
    with page.context.expect_page() as opened:
        page.locator(".spot-pair a").first.click()
    landing = opened.value
    landing.wait_for_selector("main h1")
    assert landing.url.startswith(
        (f"{running.portal}/mitra-", f"{running.portal}/buletin/", f"{running.portal}/kerja-sama/")
    )
    after = _counts(desk, running)
    assert after[0] >= before[0] + 2
    assert after[1] == before[1] + 1


def _counts(page: Any, running: Running) -> tuple[int, int]:
    """Impressions and clicks of all line items, as the list shows them."""
    page.goto(f"{running.api}/admin/advertising/line-items/")
    cells = [int(text.replace(".", "")) for text in page.locator("tbody td.desk-number").all_inner_texts()]
    return sum(cells[::2]), sum(cells[1::2])
