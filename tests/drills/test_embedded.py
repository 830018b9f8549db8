"""`make run` as the person at the terminal meets it: starts, answers, ends, and leaves nothing behind."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from cms.env import PROJECT_ROOT


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """One directory with tables and the demo: the first start fills it, the others find it so."""
    return tmp_path_factory.mktemp("var")


def free_ports():
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


@contextmanager
def running(var, web, portal):
    """The supervisor in a process group of its own, once it has printed the addresses."""
    process = start(var, web, portal)
    try:
        wait_for_greeting(process)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def start(var, web, portal):
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [sys.executable, "-m", "cms.embedded", "--port", str(web), "--portal-port", str(portal)]
    return subprocess.Popen(
        command,
        cwd=PROJECT_ROOT,
        env={**plain, "WARTA_VAR": str(var)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def wait_for_greeting(process):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Log in as" in line:
            return "".join(lines)
    raise AssertionError("ended before it answered:\n" + "".join(lines))


def get(port, path, host="127.0.0.1", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": f"{host}:{port}", **headers})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def children_of(process):
    """Process ids of the whole group but the supervisor."""
    listing = subprocess.run(["ps", "-eo", "pid=,pgid=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(maxsplit=2) for line in listing.stdout.splitlines()]
    return {
        int(pid): args for pid, group, args in rows if int(group) == process.pid and int(pid) != process.pid
    }


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def wait_until(condition, seconds=15.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_starts_answers_and_ends_with_ctrl_c(var):
    web, portal = free_ports()
    with running(var, web, portal) as process:
        assert get(web, "/readyz")[0] == 200
        assert get(web, "/admin/login/")[0] == 200
        assert get(web, "/static/wagtailadmin/css/core.css")[0] == 200
        status, _, body = get(web, "/api/v1/articles/")
        assert (status, json.loads(body)["meta"]["total_count"]) == (200, 61)
        picture = next(item["lead_image"] for item in json.loads(body)["items"] if item["lead_image"])
        address = picture["src"]
        assert address.startswith(f"http://127.0.0.1:{web}/media/")
        assert get(web, address.removeprefix(f"http://127.0.0.1:{web}"))[0] == 200
        assert json.loads(body)["items"][0]["meta"]["html_url"].startswith(f"http://127.0.0.1:{portal}/")
        assert json.loads(get(portal, "/config.json")[2])["api"] == f"http://127.0.0.1:{web}/api/v1"
        assert get(portal, "/no/such/route/")[0] == 200
        status, headers, _ = get(web, "/admin/", host="localhost")
        assert (status, headers["location"]) == (302, f"http://127.0.0.1:{web}/admin/")
        assert "set-cookie" not in headers
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=15) == 0
        wait_until(lambda: not children_of(process))
    assert is_free(web)
    assert is_free(portal)


def test_listens_on_this_machine_only_and_ends_with_sigterm(var):
    web, portal = free_ports()
    with running(var, web, portal) as process:
        listening = subprocess.run(
            ["cat", "/proc/net/tcp"], capture_output=True, text=True, check=True
        ).stdout
        for port in (web, portal):
            assert f" 0100007F:{port:04X} 00000000:0000 0A" in listening
            assert f" 00000000:{port:04X} 00000000:0000 0A" not in listening
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=15) == 0
        wait_until(lambda: not children_of(process))


def test_a_dead_child_ends_all(var):
    web, portal = free_ports()
    with running(var, web, portal) as process:
        (timers,) = [pid for pid, arguments in children_of(process).items() if "run_timers" in arguments]
        os.kill(timers, signal.SIGKILL)
        assert process.wait(timeout=15) == 1
        assert "warta: the timers ended with status -9, so all ends" in process.stdout.read()
        wait_until(lambda: not children_of(process))
    assert is_free(web)


def test_a_killed_supervisor_takes_all_with_it(var):
    web, portal = free_ports()
    with running(var, web, portal) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=15)
        wait_until(lambda: not children_of(process))


@pytest.mark.parametrize("taken", ["web", "portal"])
def test_a_taken_port_is_one_line_and_status_1(var, taken):
    web, portal = free_ports()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", web if taken == "web" else portal))
        listener.listen()
        process = start(var, web, portal)
        output, _ = process.communicate(timeout=30)
    port, name = (web, "PORT") if taken == "web" else (portal, "PORTAL_PORT")
    assert (process.returncode, output) == (1, f"warta: port {port} is taken; choose another with {name}=\n")


def test_production_is_not_run_like_this(var):
    web, portal = free_ports()
    process = subprocess.run(
        [sys.executable, "-m", "cms.embedded", "--port", str(web), "--portal-port", str(portal)],
        cwd=PROJECT_ROOT,
        env={"PATH": os.environ["PATH"], "WARTA_VAR": str(var), "WARTA_MODE": "production"},
        capture_output=True,
        text=True,
    )
    assert (process.returncode, process.stderr.count("\n")) == (1, 1)
    assert process.stderr.startswith("warta: WARTA_MODE=production needs these variables:")
