"""Nothing is billed twice, beyond a gate, for a machine or to a forger, on the profile of the drills."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import pytest

from tests.drills.checks import IS_SHORT, verdict
from tests.drills.portal import Portal, end, start
from tests.drills.servers import Client, free_port, wait

pytestmark = pytest.mark.drill
REPLAYED = 50_001
CAPPED_FROM = 60_000
BUDGETED, CAMPAIGN_BUDGETED, DAILY, LIFETIME = 70_001, 70_002, 70_003, 70_004
MACHINES, FORGED, ROTATED = 80_001, 80_002, 80_003
CLIENTS = 16 if IS_SHORT else 64
ROUNDS = 40 if IS_SHORT else 200
SALES = 400 if IS_SHORT else 8_000
RATE_MILLI = 12_500  # a CPM of Rp 12,500: 12.5 rupiah a piece
FORGERIES = 2_000 if IS_SHORT else 10_000
METRICS_SECONDS = 15.0  # until every process has written what it counted
CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def send(client: Client, tokens: Sequence[str], kind: str = "impression") -> None:
    status, answer = client.call(
        "POST", "/api/v1/events/", {"events": [{"token": token, "type": kind} for token in tokens]}
    )
    assert status == 204, (status, answer)


def at_once(works: Sequence[Callable[[], None]]) -> None:
    """All begin together; the first that failed is raised."""
    ready, failures = threading.Barrier(len(works)), list[BaseException]()

    def run(work: Callable[[], None]) -> None:
        ready.wait()
        try:
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def sent_by(portal: Portal, tokens: Sequence[str], *, size: int) -> Callable[[], None]:
    client = portal.client()

    def work() -> None:
        for batch in parted(tokens, size):
            send(client, batch)

    return work


def parted(tokens: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (tokens[start : start + size] for start in range(0, len(tokens), size))


def minted(portal: Portal, *wanted: dict[str, int]) -> list[list[str]]:
    return list(portal.ask("tokens.minted", wanted=wanted))


def counts(portal: Portal, line_item: int) -> dict[str, int]:
    return dict(portal.ask("ledger.by_line_item").get(str(line_item), {"rows": 0, "billable": 0}))


def test_17_a_token_sent_four_times_at_once_counts_once(shared_portal: Portal) -> None:
    (tokens,) = minted(shared_portal, {"line_item": REPLAYED, "count": 500})
    at_once([sent_by(shared_portal, tokens, size=size) for size in (50, 50, 20, 7)])
    found = counts(shared_portal, REPLAYED)
    verdict(17, abs(found["rows"] - 500), rows=found["rows"], sent=4 * 500)


def test_18_a_cap_of_one_is_one_however_many_race_for_it(shared_portal: Portal) -> None:
    items = range(CAPPED_FROM, CAPPED_FROM + ROUNDS)
    shared_portal.ask("terms.agree", wanted=[{"line_item": item, "lifetime_cap": 1} for item in items])
    minted_tokens = minted(shared_portal, *({"line_item": item, "count": CLIENTS} for item in items))
    # Each client has one token of every round and sends them in the same order, one after the other.
    own = [[tokens[client] for tokens in minted_tokens] for client in range(CLIENTS)]
    at_once([sent_by(shared_portal, tokens, size=1) for tokens in own])
    found = shared_portal.ask("ledger.by_line_item")
    billable = [found[str(item)]["billable"] for item in items]
    wrong = sum(number != 1 for number in billable)
    verdict(18, wrong, rounds=ROUNDS, clients=CLIENTS, billable=sum(billable))


def test_19_budgets_and_caps_hold_to_the_smallest_unit(shared_portal: Portal) -> None:
    """A last piece that the budget would pay only in part is not sold."""
    rest = RATE_MILLI - 1
    terms = [
        {"line_item": BUDGETED, "cost_milli": RATE_MILLI, "budget_milli": SALES * RATE_MILLI + rest},
        {
            "line_item": CAMPAIGN_BUDGETED,
            "cost_milli": RATE_MILLI,
            "campaign_budget_milli": SALES * RATE_MILLI,
        },
        {"line_item": DAILY, "daily_cap": SALES // 2, "lifetime_cap": SALES},
        {"line_item": LIFETIME, "daily_cap": SALES * 2, "lifetime_cap": SALES},
    ]
    shared_portal.ask("terms.agree", wanted=terms)
    items = [each["line_item"] for each in terms]
    tokens = minted(shared_portal, *({"line_item": item, "count": SALES + 100} for item in items))
    works = [sent_by(shared_portal, half, size=40) for each in tokens for half in (each[::2], each[1::2])]
    at_once(works)  # eight at once
    found = {item: counts(shared_portal, item) for item in items}
    expected = dict(zip(items, (SALES, SALES, SALES // 2, SALES), strict=True))
    wrong = sum(abs(found[item]["billable"] - expected[item]) for item in items)
    lost = sum(abs(found[item]["rows"] - SALES - 100) for item in items)
    verdict(
        19,
        wrong + lost,
        billable=[found[item]["billable"] for item in items],
        expected=list(expected.values()),
    )


def test_22_machines_and_browsers_ahead_of_their_reader_are_never_billed(shared_portal: Portal) -> None:
    """Impressions, pixels and clicks of machines are rows of their class; HEAD and OPTIONS are a metric."""
    ahead: list[dict[str, str]] = [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
    ]
    machines = [{"User-Agent": CRAWLER}, {"User-Agent": "curl/8.5.0"}, *ahead]
    before, metrics = Counter(shared_portal.ask("ledger.classes")), counters(shared_portal)
    for sent, tokens in zip(
        machines, minted(shared_portal, *[{"line_item": MACHINES, "count": 20}] * len(machines)), strict=True
    ):
        client, (clicked,) = shared_portal.client(**sent), shown(shared_portal, 1)
        send(client, tokens)
        for token in tokens[:5]:
            assert client.call("GET", f"/api/v1/events/{token}.gif")[0] == 200
        assert client.call("GET", f"/api/v1/click/{clicked}/")[0] == 302
    asked = silent(shared_portal)
    found, after = counts(shared_portal, MACHINES), Counter(shared_portal.ask("ledger.classes"))
    kept = after - before
    rows_of = {"bot": 2 * 21, "prefetch": 4 * 21}
    wrong = {name: abs(kept[name] - number) for name, number in rows_of.items()}
    wrong["of_another_class"] = sum((kept - Counter(rows_of)).values())
    wrong["billable"] = found["billable"]
    wrong |= {name: abs(number) for name, number in uncounted(shared_portal, metrics, asked).items()}
    verdict(22, sum(wrong.values()), **{f"{name}_rows": kept[name] for name in rows_of}, **asked, **wrong)


def shown(portal: Portal, number: int) -> list[str]:
    """Tokens of ads that a reader was given."""
    _, answer = portal.client().call("POST", "/api/v1/slots/decide/", {"slots": portal.stock["slots"]})
    return [each["token"] for each in json.loads(answer)["decisions"].values() if each][:number]


def counters(portal: Portal) -> Counter[str]:
    return Counter(portal.ask("ledger.counters"))


def silent(portal: Portal) -> dict[str, int]:
    """Asks that report nothing, and how many of each method were made."""
    asked = Counter[str]()
    for (token,) in minted(portal, *[{"line_item": MACHINES, "count": 1}] * 5):
        for method in ("HEAD", "OPTIONS"):
            for path in (f"/api/v1/events/{token}.gif", f"/api/v1/click/{token}/"):
                status, _ = portal.client().call(method, path)
                assert status in (200, 204), (method, path, status)
                asked[method.lower()] += 1
    return dict(asked)


def uncounted(portal: Portal, before: Counter[str], asked: dict[str, int]) -> dict[str, int]:
    """How many of the asks are missing in the metrics, which every process writes every five seconds."""
    deadline = time.monotonic() + METRICS_SECONDS
    while True:
        grown = counters(portal) - before
        missing = {f"{name}_uncounted": number - grown[name] for name, number in asked.items()}
        if not any(missing.values()) or time.monotonic() > deadline:
            return missing
        time.sleep(0.2)


def test_25_nothing_forged_counts_and_a_new_key_breaks_no_token(shared_portal: Portal) -> None:
    genuine, rotated = minted(
        shared_portal, {"line_item": FORGED, "count": FORGERIES}, {"line_item": ROTATED, "count": 150}
    )
    chance = random.Random(25)
    client = shared_portal.client()
    before = set(shared_portal.ask("ledger.by_line_item"))
    for batch in parted([forged(token, chance) for token in genuine], 200):
        send(client, batch)
    for token in genuine[:50]:
        path = f"/api/v1/click/{forged(token, chance)}/"
        assert client.call("GET", path)[0] in (400, 404)
    found = counts(shared_portal, FORGED)
    strangers = len(set(shared_portal.ask("ledger.by_line_item")) - before)
    kept = after_a_new_key(shared_portal, rotated)
    facts = {"rows": found["rows"], "of_other_line_items": strangers, "kept_after_rotation": kept}
    verdict(25, found["rows"] + strangers + abs(kept - 150), forged=FORGERIES, **facts)


def forged(token: str, chance: random.Random) -> str:
    """One character changed, cut off, doubled, or all of it made up."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    place = chance.randrange(len(token))
    other = chance.choice([sign for sign in alphabet if sign != token[place]])
    return (
        chance.choice(
            [
                token[:place] + other + token[place + 1 :],
                token[:place],
                token + other,
                "".join(chance.choices(alphabet, k=len(token))),
            ]
        )
        or "A"
    )


def after_a_new_key(portal: Portal, tokens: Sequence[str]) -> int:
    """How many tokens of before a server with a new key takes, where the old one still verifies."""
    used = portal.ask("clerk.secret_key")
    port = free_port()
    changes = {"SECRET_KEY": "x" * 25 + "another-key-than-before-" * 2, "SECRET_KEY_FALLBACKS": used}
    process = start(portal, port, changes, workers=1, threads=2)
    try:
        wait(port, process)
        client = Client(port)
        _, answer = client.call("POST", "/api/v1/slots/decide/", {"slots": portal.stock["slots"]})
        fresh = [each["token"] for each in json.loads(answer)["decisions"].values() if each]
        send(client, [*tokens, *fresh])
    finally:
        end(process)
    return counts(portal, ROTATED)["billable"]


def test_26_sums_made_again_from_the_ledger_are_the_same(shared_portal: Portal) -> None:
    shared_portal.ask("clerk.command", arguments=["roll_up"])
    before = shared_portal.ask("ledger.sums")
    shared_portal.ask("clerk.command", arguments=["roll_up", "--rebuild"])
    after = shared_portal.ask("ledger.sums")
    differing = sum(one != other for one, other in zip(before, after, strict=False))
    verdict(26, differing + abs(len(before) - len(after)), sums=len(before))


def test_21_the_books_balance(shared_portal: Portal) -> None:
    found = shared_portal.ask("ledger.conservation")
    by_spool = shared_portal.ask("ledger.counters").get("spool_replayed", 0)
    verdict(21, sum(found.values()), after="money", by_spool=by_spool, **found)
