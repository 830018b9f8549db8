"""Signs and reads the token that ties an event to the decision it belongs to."""

import binascii
import hashlib
import hmac
import re
import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

PURPOSE = "event-tokens"
"""Names the ring of keys that sign."""
VERSION = 1
MAC_BYTES = 12
MAX_ORDINAL = 255
# version, key id | 48 bits of milliseconds, ordinal, agent and flags | call | line item, creative,
# revision, slot | page view. 54 bytes with the MAC: no padding, hence one text for one token.
BODY = struct.Struct(">BBQQIIIIQ")
TEXT_LENGTH = (BODY.size + MAC_BYTES) * 4 // 3
_is_text = re.compile(rf"[A-Za-z0-9_-]{{{TEXT_LENGTH}}}").fullmatch
_URL_SAFE, _PLAIN = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

AGENT_MASK = 0b0000_1111
REFRESH_FLAG = 0b0001_0000
HOUSE_FLAG = 0b0010_0000
PREVIEW_FLAG = 0b0100_0000


class AgentClass(IntEnum):
    """What kind of client asked for the decision; the order is stored, append only."""

    OTHER = 0
    MOBILE = 1
    TABLET = 2
    DESKTOP = 3
    BOT = 4


AGENT_CLASSES = tuple(AgentClass)


class InvalidToken(Exception):
    """The text is not a token signed by one of the keys."""

    code = "invalid_token"


class Token(NamedTuple):
    """One answered decision; every number is unsigned, `page_view` and `call_id` have 64 bits."""

    decided_at: datetime
    call_id: int
    ordinal: int
    line_item: int
    creative: int
    creative_revision: int
    slot: int
    page_view: int
    agent_class: AgentClass = AgentClass.OTHER
    is_refresh: bool = False
    is_house: bool = False
    is_preview: bool = False

    @property
    def decision_id(self) -> str:
        """18 hexadecimal digits: the call and the place of the slot in it."""
        return f"{self.call_id:016x}{self.ordinal:02x}"


@lru_cache(maxsize=16)
def key_id(key: bytes) -> int:
    """One byte that says which key of the ring signed; a hint, never trusted."""
    return hashlib.sha256(key).digest()[0]


def sign(token: Token, *, key: bytes) -> str:
    """The token as 72 characters of base64url."""
    seal = Seal(
        key,
        decided_at=token.decided_at,
        call_id=token.call_id,
        page_view=token.page_view,
        agent_class=token.agent_class,
        is_preview=token.is_preview,
    )
    return seal.sign(
        token.ordinal,
        token.line_item,
        token.creative,
        token.creative_revision,
        token.slot,
        is_refresh=token.is_refresh,
        is_house=token.is_house,
    )


class Seal:
    """Signs the tokens of one call, which have a key, a moment and a page view in common."""

    __slots__ = ("_call_id", "_head", "_key_id", "_keyed", "_page_view")

    def __init__(
        self,
        key: bytes,
        *,
        decided_at: datetime,
        call_id: int,
        page_view: int,
        agent_class: AgentClass,
        is_preview: bool,
    ) -> None:
        self._key_id, self._keyed = key_id(key), _keyed(key)
        self._head = (decided_at - EPOCH) // MILLISECOND << 16 | agent_class | PREVIEW_FLAG * is_preview
        self._call_id, self._page_view = call_id, page_view

    def sign(
        self,
        ordinal: int,
        line_item: int,
        creative: int,
        creative_revision: int,
        slot: int,
        *,
        is_refresh: bool,
        is_house: bool,
    ) -> str:
        """What `sign` gives for the token of this slot."""
        body = BODY.pack(
            VERSION,
            self._key_id,
            self._head | ordinal << 8 | REFRESH_FLAG * is_refresh | HOUSE_FLAG * is_house,
            self._call_id,
            line_item,
            creative,
            creative_revision,
            slot,
            self._page_view,
        )
        text = binascii.b2a_base64(body + _mac(body, self._keyed), newline=False)
        return text.translate(_URL_SAFE).decode("ascii")


def verify(text: str, *, keys: Sequence[bytes]) -> Token:
    """The token behind `text`, signed by any of `keys`; raises InvalidToken."""
    raw = _decode(text)
    body, mac = raw[: BODY.size], raw[BODY.size :]
    for key in keys:
        if body[1] == key_id(key) and hmac.compare_digest(mac, _mac(body, _keyed(key))):
            return _unpack(body)
    raise InvalidToken


def _mac(body: bytes, keyed: hmac.HMAC) -> bytes:
    mac = keyed.copy()
    mac.update(body)
    return mac.digest()[:MAC_BYTES]


@lru_cache(maxsize=16)
def _keyed(key: bytes) -> hmac.HMAC:
    """With the key read already; unlike `hmac.digest` it does not let go of the interpreter each time."""
    return hmac.new(key, digestmod="sha256")


def _decode(text: str) -> bytes:
    # No bits are left over at the end, so what has the alphabet and the length is the one text of its bytes.
    if not _is_text(text):
        raise InvalidToken
    raw = binascii.a2b_base64(text.encode("ascii").translate(_PLAIN))
    if raw[0] != VERSION:
        raise InvalidToken
    return raw


def _unpack(body: bytes) -> Token:
    _, _, head, call_id, line_item, creative, revision, slot, page_view = BODY.unpack(body)
    flags = head & 0xFF
    return Token(
        EPOCH + timedelta(0, 0, 0, head >> 16),
        call_id,
        head >> 8 & 0xFF,
        line_item,
        creative,
        revision,
        slot,
        page_view,
        AGENT_CLASSES[flags & AGENT_MASK],
        bool(flags & REFRESH_FLAG),
        bool(flags & HOUSE_FLAG),
        bool(flags & PREVIEW_FLAG),
    )
