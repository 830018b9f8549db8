"""How far shares are from what was sold after n impressions: the engine's credits beside a lottery."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from ads.decision.rotation import Balances, members, pick
from ads.decision.types import Tier

WEIGHTS = ((50, 30, 20), (696, 289, 261, 10, 10), (52, 15, 6, 6, 1, 1, 1, 1))
IMPRESSIONS = (100, 1_000, 10_000)


def measure() -> dict[str, object]:
    return {
        "unit": "impressions, the largest error of any line item at any moment up to n",
        "by_weights": {
            ":".join(map(str, weights)): {
                n: {
                    "credits": worst(by_credits(weights), weights, n),
                    "lottery": worst(by_lot(weights), weights, n),
                }
                for n in IMPRESSIONS
            }
            for weights in WEIGHTS
        },
    }


def by_credits(weights: Sequence[int]) -> Callable[[], int]:
    sharers = members(Tier.NETWORK, range(1, len(weights) + 1), weights)
    balances = Balances()

    def turn() -> int:
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
