"""Answers of a portal with many articles, out of memory and out of PostgreSQL, beside Wagtail's own API v2.

What travels is the ratio: to v2 over the same pages, to a bare Django view that returns the same bytes, and
to one that reads them by one query, all on the same server and measured in turn.
"""

from __future__ import annotations

import json
import math
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import servers
from bench.portal import Portal
from bench.progress import tell
from bench.servers import Rate

ROUNDS = 2
SECONDS = 1
ANSWERS_OF_A_ROUND, MOST_SECONDS = 10, 12
"""A round is as long as some answers need; v2 takes seconds for one."""
SIZES = (1_000, 10_000)
GROWN = (1_000, 100_000)
LIST, V2 = "/api/v1/articles/", "/api/v2/pages/"
WORDS = "koperasi desa"
APPLICATIONS = {  # beside the portal as it is
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


def measure(portal: Portal) -> dict[str, object]:
    return _of_sizes(portal, SIZES)


def growth(portal: Portal) -> dict[str, object]:
    return _of_sizes(portal, GROWN)


def _of_sizes(portal: Portal, sizes: Sequence[int]) -> dict[str, object]:
    """The same portal as it grows."""
    found = {size: _measured(portal.grow(size, exactly=True)) for size in sizes}
    first, last = (found[size] for size in (sizes[0], sizes[-1]))
    slower = {name: round(_cold(first[name]) / _cold(last[name]), 2) for name in first}
    return {
        "unit": "requests per second, one worker, 4 clients, all on one machine; queries of one request",
        "loads": portal.loads,
        "articles": found,
        f"cold_{sizes[0]}_to_{sizes[-1]}": slower,
    }


def _cold(answers: Mapping[str, Any]) -> float:
    return float(answers["cold"]["per_second"])


def _measured(portal: Portal) -> dict[str, Any]:
    """All servers stand ready, so that what is compared is measured within seconds."""
    with tempfile.TemporaryDirectory(prefix="warta-bench-") as folder, ExitStack() as stack:
        ports = {"hot": stack.enter_context(portal.granian()).port}
        questions = list(_questions(ports["hot"], Path(folder)))
        for name, application in APPLICATIONS.items():
            beside = stack.enter_context(portal.granian(application, {"BENCH_ANSWERS": folder}))
            ports[name] = beside.port
        return {question.name: _beside(question, ports) for question in questions}


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


def _beside(question: Question, ports: Mapping[str, int]) -> dict[str, Any]:
    tell(f"content: {question.name}")
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
    started = time.monotonic()
    servers.ask(port, path, **question.headers)
    needed = time.monotonic() - started
    is_slow = needed * ANSWERS_OF_A_ROUND > SECONDS
    seconds = min(MOST_SECONDS, math.ceil(needed * ANSWERS_OF_A_ROUND)) if is_slow else SECONDS
    rounds = range(1 if is_slow else ROUNDS)
    rates = [servers.rate(port, path, seconds=seconds, headers=question.headers) for _ in rounds]
    found = [rate for rate in rates if rate is not None]
    alone = Rate(1 / needed, needed * 1e3, needed * 1e3)
    return max(found, key=lambda rate: rate.per_second, default=alone)


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
