"""One nginx with its cache before two workers, and readers who may see different things, all at once."""

from __future__ import annotations

import http.client
import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from cms.env import PROJECT_ROOT
from tests.drills import audiences, nginx
from tests.drills.audiences import DRAFT, ENGLISH, HOST, LOCKED, MARKS, PASSWORD, PREVIEW, SECOND
from tests.drills.checks import IS_SHORT, verdict
from tests.drills.servers import Server, free_port, stocked_server, variables
from tests.drills.test_hot_workers import publish

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(nginx.program() is None, reason="nginx is not installed"),
]
REQUESTS = 2_000 if IS_SHORT else 10_000
CLIENTS = 8
API = "/api/v1/"


@dataclass(frozen=True)
class Ask:
    """One request, and the words in its answer that only its sender may read."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str] = field(compare=False)

    @property
    def etag(self) -> str:
        return self.headers.get("etag", "")


class Line:
    """One connection, kept alive."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def call(self, ask: Ask, *, method: str = "GET", body: str | None = None, **further: str) -> Answer:
        headers = {**dict(ask.headers), **{name.replace("_", "-"): value for name, value in further.items()}}
        self._connection.request(method, ask.path, body, headers)
        response = self._connection.getresponse()
        facts = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, response.read(), facts)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, int, dict[str, str]]]:
    """The workers, the port of nginx, and what the audiences know."""
    folder = tmp_path_factory.mktemp("shared")
    with stocked_server(folder / "var", workers=2) as server:
        environment = variables(server.var, server.port)
        made = subprocess.run(
            [sys.executable, "-m", audiences.__name__],
            cwd=PROJECT_ROOT, env=environment, check=True, capture_output=True,
        )  # fmt: skip
        port = free_port()
        with nginx.in_front_of([server.port], port=port, folder=folder / "nginx"):
            time.sleep(1)  # every worker has seen the last version
            yield server, port, json.loads(made.stdout.splitlines()[-1])


ONE = "articles/by-slug"
PUBLIC = [
    "articles/", "articles/?limit=2", "articles/?section=pelatihan", "articles/?fields=_,id,title",
    "articles/?limit=3&offset=1", "articles/?limit=500", f"{ONE}/terbuka/", f"{ONE}/terbuka/?fields=_,path",
    f"{ONE}/terbuka/?rich_text_format=json", f"{ONE}/terkunci/", f"{ONE}/rahasia/",
    "resolve/?path=/pelatihan/terbuka/", "resolve/?path=/pelatihan/rahasia/", "resolve/?path=/entah/",
    "resolve/?path=/pelatihan/terkunci/", "front/", "sections/", "tags/", "search/?q=terbuka", "site/",
    "paths/", "pages/", "archive/",
]  # fmt: skip
HARMLESS = [
    (),
    (("Cookie", "sessionid=abc; csrftoken=def"),),
    (("Accept", "text/html"), ("Accept-Language", "en")),
    (("X-Forwarded-Host", HOST),),
]
"""Beside what is a secret of somebody's: all of it changes no public answer."""


def asks(known: dict[str, str], server: Server, unlocked: str) -> list[Ask]:
    """Every kind of request; those of an audience of one are sent as often as the public ones."""
    bearer, manager = _bearer(known["key"]), _bearer(server.stock["key"])
    token, unlock = ("Warta-Preview", known["preview"]), ("Warta-Unlock", unlocked)
    senders = [*HARMLESS, (bearer,), (token,), (manager,)]
    found = [Ask(API + path, headers) for path in PUBLIC for headers in senders]
    for path in ("articles/", "front/", "site/", "search/?q=milik", "resolve/?path=/kabar/terbuka/"):
        mark = "&" if "?" in path else "?"
        found += [Ask(f"{API}{path}{mark}site={HOST}", each, frozenset({SECOND})) for each in HARMLESS]
        found += [Ask(f"{API}{path}{mark}locale=en", each, frozenset({ENGLISH})) for each in HARMLESS]
    private = [
        Ask(f"{API}resolve/?path=/pelatihan/terkunci/", (unlock,), frozenset({LOCKED})),
        Ask(f"{API}articles/by-slug/terkunci/", (unlock,), frozenset({LOCKED})),
        Ask(f"{API}preview/", (token,), frozenset({PREVIEW})),
        Ask(f"{API}preview/?token={known['preview']}", (), frozenset({PREVIEW})),
        Ask(f"{API}preview/?path=/pelatihan/terbuka/", (bearer,), frozenset({DRAFT})),
        Ask(f"{API}preview/?path=/pelatihan/terbuka/"),
        Ask(f"{API}preview/"),
        Ask(f"{API}preview/", (manager,)),
        Ask(f"{API}manage/line-items/", (manager,)),
        Ask(f"{API}manage/line-items/", (bearer,)),
        Ask(f"{API}manage/line-items/"),
    ]
    return found + private * 10


def _bearer(key: str) -> tuple[str, str]:
    return "Authorization", f"Bearer {key}"


@dataclass
class Count:
    """What went wrong, and what came how often."""

    foreign: list[str] = field(default_factory=list)
    wrong_304: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    cache: Counter[str] = field(default_factory=Counter)

    def note(self, ask: Ask, sent: str, came: Answer, truth: Answer) -> None:
        self.statuses[came.status] += 1
        self.cache[came.headers.get("x-cache", "") or "PASSED"] += 1
        may_be_304 = bool(truth.etag) and truth.etag in sent
        told = f"{ask} {sent}: {came.status} {came.body[:200]!r}"
        if came.status == 304:
            if not may_be_304 or came.body:
                self.wrong_304.append(told)
            return
        if any(mark.encode() in came.body for mark in MARKS if mark not in ask.allowed):
            self.foreign.append(told)
        if (came.status, came.body) != (truth.status, truth.body):
            self.other.append(told)


def storm(port: int, every: list[Ask], truths: dict[Ask, Answer], seed: int, count: Count) -> None:
    chance, line = random.Random(seed), Line(port)
    for _ in range(REQUESTS // CLIENTS):
        ask = chance.choice(every)
        other = truths[chance.choice(every)].etag
        own = truths[ask].etag
        sent = chance.choice(
            ["", "", "", own, f"W/{own}" if own else "", other, f'"x", {own}' if own else '"x"']
        )
        further = {"If_None_Match": sent} if sent else {}
        count.note(ask, sent, line.call(ask, **further), truths[ask])


def test_5_a_shared_cache_hands_nothing_to_the_wrong_reader(
    servers: tuple[Server, int, dict[str, str]],
) -> None:
    server, port, known = servers
    worker = Line(server.port)
    gate = Ask(f"{API}pages/{known['locked']}/unlock/", (("Content-Type", "application/json"),))
    unlocked = json.loads(worker.call(gate, method="POST", body=json.dumps({"password": PASSWORD})).body)
    every = asks(known, server, unlocked["token"])
    truths = {ask: worker.call(ask) for ask in dict.fromkeys(every)}
    for ask in every:
        assert {mark for mark in MARKS if mark.encode() in truths[ask].body} <= ask.allowed, ask
    seen = {mark for answer in truths.values() for mark in MARKS if mark.encode() in answer.body}
    assert seen == {LOCKED, PREVIEW, DRAFT, SECOND, ENGLISH}

    counts = [Count() for _ in range(CLIENTS)]
    threads = [
        threading.Thread(target=storm, args=(port, every, truths, seed, count))
        for seed, count in enumerate(counts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    foreign = [each for count in counts for each in count.foreign]
    wrong_304 = [each for count in counts for each in count.wrong_304]
    other = [each for count in counts for each in count.other]
    statuses = sum((count.statuses for count in counts), Counter[int]())
    cache = sum((count.cache for count in counts), Counter[str]())
    assert sum(statuses.values()) == REQUESTS
    assert cache["HIT"] > REQUESTS / 3
    assert statuses[304] > REQUESTS / 20
    print("\n".join([*foreign, *wrong_304, *other][:10]))
    verdict(
        5, len(foreign) + len(wrong_304) + len(other), bodies=len(foreign), wrong_304=len(wrong_304),
        differing=len(other), requests=REQUESTS, hits=cache["HIT"], answered_304=statuses[304],
    )  # fmt: skip


def test_5_who_knows_of_a_version_is_answered_past_the_cache_and_renews_it(
    servers: tuple[Server, int, dict[str, str]],
) -> None:
    server, port, _ = servers
    front, worker, ask = Line(port), Line(server.port), Ask(f"{API}articles/?limit=1&fields=_,title")
    before = front.call(ask)
    publish(server, 5)
    deadline = time.monotonic() + 5
    while worker.call(ask).body == before.body and time.monotonic() < deadline:
        time.sleep(0.1)
    version = worker.call(ask).headers["warta-version"]
    kept = front.call(ask)
    told = front.call(ask, Warta_Min_Version=version)
    after = front.call(ask)
    old = sum(b"Kabar 5" not in each.body for each in (told, after))
    assert (kept.body, kept.headers["x-cache"]) == (before.body, "HIT")
    assert (told.headers["x-cache"], after.headers["x-cache"]) == ("BYPASS", "HIT")
    verdict(5, old, past_nginx="told of a version, renewed for all")
