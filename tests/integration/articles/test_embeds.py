"""Facts of embeds: asked once, kept, and a plain link where nobody answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from wagtail.embeds.models import Embed

from articles import blocks, embeds
from runtime import http

pytestmark = pytest.mark.django_db

VIDEO = "https://www.youtube.com/watch?v=abc123"
ANSWER = {
    "type": "video",
    "title": "Pelatihan",
    "provider_name": "YouTube",
    "html": '<iframe width="200" height="113" src="https://www.youtube.com/embed/abc123?a=1&amp;b=2"></iframe>',
    "thumbnail_url": "https://i.ytimg.com/vi/abc123/hqdefault.jpg",
    "width": 200,
    "height": "113",
}

Provider = Callable[..., list[str]]


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    """`provider(status, body)` stands in for the network and lists what is asked of it."""

    def answering(status: int, body: Any) -> list[str]:
        asked: list[str] = []

        def get(url: str, **kwargs: Any) -> http.Response:
            asked.append(url)
            if isinstance(body, Exception):
                raise body
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            return http.Response(status=status, headers={}, body=content, url=url)

        monkeypatch.setattr(http, "get", get)
        return asked

    return answering


def test_a_provider_is_asked_once(provider: Provider) -> None:
    asked = provider(200, ANSWER)
    first, second = embeds.facts_of(VIDEO), embeds.facts_of(VIDEO)
    assert first == second
    assert first == {
        "url": VIDEO,
        "provider": "youtube",
        "provider_name": "YouTube",
        "title": "Pelatihan",
        "type": "video",
        "html": ANSWER["html"],
        "embed_url": "https://www.youtube.com/embed/abc123?a=1&b=2",
        "thumbnail": "https://i.ytimg.com/vi/abc123/hqdefault.jpg",
        "width": 200,
        "height": 113,
    }
    assert len(asked) == 1
    assert asked[0].startswith("https://www.youtube.com/oembed?url=https%3A%2F%2Fwww.youtube.com%2Fwatch")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b"Not Found"),
        (200, b"<html>"),
        (200, [1]),
        (200, {"title": "no type"}),
        (200, http.RequestRefused("private")),
        (200, http.RequestFailed("slow")),
    ],
)
def test_a_silent_provider_leaves_a_plain_link(provider: Provider, status: int, body: Any) -> None:
    asked = provider(status, body)
    assert embeds.facts_of(VIDEO) == embeds.bare_facts(VIDEO)
    assert embeds.facts_of(VIDEO)["provider_name"] == "youtube.com"
    assert len(asked) == 1
    assert not Embed.objects.exists()


def test_an_address_of_no_known_provider_is_not_asked(provider: Provider) -> None:
    asked = provider(200, ANSWER)
    assert embeds.facts_of("http://127.0.0.1:8000/admin/")["html"] == ""
    assert asked == []


def test_an_answer_of_odd_types_is_kept_within_its_columns(provider: Provider) -> None:
    provider(
        200,
        {"type": "x" * 99, "title": 5, "html": "a\x00b", "thumbnail_url": "javascript:1", "width": "9" * 30},
    )
    facts = embeds.facts_of(VIDEO)
    assert (facts["title"], facts["html"], facts["thumbnail"], facts["width"]) == ("", "ab", "", None)


def test_the_block_stores_what_the_server_found_not_what_the_form_sent(provider: Provider) -> None:
    provider(200, ANSWER)
    child = blocks.EmbedBlock()
    value = child.normalize({"url": VIDEO, "title": "", "facts": {"html": "<script>forged</script>"}})
    assert child.clean(value)["facts"]["html"] == ANSWER["html"]
