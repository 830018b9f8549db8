"""Runs a whole portal on one machine: web server, timers and example frontend as one foreground process."""

from __future__ import annotations

import argparse
import ctypes
import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType

from cms import env

HOST = "127.0.0.1"
START_SECONDS = 60
STOP_SECONDS = 8
LOGINS = ("editor", "reporter", "adops", "admin")

_PR_SET_PDEATHSIG = 1


class StartRefused(Exception):
    """The portal cannot be started; the text is one line for the person at the terminal."""

    code = "start_refused"


class StopAsked(Exception):
    """Somebody asked this process to end."""

    code = "stop_asked"


@dataclass(frozen=True, kw_only=True)
class Ports:
    web: int
    portal: int

    @property
    def public_url(self) -> str:
        return f"http://{HOST}:{self.web}"

    @property
    def frontend_url(self) -> str:
        return f"http://{HOST}:{self.portal}"


@dataclass(frozen=True, kw_only=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 after a stop that was asked for, 1 with a one-line reason otherwise."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ask_to_stop)
    children: list[Child] = []
    try:
        ports = _parse(arguments)
        refuse_taken_ports(ports)
        variables = env.for_child(PUBLIC_URL=ports.public_url, FRONTEND_URL=ports.frontend_url)
        settings = env.load(variables)
        if settings.is_production:
            raise StartRefused("this is the embedded portal; docs/operators.md tells how to run production")
        _prepare(variables)
        for name, command in commands(ports, settings).items():
            children.append(_spawn(name, command, variables))
        _wait_until_all_answer(ports, children)
        print(_greeting(ports), flush=True)
        _watch(children)
    except (StartRefused, env.EnvironmentUnusable) as reason:
        print(f"warta: {reason}", file=sys.stderr, flush=True)
        return 1
    except StopAsked:
        return 0
    finally:
        stop(children)
    return 0


def refuse_taken_ports(ports: Ports) -> None:
    """StartRefused when somebody listens already; better now than after the migrations."""
    if ports.web == ports.portal:
        raise StartRefused(f"PORT and PORTAL_PORT are both {ports.web}")
    for name, port in (("PORT", ports.web), ("PORTAL_PORT", ports.portal)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                raise StartRefused(f"port {port} is taken; choose another with {name}=") from None


def commands(ports: Ports, settings: env.Environment) -> dict[str, list[str]]:
    """The three processes that make the portal, by name."""
    python = sys.executable
    web = [python, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(ports.web)]
    web += ["--workers", str(settings.web_workers), "--blocking-threads", str(settings.web_threads)]
    web += ["--http", "1", "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "5"]
    return {
        "web server": [*web, "cms.wsgi:application"],
        "timers": [python, "manage.py", "run_timers"],
        "portal": [
            python,
            "-m",
            "cms.portal_server",
            "--port",
            str(ports.portal),
            "--public-url",
            ports.public_url,
        ],
    }


def stop(children: Sequence[Child]) -> None:
    """Ask all to end, wait, and end those that did not listen."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def _ask_to_stop(number: int, frame: FrameType | None) -> None:
    raise StopAsked


def _parse(arguments: Sequence[str] | None) -> Ports:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=_port, default=8000)
    parser.add_argument("--portal-port", type=_port, default=3000)
    chosen = parser.parse_args(arguments)
    return Ports(web=chosen.port, portal=chosen.portal_port)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def _prepare(variables: dict[str, str]) -> None:
    """Tables, roles and the demo; both commands do nothing where nothing is to be done."""
    for command in (["migrate", "--verbosity", "0"], ["demo"]):
        print(f"warta: {command[0]} ...", flush=True)
        if subprocess.call([sys.executable, "manage.py", *command], env=variables, cwd=env.PROJECT_ROOT):
            raise StartRefused(f"`manage.py {command[0]}` failed")


def _spawn(name: str, command: list[str], variables: dict[str, str]) -> Child:
    process = subprocess.Popen(command, env=variables, cwd=env.PROJECT_ROOT, preexec_fn=_die_with_parent)
    return Child(name=name, process=process)


def _die_with_parent() -> None:
    """On Linux a child is told to end even when its parent was killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_until_all_answer(ports: Ports, children: Sequence[Child]) -> None:
    deadline = time.monotonic() + START_SECONDS
    for port, path in ((ports.web, "/readyz"), (ports.portal, "/config.json")):
        while not _answers(port, path):
            _refuse_a_dead_child(children)
            if time.monotonic() > deadline:
                raise StartRefused(f"nothing answers on port {port} after {START_SECONDS} seconds")
            time.sleep(0.1)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _watch(children: Sequence[Child]) -> None:
    while True:
        _refuse_a_dead_child(children)
        time.sleep(0.25)


def _refuse_a_dead_child(children: Sequence[Child]) -> None:
    for child in children:
        status = child.process.poll()
        if status is not None:
            raise StartRefused(f"the {child.name} ended with status {status}, so all ends")


def _greeting(ports: Ports) -> str:
    return f"""
  Warta is running. Ctrl-C ends it.

  Portal   {ports.frontend_url}/
  Admin    {ports.public_url}/admin/
  API      {ports.public_url}/api/v1/articles/
  API docs {ports.public_url}/api/v1/docs/

  Log in as {", ".join(LOGINS)}; the password is warta-demo.
"""


if __name__ == "__main__":
    sys.exit(main())
