"""Genuine tokens without a decision, and what a token says of itself."""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta
from typing import Any

from ads.tokens import BODY, AgentClass, Token, sign


def decision_id(text: str) -> str:
    _, _, head, call_id, *_ = BODY.unpack_from(base64.urlsafe_b64decode(text))
    return f"{call_id:016x}{head >> 8 & 0xFF:02x}"


def minted(wanted: list[dict[str, Any]]) -> list[list[str]]:
    """A list of tokens for each object of `line_item` and `count`."""
    return [signed(**each) for each in wanted]


def signed(*, line_item: int, count: int, seconds_ago: float = 1, **fields: Any) -> list[str]:
    from ads.delivery.serve import signing_keys
    from runtime import clock

    decided_at = clock.now() - timedelta(seconds=seconds_ago)
    facts = {"creative": 1, "creative_revision": 1, "slot": 1, "page_view": 1} | fields
    return [
        sign(
            Token(
                decided_at=decided_at,
                call_id=secrets.randbits(64),
                ordinal=0,
                line_item=line_item,
                agent_class=AgentClass.MOBILE,
                **facts,
            ),
            key=signing_keys()[0],
        )
        for _ in range(count)
    ]
