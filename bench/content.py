"""Answers of the demo portal out of memory and out of the database, beside the least that Django can do."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench import servers

LIST = "/api/v1/articles/"
ROUNDS = 3
APPLICATIONS = {
    "hot": "cms.wsgi:application",
    "cold": "bench.cold:application",
    "bare_django_view": "bench.bare:application",
    "django_and_one_select": "bench.one_select:application",
}


@dataclass(frozen=True)
class Question:
    name: str
    path: str
    headers: Mapping[str, str]

    def path_at(self, application: str) -> str:
        """The two measures answer by name."""
        return self.path if application in ("hot", "cold") else f"/{self.name}"


def measure() -> dict[str, object]:
    port = servers.free_port()
    with tempfile.TemporaryDirectory(prefix="warta-bench-") as folder:
        environment = servers.variables(Path(folder), port)
        servers.manage("migrate", environment=environment)
        servers.manage("demo", environment=environment)
        answers = Path(folder) / "answers"
        answers.mkdir()
        with servers.granian(APPLICATIONS["hot"], port, environment):
            questions = list(_questions(port, answers))
        return {
            "unit": "requests per second, client and server on one machine, best of several rounds",
            **_measured(questions, {**environment, "BENCH_ANSWERS": str(answers)}),
        }


def _questions(port: int, answers: Path) -> Iterator[Question]:
    """Each with its bytes in a file of its name; a 304 has none."""
    first = json.loads(servers.fetch(port, LIST))["items"][0]
    paths = {
        "list": LIST,
        "detail": f"{LIST}{first['id']}/",
        "resolve": f"/api/v1/resolve/?path={first['path']}",
    }
    for name, path in paths.items():
        (answers / name).write_bytes(servers.fetch(port, path))
        yield Question(name, path, {})
    (answers / "not_modified").touch()
    yield Question("not_modified", LIST, {"If-None-Match": servers.header(port, LIST, "ETag")})


def _measured(questions: list[Question], environment: Mapping[str, str]) -> dict[str, object]:
    """All servers stand ready, so that what is compared is measured within seconds."""
    with ExitStack() as stack:
        ports = {name: servers.free_port() for name in APPLICATIONS}
        for name, application in APPLICATIONS.items():
            stack.enter_context(servers.granian(application, ports[name], environment))
        return {question.name: _compared(question, ports) for question in questions}


def _compared(question: Question, ports: Mapping[str, int]) -> dict[str, float]:
    best = dict.fromkeys(ports, 0.0)
    for _ in range(ROUNDS):
        for name, port in ports.items():
            rate = servers.requests_per_second(port, question.path_at(name), headers=question.headers)
            best[name] = max(best[name], rate)
    return {
        **{name: round(rate) for name, rate in best.items()},
        "hot_to_bare": round(best["hot"] / best["bare_django_view"], 2),
        "cold_to_one_select": round(best["cold"] / best["django_and_one_select"], 2),
    }
