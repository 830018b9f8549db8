"""Two workers with full caches: a change of another process shows on both within a second."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from cms.env import PROJECT_ROOT
from tests.drills.checks import verdict
from tests.drills.servers import Client, Server, stocked_server, variables

pytestmark = pytest.mark.drill
LIST = "/api/v1/articles/"
CONNECTIONS = 24
CHANGES = 3
WITHIN_SECONDS = 1.0
PUBLISH = """
import django; django.setup()
from tests import newsroom
newsroom.article(newsroom.home().get_children().first(), title="Kabar {number}")
"""


def publish(server: Server, number: int) -> None:
    code = PUBLISH.format(number=number)
    environment = variables(server.var, server.port) | {"DJANGO_SETTINGS_MODULE": "cms.settings"}
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, env=environment, check=True)


def shows(client: Client, number: int) -> bool:
    status, body = client.call("GET", LIST)
    assert status == 200
    return f'"Kabar {number}"'.encode() in body


def test_a_change_shows_on_every_worker_within_a_second(tmp_path: Path) -> None:
    late = []
    with stocked_server(tmp_path, workers=2) as server:
        clients = [Client(server.port) for _ in range(CONNECTIONS)]
        for number in range(CHANGES):
            for client in clients * 3:
                assert not shows(client, number)
            publish(server, number)
            time.sleep(WITHIN_SECONDS)
            late += [number for client in clients * 3 if not shows(client, number)]
    verdict(23, len(late), shows_on="every worker within a second", changes=CHANGES)
