"""Answers of a portal with many articles, out of memory and out of PostgreSQL, beside Wagtail's own API v2.

What travels is the ratio: to v2 over the same pages, to a bare Django view that returns the same bytes, and
to one that reads them by one query, all on the same server and measured in turn.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from bench import servers
from bench.servers import Rate

ROUNDS = 2
SIZES = (1_000, 10_000)
GROWN = (1_000, 100_000)
LIST, V2 = "/api/v1/articles/", "/api/v2/pages/"
WORDS = "koperasi desa"
APPLICATIONS = {
    "hot": "cms.wsgi:application",
    "cold": "bench.cold:application",
    "v2": "bench.v2:application",
    "bare_view": "bench.bare:application",
    "one_select": "bench.one_select:application",
}
CARDS = {
    "type": "articles.ArticlePage",
    "order": "-published_at",
    "fields": "kicker,standfirst,label,published_at,updated_at,breaking_until,access,reading_time_minutes,"
    "article_authors,tags,lead_image",
}
"""What v2 is asked for, to show about what a card of ours shows."""


@dataclass(frozen=True)
class Question:
    name: str
    path: str
    v2: str
    """The same question to v2; empty where it has no answer to it."""
    headers: Mapping[str, str] = field(default_factory=dict)

    def path_at(self, application: str) -> str:
        """The two measures answer by name."""
        if application == "v2":
            return self.v2
        return self.path if application in ("hot", "cold") else f"/{self.name}"


def measure() -> dict[str, object]:
    return _of_sizes(SIZES)


def growth() -> dict[str, object]:
    return _of_sizes(GROWN)


def _of_sizes(sizes: Sequence[int]) -> dict[str, object]:
    found = {size: _measured(size) for size in sizes}
    first, last = (found[size] for size in (sizes[0], sizes[-1]))
    slower = {name: round(_cold(first[name]) / _cold(last[name]), 2) for name in first}
    return {
        "unit": "requests per second, one worker, 4 clients, all on one machine; queries of one request",
        "articles": found,
        f"cold_{sizes[0]}_to_{sizes[-1]}": slower,
    }


def _cold(answers: Mapping[str, Any]) -> float:
    return float(answers["cold"]["per_second"])


def _measured(size: int) -> dict[str, Any]:
    port = servers.free_port()
    with tempfile.TemporaryDirectory(prefix="warta-bench-") as name, servers.database("postgresql") as url:
        folder = Path(name)
        environment = {**servers.variables(folder, port), "DJANGO_SETTINGS_MODULE": "cms.settings", **url}
        servers.manage("migrate", "--verbosity", "0", environment=environment)
        servers.manage("demo", "--articles", str(size), environment=environment)
        _analyse(url["DATABASE_URL"])
        answers = folder / "answers"
        answers.mkdir()
        with servers.granian(APPLICATIONS["hot"], port, environment):
            questions = list(_questions(port, answers))
        return _compared(questions, {**environment, "BENCH_ANSWERS": str(answers)})


def _analyse(url: str) -> None:
    """As autovacuum does within a minute."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _questions(port: int, answers: Path) -> Iterator[Question]:
    """Each with its bytes in a file of its name; a 304 has none."""
    answer = json.loads(servers.fetch(port, LIST))
    first, total = answer["items"][0], answer["meta"]["total_count"]
    cards, search = urlencode({**CARDS, "limit": 20}), urlencode({"q": WORDS})
    questions = (
        Question("list", LIST, f"{V2}?{cards}"),
        Question("detail", f"{LIST}{first['id']}/", f"{V2}{first['id']}/"),
        Question(
            "resolve",
            f"/api/v1/resolve/?path={first['path']}",
            f"{V2}find/?html_path={first['path']}",
        ),
        Question(
            "search",
            f"/api/v1/search/?{search}",
            f"{V2}?{urlencode({'type': CARDS['type'], 'fields': CARDS['fields'], 'search': WORDS})}",
        ),
        Question("last_page", _last_page(port), f"{V2}?{cards}&offset={total - 20}"),
    )
    for question in questions:
        (answers / question.name).write_bytes(servers.fetch(port, question.path))
        yield question
    (answers / "not_modified").touch()
    yield Question("not_modified", LIST, "", {"If-None-Match": servers.ask(port, LIST)[0]["ETag"]})


def _last_page(port: int) -> str:
    """The path of the last twenty, by walking there as a reader of everything would."""
    cursor, last = "", ""
    while cursor is not None:
        last = cursor
        query = {"limit": "100", "fields": "id", "count": "none", **({"cursor": cursor} if cursor else {})}
        cursor = json.loads(servers.fetch(port, f"{LIST}?{urlencode(query)}"))["meta"]["cursor"]
    return f"{LIST}?{urlencode({'cursor': last})}"


def _compared(questions: list[Question], environment: Mapping[str, str]) -> dict[str, Any]:
    """All servers stand ready, so that what is compared is measured within seconds."""
    with ExitStack() as stack:
        ports = {name: servers.free_port() for name in APPLICATIONS}
        for name, application in APPLICATIONS.items():
            stack.enter_context(servers.granian(application, ports[name], environment))
        return {question.name: _beside(question, ports) for question in questions}


def _beside(question: Question, ports: Mapping[str, int]) -> dict[str, Any]:
    asked = {name: port for name, port in ports.items() if question.path_at(name)}
    queries = {name: _queries(question, name, port) for name, port in asked.items()}
    best = {name: _best(question, name, port) for name, port in asked.items()}

    def ratio(one: str, other: str) -> float:
        return round(best[one].per_second / best[other].per_second, 2)

    return {
        **{name: _shown(rate, queries[name]) for name, rate in best.items()},
        **({"hot_to_v2": ratio("hot", "v2"), "cold_to_v2": ratio("cold", "v2")} if "v2" in best else {}),
        "hot_to_bare": ratio("hot", "bare_view"),
        "cold_to_one_select": ratio("cold", "one_select"),
    }


def _best(question: Question, name: str, port: int) -> Rate:
    path = question.path_at(name)
    rates = [servers.rate(port, path, headers=question.headers) for _ in range(ROUNDS)]
    return max(rates, key=lambda rate: rate.per_second)


def _queries(question: Question, name: str, port: int) -> int | None:
    """Of a second time: the first one of a process learns. None where nobody counts."""
    path = question.path_at(name)
    answers = [servers.ask(port, path, **question.headers, **{"Bench-Count": "1"})[0] for _ in range(2)]
    told = answers[-1]["Bench-Queries"]
    return int(told) if told else None


def _shown(rate: Rate, queries: int | None) -> dict[str, float]:
    shown = {
        "per_second": round(rate.per_second, 1),
        "p50_ms": round(rate.p50_ms, 2),
        "p99_ms": round(rate.p99_ms, 2),
    }
    return shown if queries is None else {**shown, "queries": queries}
