"""A real Varnish with the rules of deploy/: what is published replaces what it kept, the rest stays."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from cms.env import PROJECT_ROOT
from tests.drills import varnish
from tests.drills.checks import verdict
from tests.drills.servers import Server, free_port, stocked_server, variables
from tests.drills.test_hot_workers import publish

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(varnish.program() is None, reason="Varnish is not installed"),
]
LIST, PRIVATE = "/api/v1/articles/?limit=1", "/api/v1/preview/"
SITE = "/api/v1/site/"


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, int]]:
    folder = tmp_path_factory.mktemp("varnish")
    with stocked_server(folder / "var", workers=1) as server:
        port = free_port()
        with varnish.in_front_of(server.port, port=port, folder=folder / "varnish"):
            yield server, port


def ask(port: int, path: str, *, method: str = "GET", **headers: str) -> tuple[int, str, bytes]:
    """Status, whether it was kept, and the body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=sent)
    response = connection.getresponse()
    return response.status, response.getheader("X-Cache", ""), response.read()


def purge(server: Server, port: int) -> None:
    """As the timer does: it sees what is stale, and two seconds later says so."""
    environment = variables(server.var, server.port)
    environment |= {"PURGE": "varnish", "PURGE_URL": f"http://127.0.0.1:{port}/"}
    subprocess.run(
        [sys.executable, "manage.py", "purge_caches"], cwd=PROJECT_ROOT, env=environment, check=True
    )


def test_what_is_published_replaces_what_varnish_kept(
    front: tuple[Server, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, port = front
    monkeypatch.setattr(
        "tests.drills.test_hot_workers.variables",
        lambda var, at: variables(var, at) | {"PURGE": "varnish", "PURGE_URL": f"http://127.0.0.1:{port}/"},
    )
    for path in (LIST, SITE):
        ask(port, path)
    kept = ask(port, LIST, Cookie="sessionid=a", Authorization="Bearer x")
    publish(server, 7)
    still = ask(port, LIST)
    purge(server, port)
    time.sleep(2.1)
    purge(server, port)
    after, other = ask(port, LIST), ask(port, SITE)
    assert (kept[1], still[1], still[2]) == ("HIT", "HIT", kept[2])
    assert other[1] == "HIT"
    old = int(b"Kabar 7" not in after[2])
    verdict(5, old, varnish="told by tags what is stale, kept the rest")


def test_varnish_keeps_nothing_private_and_lets_nobody_purge_without_tags(front: tuple[Server, int]) -> None:
    _, port = front
    for _ in range(2):
        assert ask(port, PRIVATE)[:2] == (401, "MISS")
        assert ask(port, LIST, Warta_Unlock="x")[1] == "MISS"
    assert ask(port, "/", method="PURGE")[0] == 400
    assert ask(port, LIST, Warta_Min_Version="1")[1] == "MISS"
    assert ask(port, LIST)[1] == "HIT"
