"""Which clients are readers."""

import pytest

from ads.counting.traffic import agent_class, is_bot, is_prefetch
from ads.tokens import AgentClass

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
