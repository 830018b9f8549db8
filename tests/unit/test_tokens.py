"""What a decision token carries, and that nobody else can make one."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ads.tokens import BODY, MAC_BYTES, TEXT_LENGTH, AgentClass, InvalidToken, Token, key_id, sign, verify

KEY = b"k" * 32
OTHER = b"o" * 32
TOKEN = Token(
    decided_at=datetime(2026, 8, 17, 12, 0, 0, 123000, tzinfo=UTC),
    call_id=2**64 - 1,
    ordinal=19,
    line_item=12,
    creative=34,
    creative_revision=2**32 - 1,
    slot=5,
    page_view=2**63,
    agent_class=AgentClass.MOBILE,
    is_refresh=True,
    is_house=True,
)
UINT32 = st.integers(0, 2**32 - 1)
UINT64 = st.integers(0, 2**64 - 1)
MILLISECONDS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=UTC)
)
TOKENS = st.builds(
    Token,
    decided_at=MILLISECONDS,
    call_id=UINT64,
    ordinal=st.integers(0, 255),
    line_item=UINT32,
    creative=UINT32,
    creative_revision=UINT32,
    slot=UINT32,
    page_view=UINT64,
    agent_class=st.sampled_from(AgentClass),
    is_refresh=st.booleans(),
    is_house=st.booleans(),
)


@given(TOKENS)
def test_a_token_comes_back_as_it_was_signed(token: Token) -> None:
    assert verify(sign(token, key=KEY), keys=[KEY]) == token


def test_a_token_is_72_characters_of_base64url() -> None:
    text = sign(TOKEN, key=KEY)
    assert (len(text), TEXT_LENGTH) == (72, 72)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_the_decision_id_is_the_call_and_the_ordinal() -> None:
    assert TOKEN.decision_id == "ffffffffffffffff13"


@given(st.integers(0, BODY.size + MAC_BYTES - 1), st.integers(1, 255))
def test_any_altered_byte_is_refused(position: int, change: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(sign(TOKEN, key=KEY)))
    raw[position] ^= change
    with pytest.raises(InvalidToken):
        verify(base64.urlsafe_b64encode(bytes(raw)).decode(), keys=[KEY, OTHER])


@given(st.integers(0, TEXT_LENGTH - 1), st.characters())
def test_any_altered_character_is_refused(position: int, character: str) -> None:
    text = sign(TOKEN, key=KEY)
    altered = text[:position] + character + text[position + 1 :]
    if altered != text:
        with pytest.raises(InvalidToken):
            verify(altered, keys=[KEY])


@given(st.text(max_size=100))
def test_any_text_is_refused_cleanly(text: str) -> None:
    with pytest.raises(InvalidToken):
        verify(text, keys=[KEY])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text + "=",
        lambda text: text + "\n",
        lambda text: " " + text,
        lambda text: text[:-1],
        lambda text: text[:-4] + "====",
        lambda text: text.replace("-", "+").replace("_", "/") + "!",
    ],
)
def test_only_the_canonical_text_is_accepted(spoil) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidToken):
        verify(spoil(sign(TOKEN, key=KEY)), keys=[KEY])


def test_plus_and_slash_are_no_other_spelling() -> None:
    tokens = (sign(Token(TOKEN.decided_at, call, 0, 1, 1, 1, 1, 1), key=KEY) for call in range(1000))
    text = next(text for text in tokens if "-" in text)
    with pytest.raises(InvalidToken):
        verify(text.replace("-", "+"), keys=[KEY])


def test_the_former_key_still_verifies_after_a_rotation() -> None:
    assert verify(sign(TOKEN, key=OTHER), keys=[KEY, OTHER]) == TOKEN


def test_a_key_that_left_the_ring_no_longer_verifies() -> None:
    with pytest.raises(InvalidToken):
        verify(sign(TOKEN, key=OTHER), keys=[KEY])


def test_two_keys_with_the_same_id_both_verify() -> None:
    twin = next(
        key for key in (bytes([a, b]) for a in range(256) for b in range(256)) if key_id(key) == key_id(KEY)
    )
    assert verify(sign(TOKEN, key=twin), keys=[KEY, twin]) == TOKEN
