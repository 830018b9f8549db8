"""A whole portal with its demo, started as `make run` does, and a browser to look at it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from cms.env import PROJECT_ROOT
from tests import engines
from tests.drills.servers import free_port

START_SECONDS = 150
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
# A browser that calls itself headless counts as a bot, rightly.
READER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)


@dataclass(frozen=True)
class Running:
    """Where the admin and API, and the portal, answer."""

    api: str
    portal: str
    var: Path

    def get(self, route: str, /, **parameters: str) -> Any:
        """JSON of the public API, asked without the browser."""
        connection = http.client.HTTPConnection(self.api.removeprefix("http://"), timeout=20)
        connection.request("GET", f"/api/v1/{route}?{urlencode(parameters)}")
        return json.loads(connection.getresponse().read())


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    if engines.chromium() is None:
        pytest.skip("no Chromium on this machine")
    with tempfile.TemporaryDirectory(prefix="warta-browser-") as var:
        api, portal = free_port(), free_port()
        command = [sys.executable, "-m", "cms.embedded", "--port", str(api), "--portal-port", str(portal)]
        variables = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        process = subprocess.Popen(
            command,
            cwd=PROJECT_ROOT,
            env={**variables, "WARTA_VAR": var, "LOG_LEVEL": "WARNING"},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait(process, portal)
            yield Running(f"http://127.0.0.1:{api}", f"http://127.0.0.1:{portal}", Path(var))
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser(running: Running) -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=engines.chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page in a context of its own; what its console calls an error fails the test."""
    contexts, complaints = [], []

    def open_page(viewport: dict[str, int] = DESKTOP, **options: Any) -> Any:
        context = browser.new_context(viewport=viewport, locale="id-ID", user_agent=READER, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def log_in(running: Running, open_page: Callable[..., Any]) -> Callable[[str], Any]:
    """A page of the admin, as one of the demo's logins."""

    def log_in(name: str) -> Any:
        page = open_page()
        page.goto(f"{running.api}/admin/login/")
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", "warta-demo")
        page.click("button[type=submit]")
        page.wait_for_url(f"{running.api}/admin/")
        return page

    return log_in


def until(page: Any, expression: str) -> None:
    """Waits until it holds. Playwright's own waiting evaluates text, which the portal's policy forbids."""
    deadline = time.monotonic() + 20
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, f"never came true: {expression}"
        page.wait_for_timeout(50)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """The portal's server answers last, when everything else does."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the portal ended with status {process.returncode}")
        if _answers(port):
            return
        time.sleep(0.2)
    raise AssertionError("the portal did not start")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/config.json")
        api = json.loads(connection.getresponse().read())["api"]
        probe = http.client.HTTPConnection(api.split("/")[2], timeout=5)
        probe.request("GET", "/readyz")
        return probe.getresponse().status == 200
    except OSError:
        return False
