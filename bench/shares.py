"""How far shares are from what was sold after n impressions: the engine's credits beside a lottery."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from ads.decision.rotation import Balances, members, pick, warm
from ads.decision.types import Tier
from bench.portal import Portal

WEIGHTS = ((50, 30, 20), (696, 289, 261, 10, 10), (52, 15, 6, 6, 1, 1, 1, 1))
IMPRESSIONS = (100, 1_000, 10_000)
PROCESSES = (1, 4)
WARM_PICKS = 400


def measure(_: Portal) -> dict[str, object]:
    return {
        "unit": "impressions, the largest error of any line item at any moment up to n",
        "by_weights": {
            ":".join(map(str, weights)): {n: beside_a_lottery(weights, n) for n in IMPRESSIONS}
            for weights in WEIGHTS
        },
    }


def beside_a_lottery(weights: Sequence[int], impressions: int) -> dict[str, float]:
    ours = {f"credits_{n}": worst(by_credits(weights, n), weights, impressions) for n in PROCESSES}
    return {**ours, "lottery": worst(by_lot(weights), weights, impressions)}


def by_credits(weights: Sequence[int], processes: int) -> Callable[[], int]:
    """Each process keeps credits of its own; but for the first they began somewhere in the order. A request
    reaches any of them."""
    draw = random.Random(processes)
    sharers = members(Tier.NETWORK, range(1, len(weights) + 1), weights)
    kept = [warm(sharers, draw.randint(0, WARM_PICKS) if number else 0) for number in range(processes)]

    def turn() -> int:
        balances: Balances = draw.choice(kept)
        winner, after, _ = pick(sharers, balances)
        balances.update(zip(sharers.ids, after, strict=True))
        return winner

    return turn


def by_lot(weights: Sequence[int]) -> Callable[[], int]:
    draw = random.Random(4)
    return lambda: draw.choices(range(len(weights)), weights)[0]


def worst(turn: Callable[[], int], weights: Sequence[int], impressions: int) -> float:
    total, had, error = sum(weights), [0] * len(weights), 0.0
    for n in range(1, impressions + 1):
        had[turn()] += 1
        error = max(
            error, *(abs(n * weight / total - mine) for weight, mine in zip(weights, had, strict=True))
        )
    return round(error, 3)
