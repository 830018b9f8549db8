"""What part of the requests a rule of places or key-values lets pass, from the parts of single values.

Pure. Provinces lie in their country and are apart from each other; of one key a page says one value, and what
it says of different keys is taken to meet at random.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

Shares = Mapping[str, float]
"""By value, the part of the requests that had it, from 0 to 1."""


def part_of(dimension: str, modes: Mapping[str, Collection[str]], shares: Shares) -> float | None:
    """From 0 to 1; None where nothing is known of one of its values."""
    wanted, unwanted = modes.get("any_of"), modes.get("none_of", ())
    if any(value not in shares for value in (*(wanted or ()), *unwanted)):
        return None
    if dimension == "key_value":
        reached = 1.0 if wanted is None else _pairs(wanted, shares)
        return reached * (1.0 - _pairs(unwanted, shares))
    if wanted is None:
        return 1.0 - _places(unwanted, shares)
    inside = [value for value in unwanted if value in wanted or _country(value) in wanted]
    left = [value for value in wanted if _country(value) not in unwanted]
    return max(0.0, _places(left, shares) - _places([each for each in inside if each not in left], shares))


def _places(values: Collection[str], shares: Shares) -> float:
    whole = [value for value in set(values) if "-" not in value or _country(value) not in values]
    return min(1.0, sum(shares[value] for value in whole))


def _pairs(values: Collection[str], shares: Shares) -> float:
    by_key: dict[str, float] = defaultdict(float)
    for value in set(values):
        by_key[value.partition("=")[0]] += shares[value]
    missed = 1.0
    for share in by_key.values():
        missed *= 1.0 - min(1.0, share)
    return 1.0 - missed


def _country(value: str) -> str:
    return value.partition("-")[0]
