"""Tampered clicks, and pages that stood in a cache for a week: nobody is led astray or billed."""

from __future__ import annotations

import base64
import random
from datetime import timedelta
from typing import Any

import pytest

from ads import tokens
from ads.counting.models import AdEvent, EventClass, EventType
from ads.delivery.serve import signing_keys
from ads.models import Creative
from ads.tokens import BODY
from runtime import versions
from tests import adops
from tests.api.ads.calls import browser, decide, report, token
from tests.drills.checks import verdict

pytestmark = pytest.mark.django_db
BOTTOM = "article-bottom-1"
DESTINATION = "https://example.org/offer"
TAMPERED = 500
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.fixture
def booked(clock: Any) -> Any:
    slot = adops.slot(BOTTOM)
    for number in range(3):
        creative = adops.image_creative(
            destination=DESTINATION if number == 0 else f"https://example.org/{number}"
        )
        adops.line_item("network", [slot], creatives=[creative])
    return clock


def replaced(text: str) -> str:
    """Some characters are others."""
    letters = list(text)
    for place in random.sample(range(len(letters)), random.randint(1, 6)):
        letters[place] = random.choice(ALPHABET.replace(letters[place], ""))
    return "".join(letters)


def spliced(text: str, other: str) -> str:
    """The beginning of one genuine token with the end of another."""
    cut = random.randint(1, len(text) - 17)
    return text[:cut] + other[cut:]


def resized(text: str) -> str:
    return random.choice(
        [text[: random.randint(1, 71)], text + random.choice(ALPHABET), text + "=", text * 2]
    )


def resigned(text: str) -> str:
    """Another creative under a signature of somebody's own key."""
    raw = bytearray(base64.urlsafe_b64decode(text))
    raw[random.randint(2, BODY.size - 1)] ^= random.randint(1, 255)
    mac = random.randbytes(len(raw) - BODY.size)
    return base64.urlsafe_b64encode(bytes(raw[: BODY.size]) + mac).decode()


def test_no_tampered_click_leaves_the_stored_destination_or_counts(booked: Any) -> None:
    genuine = [token(BOTTOM) for _ in range(6)]
    ways = [replaced, lambda text: spliced(text, random.choice(genuine)), resized, resigned]
    led_on = 0
    sent: set[str] = set()
    while len(sent) < TAMPERED:
        text = ways[len(sent) % len(ways)](random.choice(genuine))
        if text in sent or text in genuine:
            continue
        sent.add(text)
        response = browser.get(f"/api/v1/click/{text}/", {"to": "https://evil.example/"})
        led_on += response.status_code != 404 or "Location" in response.headers
    verdict(12, led_on + AdEvent.objects.count(), tampered=len(sent))


@pytest.mark.parametrize("query", ["to=https://evil.example/", "url=//evil.example", "%0d%0aLocation:%20x"])
def test_nothing_beside_the_token_changes_where_a_click_leads(booked: Any, query: str) -> None:
    text = token(BOTTOM)
    creative = tokens.verify(text, keys=signing_keys()).creative
    response = browser.get(f"/api/v1/click/{text}/?{query}")
    assert response["Location"] == Creative.objects.get(pk=creative).destination_url


def test_a_page_that_was_cached_for_a_week_shows_nothing_that_ended(clock: Any) -> None:
    """Its HTML holds the codes of its slots and addresses of frames, and both ask anew."""
    slots = [adops.slot(BOTTOM), adops.slot("article-bottom-2")]
    ended = [
        adops.line_item("sponsorship", slots, share=30, ends_at=adops.NOON + timedelta(days=day))
        for day in (1, 3)
    ]
    lasting = adops.line_item("house", slots)
    cached = [decide(BOTTOM, "article-bottom-2") for _ in range(10)]
    addresses = [f"/api/v1/slots/{slot.code}/frame/?path=/pelatihan/" for slot in slots]
    clock.advance(timedelta(days=7))
    versions.poll_now()

    shown = [
        decision["line_item"]
        for _ in range(30)
        for decision in decide(BOTTOM, "article-bottom-2")["decisions"].values()
        if decision
    ]
    pictures = "".join(browser.get(address).content.decode() for address in addresses * 10)
    old = {item.uses.get().creative.asset.file.url for item in ended}
    late = sum(item.pk in shown for item in ended) + sum(url in pictures for url in old)
    # A frontend that kept whole decisions, against the rules, bills nobody.
    kept = [each["token"] for answer in cached for each in answer["decisions"].values() if each]
    assert report(*((text, "impression") for text in kept)).status_code == 204
    billed = AdEvent.objects.exclude(event_class=EventClass.EXPIRED).count()
    assert AdEvent.objects.filter(event_class=EventClass.EXPIRED, type=EventType.IMPRESSION).count() == len(
        kept
    )
    verdict(23, late + billed, shows="a page cached for a week", asked=len(shown), kept=len(kept))
    assert set(shown) == {lasting.pk}
