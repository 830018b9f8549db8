"""Which clients are readers."""

from datetime import UTC, datetime, timedelta

import pytest

from ads.counting.models import EventClass, EventType
from ads.counting.traffic import Sender, agent_class, classify, flags_of, is_bot, is_prefetch
from ads.tokens import AgentClass, Token

NOON = datetime(2026, 8, 15, 5, 0, tzinfo=UTC)
ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
ANDROID_TABLET = "Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148"
)
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (ANDROID, AgentClass.MOBILE),
        (ANDROID_TABLET, AgentClass.TABLET),
        (IPHONE, AgentClass.MOBILE),
        (WINDOWS, AgentClass.DESKTOP),
        (LINUX, AgentClass.DESKTOP),
        (GOOGLEBOT, AgentClass.BOT),
        ("", AgentClass.OTHER),
        ("Some Browser of Tomorrow/1.0", AgentClass.OTHER),
    ],
)
def test_agents_fall_into_classes(agent: str, expected: AgentClass) -> None:
    assert agent_class(agent) == expected


@pytest.mark.parametrize(
    "agent", [GOOGLEBOT, "curl/8.5.0", "facebookexternalhit/1.1", "python-requests/2.32", "AhrefsBot/7.0"]
)
def test_crawlers_of_either_list_are_bots(agent: str) -> None:
    assert is_bot(agent)


@pytest.mark.parametrize("agent", [ANDROID, ANDROID_TABLET, IPHONE, WINDOWS, LINUX, ""])
def test_readers_are_no_bots(agent: str) -> None:
    assert not is_bot(agent)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Purpose": "preview"},
        {"X-Moz": "prefetch"},
    ],
)
def test_a_browser_that_asks_ahead_is_a_prefetch(headers: dict[str, str]) -> None:
    assert is_prefetch(headers)


def test_an_ordinary_request_is_no_prefetch() -> None:
    assert not is_prefetch({"User-Agent": ANDROID, "Accept": "*/*"})


def decided(agent: AgentClass = AgentClass.MOBILE, **fields: object) -> Token:
    return Token(NOON, 1, 0, 1, 1, 1, 1, 1, agent, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sender", "fields", "expected"),
    [
        (Sender(), {}, EventClass.ACCEPTED),
        (Sender(is_datacentre=True), {}, EventClass.DATACENTRE),
        (Sender(is_staff=True), {}, EventClass.STAFF),
        (Sender(is_datacentre=True, is_staff=True), {}, EventClass.DATACENTRE),
        (Sender(is_bot=True, is_datacentre=True), {}, EventClass.BOT),
        (Sender(is_prefetch=True, is_staff=True), {}, EventClass.PREFETCH),
        (Sender(), {"is_preview": True}, EventClass.PREVIEW),
        (Sender(is_staff=True), {"is_preview": True}, EventClass.STAFF),
    ],
)
def test_the_first_class_that_fits(sender: Sender, fields: dict[str, bool], expected: EventClass) -> None:
    assert classify(decided(**fields), EventType.IMPRESSION, sender, now=NOON) == expected


@pytest.mark.parametrize(
    ("event_type", "agent", "milliseconds", "flags"),
    [
        (EventType.IMPRESSION, ANDROID, 0, []),
        (EventType.IMPRESSION, WINDOWS, 0, ["agent_mismatch"]),
        (EventType.IMPRESSION, "", 0, []),
        (EventType.CLICK, ANDROID, 499, ["too_fast"]),
        (EventType.CLICK, ANDROID, 500, []),
        (EventType.VIEWABLE, ANDROID, 999, ["too_fast"]),
        (EventType.VIEWABLE, WINDOWS, 1_000, ["agent_mismatch"]),
    ],
)
def test_what_is_odd_is_flagged(
    event_type: EventType, agent: str, milliseconds: int, flags: list[str]
) -> None:
    now = NOON + timedelta(milliseconds=milliseconds)
    assert [flag.code for flag in flags_of(decided(), event_type, agent, now=now)] == flags


@pytest.mark.parametrize(
    ("event_type", "told", "flags"),
    [
        (EventType.VIEWABLE, {"in_view_ms": 999}, ["hidden"]),
        (EventType.VIEWABLE, {"in_view_ms": 1_000}, []),
        (EventType.IMPRESSION, {"in_view_ms": 0}, []),
        (EventType.CLICK, {"is_burst": True}, ["rate"]),
        (EventType.VIEWABLE, {"in_view_ms": 0, "is_burst": True}, ["hidden", "rate"]),
    ],
)
def test_what_the_client_or_its_haste_tells_is_flagged(
    event_type: EventType, told: dict[str, int], flags: list[str]
) -> None:
    now = NOON + timedelta(seconds=5)
    found = flags_of(decided(), event_type, ANDROID, now=now, **told)  # type: ignore[arg-type]
    assert [flag.code for flag in found] == flags
