"""Pages of advertisers in a real browser: whatever they try, they stay in their frame; clicks count."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cms.env import PROJECT_ROOT
from tests.browser.conftest import Running, until
from tests.drills.servers import variables

SLOT = "escapes"
BOOK = """
import json, sys
import django; django.setup()
from datetime import timedelta
from runtime import clock
from tests import adops
now = clock.now()
running = {"starts_at": now - timedelta(days=1), "ends_at": now + timedelta(days=1)}
for code, markup in json.load(sys.stdin).items():
    creative = adops.framed_creative(markup, destination="https://landing.example/{slot}")
    campaign = adops.campaign(advertiser=creative.advertiser)
    item = adops.line_item("network", [adops.slot(code)], creatives=[creative], campaign=campaign, **running)
    print(json.dumps([code, item.pk, creative.frame_url()]))
"""
PLAIN = "<p id=plain style='margin:0;height:250px'>An offer without a link</p>"
LINKED = "<a id=more>More</a><script>more.href = window.clickTag</script>"
WRITTEN = "<a id=more href='{click_url}'>More</a>"


@pytest.fixture(scope="module")
def booked(running: Running) -> dict[str, Any]:
    """Frame addresses by slot, of creatives booked beside the demo's."""
    script = (Path(__file__).parent / "escapes.js").read_text().replace("{public}", running.api)
    pages = {SLOT: f"<body><script>{script}</script>", "plain": PLAIN, "linked": LINKED, "written": WRITTEN}
    port = int(running.api.rsplit(":", 1)[1])
    environment = variables(running.var, port) | {"DJANGO_SETTINGS_MODULE": "cms.settings"}
    made = subprocess.run(
        [sys.executable, "-c", BOOK],
        input=json.dumps(pages),
        cwd=PROJECT_ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return {code: address for code, _, address in map(json.loads, made.stdout.splitlines())}


def shown(page: Any, running: Running, code: str) -> Any:
    """The frame that slots.js drew into this slot on a page of the portal."""
    page.goto(f"{running.portal}/tentang/")
    until(page, "() => Boolean(window.Warta?.slots)")
    until(
        page,
        f"""async () => {{
          const spot = document.querySelector('[data-slot={code}]') ?? document.createElement('aside');
          spot.dataset.slot = '{code}';
          // A browser draws no foreign frame that nobody can see, wherever the page moves it.
          spot.style = 'position: fixed; top: 0; left: 0; z-index: 99';
          document.body.append(spot);
          await Warta.slots.load(document.body, {{ path: '/tentang/', countPage: false }}).filled;
          return spot.dataset.filled === 'html';
        }}""",
    )
    frame = page.wait_for_selector(f"[data-slot={code}] iframe").content_frame()
    frame.wait_for_url("**/visuals/**")
    return frame


def test_no_escape_from_the_frame_gets_through(
    running: Running, booked: dict[str, Any], open_page: Callable[..., Any]
) -> None:
    page = open_page()
    told: list[str] = []
    page.on("dialog", lambda dialog: (told.append("dialog"), dialog.dismiss()))
    page.on("download", lambda _: told.append("download"))
    frame = shown(page, running, SLOT)
    until(frame, "() => Boolean(window.outcomes)")
    outcomes = frame.evaluate("window.outcomes")
    page.wait_for_timeout(300)
    escaped = sorted(name for name, outcome in outcomes.items() if outcome != "failed")
    print(f"check=10 value={len(escaped + told)} limit=0 {'FAIL' if escaped + told else 'PASS'}")
    assert (escaped, told, page.url) == ([], [], f"{running.portal}/tentang/")
    assert len(outcomes) == 21
    assert frame.frame_element().get_attribute("title") == "Iklan"


def test_opened_by_itself_the_page_is_as_shut_in(
    running: Running, booked: dict[str, Any], log_in: Callable[[str], Any]
) -> None:
    page = log_in("admin")
    response = page.goto(booked[SLOT])
    assert response.headers["content-security-policy"].startswith("sandbox allow-scripts")
    assert "set-cookie" not in response.headers
    until(page, "() => Boolean(window.outcomes)")
    outcomes = page.evaluate("window.outcomes")
    assert {name for name, outcome in outcomes.items() if outcome != "failed"} == set()
    assert len(outcomes) == 17
    assert [cookie for cookie in page.context.cookies(booked[SLOT]) if cookie["domain"] == "localhost"] == []


@pytest.mark.parametrize(
    ("code", "selector"), [("plain", "#plain"), ("linked", "#more"), ("written", "#more")]
)
def test_a_click_inside_is_counted_and_leads_to_the_stored_destination(
    running: Running, booked: dict[str, Any], open_page: Callable[..., Any], code: str, selector: str
) -> None:
    page = open_page()
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.context.route("https://landing.example/**", lambda route: route.fulfill(body="landed"))
    frame = shown(page, running, code)
    with page.context.expect_page() as opened:
        frame.locator(selector).click()
    opened.value.wait_for_url(f"https://landing.example/{code}")
    clicks = [url for url in asked if url.startswith(f"{running.api}/api/v1/click/")]
    assert len(clicks) == 1
