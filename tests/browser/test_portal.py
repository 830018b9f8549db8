"""What a reader of the example portal meets: routes, keyboard, phone, and a page that holds still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import DESKTOP, PHONE, Running, until

ARTICLE = "/pelatihan/umkm-digital/"
ALL_FILLED = """() => {
  const places = [...document.querySelectorAll("[data-slot]")];
  return places.length > 0 && places.every((place) => place.dataset.filled);
}"""
SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 300);
})"""


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("path", ["/", "/keuangan/", ARTICLE])
def test_nothing_shifts_when_ads_arrive(
    running: Running, open_page: Callable[..., Any], path: str, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    page.goto(running.portal + path)
    until(page, ALL_FILLED)
    assert page.evaluate(SHIFTS) < 0.01
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_one_decision_call_and_one_impression_a_token(
    running: Running, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    calls, tokens = [], []

    def note(request: Any) -> None:
        if request.url.endswith("/slots/decide/"):
            calls.append(request.url)
        if request.url.endswith("/events/"):
            events = request.post_data_json["events"]
            tokens.extend(each.get("token") for each in events if each["type"] != "viewable")

    page.on("request", note)
    page.goto(running.portal + ARTICLE)
    until(page, "document.querySelectorAll('[data-filled]').length === 4")
    page.wait_for_timeout(800)
    assert len(calls) == 1
    shown = [token for token in tokens if token]
    assert len(shown) == len(set(shown)) == 4
    assert tokens.count(None) == 1  # the page view


def test_nothing_is_stored_with_the_reader(running: Running, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto(running.portal + ARTICLE)
    page.wait_for_selector("[data-filled]")
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def refreshing(page: Any, *, seconds: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """One slot of the article that is asked for again; the bodies of its decisions, the events reported."""
    asked, events = list[dict[str, Any]](), list[dict[str, Any]]()

    def slots(route: Any) -> None:
        found = route.fetch().json()
        for each in found["items"]:
            each["refresh_seconds"] = seconds if each["code"] == "article-bottom-1" else None
        route.fulfill(json=found, headers={"Access-Control-Allow-Origin": "*"})

    def note(request: Any) -> None:
        if request.url.endswith("/slots/decide/"):
            asked.append(request.post_data_json)
        if request.url.endswith("/events/"):
            events.extend(request.post_data_json["events"])

    page.route("**/api/v1/slots/", slots)
    page.on("request", note)
    page.clock.install()
    return asked, events


def test_a_slot_is_asked_for_again_after_its_seconds_in_view(
    running: Running, open_page: Callable[..., Any]
) -> None:
    page = open_page(DESKTOP)
    asked, events = refreshing(page, seconds=30)
    page.goto(running.portal + ARTICLE)
    page.clock.run_for(2_000)
    until(page, "document.querySelectorAll('[data-filled]').length === 4")
    page.clock.run_for(60_000)
    assert len(asked) == 1  # it lies below, nobody has seen it
    page.locator("[data-slot=article-bottom-1]").scroll_into_view_if_needed()
    seen = (
        "document.querySelector('[data-slot=article-bottom-1]').getBoundingClientRect().bottom <= innerHeight"
    )
    until(page, seen)
    page.wait_for_timeout(100)
    page.clock.run_for(29_000)
    page.wait_for_timeout(100)
    assert len(asked) == 1
    page.clock.run_for(1_500)
    page.wait_for_timeout(300)
    assert [[each["slot"] for each in body["slots"]] for body in asked[1:]] == [["article-bottom-1"]]
    [first], again = asked[1]["replaces"], asked[1]
    assert (again["page_view"] is not None, len(again["on_page"]), first in again["on_page"]) == (
        True,
        3,
        False,
    )
    viewable = [each for each in events if each["type"] == "viewable" and each["token"] == first]
    assert [each["ms"] >= 1000 for each in viewable] == [True]


SHOWN = {
    "line_item": 12,
    "creative": 34,
    "format": "text",
    "size": None,
    "disclosure": "",
    "fallback": False,
    "content": {"title": "An offer", "body": ""},
    "click_url": None,
    "token": "x",
}
LOAD = """async (consent) => {
  if (consent) Warta.slots.configure({ consent });
  await Warta.slots.load(document, { path: location.pathname, countPage: false }).filled;
  await new Promise((resolve) => setTimeout(resolve, 100));
  return localStorage.getItem("warta.seen");
}"""


def test_frequency_caps_are_kept_in_memory_and_on_the_device_with_leave_alone(
    running: Running, open_page: Callable[..., Any]
) -> None:
    page, asked = open_page(), list[Any]()

    def answer(route: Any) -> None:
        body = route.request.post_data_json
        asked.append(body["viewer"]["seen"])
        filled = {each["id"]: None for each in body["slots"]} | {"s1": {**SHOWN, "remember_s": remember_s}}
        answered = {
            "page_view": "1",
            "render_within": 120,
            "decisions": filled,
            "reserve": {},
            "warnings": [],
        }
        route.fulfill(json=answered, headers={"Access-Control-Allow-Origin": "*"})

    remember_s = 0
    page.route("**/slots/decide/", answer)
    page.goto(running.portal + ARTICLE)
    page.wait_for_selector("[data-filled]")
    page.evaluate(LOAD)
    assert asked == [[], []]  # what no cap counts is not remembered
    remember_s = 3600
    assert page.evaluate(LOAD) is None
    assert page.evaluate(LOAD, {"storage": True}) is not None
    assert [[item for item, _ in seen] for seen in asked[2:]] == [[], [12]]
    assert all(0 <= ago <= 60 for _, ago in asked[-1])
    page.reload()
    page.wait_for_selector("[data-filled]")
    assert page.evaluate(LOAD, {"storage": True}) is not None
    assert [item for item, _ in asked[-1]] == [12, 12, 12]  # two of before and one of this tab
    assert page.evaluate(LOAD, {"storage": False}) is None


def test_an_unknown_address_says_so_and_offers_something_to_read(
    running: Running, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    page.goto(f"{running.portal}/tidak/ada/")
    page.wait_for_selector(".notice h1")
    assert page.locator(".notice h1").inner_text() == "Halaman ini merantau entah ke mana"
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"
    assert page.locator(".grid .card").count() == 4


def test_a_withdrawn_article_is_gone(running: Running, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto(f"{running.portal}/keluarga/lomba-foto-keluarga/")
    page.wait_for_selector(".notice h1")
    assert page.locator(".notice-code").inner_text() == "410"


def test_an_old_address_leads_to_the_new_one(
    running: Running, open_page: Callable[..., Any], log_in: Callable[[str], Any]
) -> None:
    admin = log_in("editor")
    admin.goto(f"{running.api}/admin/redirects/add/")
    admin.fill("[name=old_path]", "/lama/umkm/")
    admin.fill("[name=redirect_link]", running.portal + ARTICLE)
    admin.click("main form button.button-longrunning")
    admin.wait_for_selector(".messages .success")
    page = open_page()
    page.goto(f"{running.portal}/lama/umkm/")
    page.wait_for_selector(".article h1")
    assert page.url == running.portal + ARTICLE


def test_links_go_on_without_a_reload_and_back_finds_the_place(
    running: Running, open_page: Callable[..., Any]
) -> None:
    page = open_page(PHONE)
    page.goto(running.portal)
    page.wait_for_selector(".zone .card-link")
    page.evaluate("window.stayed = true")
    link = page.locator(".zone .rows .card-link").nth(5)
    link.scroll_into_view_if_needed()
    at = page.evaluate("Math.round(scrollY)")
    title = link.inner_text()
    link.click()
    page.wait_for_selector(".article h1")
    assert page.locator("h1").inner_text() == title
    assert page.evaluate("scrollY") == 0
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.go_back()
    page.wait_for_selector(".card-lead")
    until(page, f"Math.abs(scrollY - {at}) < 5")
    assert page.evaluate("window.stayed") is True


def test_the_keyboard_skips_to_the_text_and_follows_links(
    running: Running, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    page.goto(running.portal)
    page.wait_for_selector(".card-lead")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.locator("#sections a").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".listing h1")
    assert page.locator("#sections a[aria-current=page]").inner_text() == "Pelatihan"


def test_a_section_loads_more_without_repeating_anything(
    running: Running, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    page.goto(f"{running.portal}/topik/keluarga/")
    page.wait_for_selector(".listing .card")
    assert page.locator(".listing .card").count() == 8
    page.click(".load-more")
    until(page, "document.querySelectorAll('.listing .card').length > 8")
    paths = page.locator(".listing .card-link").evaluate_all("links => links.map((each) => each.pathname)")
    assert len(paths) == len(set(paths))
    assert page.evaluate("document.activeElement.pathname") == paths[8]


def test_all_authors_stand_where_the_routes_of_authors_begin(
    running: Running, open_page: Callable[..., Any]
) -> None:
    page = open_page(PHONE)
    page.goto(f"{running.portal}/penulis")
    until(page, "document.querySelectorAll('.people .person').length === 8")
    names = page.locator(".people h2").all_inner_texts()
    assert (names[0], names) == ("Bagas Pramono", sorted(names))
    page.get_by_role("link", name="Maya Lestari").click()
    until(page, "location.pathname === '/penulis/maya-lestari/'")


def test_back_finds_a_list_as_long_as_it_was(running: Running, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto(f"{running.portal}/topik/keluarga/")
    page.click(".load-more")
    until(page, "document.querySelectorAll('.listing .card').length > 8")
    count = page.locator(".listing .card").count()
    page.locator(".listing .card-link").last.click()
    page.wait_for_selector(".article h1")
    page.go_back()
    page.wait_for_selector(".listing .card")
    assert page.locator(".listing .card").count() == count


def test_a_section_shows_its_zones_and_below_them_what_they_do_not_hold(
    running: Running, open_page: Callable[..., Any]
) -> None:
    page = open_page()
    page.goto(f"{running.portal}/negara-tujuan/")
    page.wait_for_selector(".zone-lead .card-lead")
    assert page.locator(".zone .card").count() == 5
    paths = page.locator(".listing .card-link").evaluate_all("links => links.map((each) => each.pathname)")
    assert (len(paths), len(set(paths))) == (10, 10)
    assert page.locator(".load-more").is_hidden()


def test_foreign_markup_does_not_survive_the_gate(running: Running, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto(f"{running.portal}/tentang-kami/")
    page.wait_for_selector(".article h1")
    html = page.evaluate("""async () => {
      const { displayHTML } = await import("/dom.js");
      const box = document.createElement("div");
      box.append(displayHTML(
        '<p onclick="x()">a<script>1</script><img src=x onerror=1><a href="javascript:1">b</a>' +
        '<a href="https://e.org/" style="x">c</a><svg><a href="x">d</a></svg><b>e</b></p>'));
      return box.innerHTML;
    }""")
    assert html == '<p>a<a>b</a><a href="https://e.org/" rel="noopener external">c</a><b>e</b></p>'


CONSENTS = """() => {
  const sent = [];
  const plain = window.fetch;
  window.fetch = (url, options) => {
    if (String(url).includes("slots/decide/")) sent.push(JSON.parse(options.body).consent);
    return plain(url, options);
  };
  window.sentConsents = sent;
}"""


@pytest.mark.parametrize(("button", "is_given"), [("Tolak", False), ("Izinkan", True)])
def test_what_the_reader_says_of_ads_is_asked_once_and_remembered(
    running: Running, open_page: Callable[..., Any], button: str, is_given: bool
) -> None:
    page = open_page(PHONE)
    page.goto(running.portal)
    dialog = page.get_by_role("dialog", name="Bolehkah iklan mengingat?")
    dialog.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Tolak"
    dialog.get_by_role("button", name=button).press("Enter")
    assert page.locator("#consent").count() == 0
    page.evaluate(CONSENTS)
    page.locator("#sections a").nth(1).click()
    until(page, "window.sentConsents.length > 0")
    said = page.evaluate("window.sentConsents[0]")
    assert (said["storage"], said["third_party"]) == (is_given, is_given)
    page.reload()
    page.wait_for_selector(".listing h1")
    assert page.locator("#consent").count() == 0
    page.get_by_role("button", name="Pengaturan privasi").click()
    assert page.evaluate("document.activeElement.id") == "consent-title"
    page.keyboard.press("Escape")
    assert page.locator("#consent").count() == 0
