"""What a reader grants, read from a decision call: in doubt no third party, and nothing is kept."""

from __future__ import annotations

import base64
import binascii

from ads.decision.types import Need

STORE, SELECT_BASIC = 1, 2
_VERSION_BITS = 6
_PURPOSES_FROM = 152  # IAB TCF v2, core string: 24 bits, purpose 1 first
_PURPOSES = 24


def grants(
    *,
    gpc: bool | None = None,
    tcf: str | None = None,
    storage: bool | None = None,
    third_party: bool | None = None,
) -> frozenset[Need]:
    """A TCF string grants where nothing is said in plain words, and what it refuses stays refused.

    Global Privacy Control keeps third parties out whatever else was said.
    """
    purposes = None if tcf is None else purposes_of(tcf)
    may_store = _granted(storage, purposes, {STORE})
    may_share = _granted(third_party, purposes, {STORE, SELECT_BASIC}) and not gpc
    granted = {Need.SCRIPT: True, Need.STORAGE: may_store, Need.THIRD_PARTY: may_share}
    return frozenset(need for need, is_granted in granted.items() if is_granted)


def purposes_of(tcf: str) -> frozenset[int]:
    """The purposes that a TCF v2 string consents to; none for what is no such string."""
    core = tcf.split(".")[0]
    try:
        raw = base64.b64decode(core + "=" * (-len(core) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return frozenset()
    bits = "".join(f"{octet:08b}" for octet in raw)
    if len(bits) < _PURPOSES_FROM + _PURPOSES or int(bits[:_VERSION_BITS], 2) != 2:
        return frozenset()
    consented = bits[_PURPOSES_FROM : _PURPOSES_FROM + _PURPOSES]
    return frozenset(number for number, bit in enumerate(consented, start=1) if bit == "1")


def _granted(said: bool | None, purposes: frozenset[int] | None, needed: set[int]) -> bool:
    if purposes is None:
        return bool(said)
    return said is not False and needed <= purposes
