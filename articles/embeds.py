"""What a provider says about a video or post: asked when an article is saved, kept, never asked in a GET."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.cache import cache
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.exceptions import EmbedException, EmbedNotFoundException
from wagtail.embeds.finders.oembed import OEmbedFinder as WagtailOEmbedFinder
from wagtail.embeds.models import Embed

from runtime import http

TIMEOUT_SECONDS = 5.0
MAX_BYTES = 512 * 1024
SILENCE_SECONDS = 60
"""How long a provider that did not answer is left alone: a form is saved many times while one writes."""

_IFRAME_SOURCE = re.compile(r"""<iframe\b[^>]*\bsrc=["']([^"']+)["']""", re.IGNORECASE)


class OEmbedFinder(WagtailOEmbedFinder):
    """Wagtail's list of providers, asked through the client that reaches public hosts only."""

    def find_embed(
        self, url: str, max_width: int | None = None, max_height: int | None = None
    ) -> dict[str, Any]:
        endpoint = self._get_endpoint(url)
        if endpoint is None:
            raise EmbedNotFoundException("no known provider has this address")
        return _as_embed(_ask(endpoint, url))


def facts_of(url: str) -> dict[str, Any]:
    """What is known of an address, asking its provider at most once.

    Keys: `url provider provider_name title type html embed_url thumbnail width height`; where nobody
    answers all but `url` and `provider_name` (the host) are empty, and readers get a plain link.
    """
    embed = _kept(url) or _found(url)
    return _facts(url, embed) if embed else bare_facts(url)


def bare_facts(url: str) -> dict[str, Any]:
    """An address of which nothing else is known."""
    return {
        "url": url,
        "provider": "",
        "provider_name": _host(url),
        "title": "",
        "type": "link",
        "html": "",
        "embed_url": "",
        "thumbnail": "",
        "width": None,
        "height": None,
    }


def _facts(url: str, embed: Embed) -> dict[str, Any]:
    source = _IFRAME_SOURCE.search(embed.html)
    return {
        "url": url,
        "provider": re.sub(r"[^a-z0-9]+", "-", embed.provider_name.lower()).strip("-"),
        "provider_name": embed.provider_name or _host(url),
        "title": embed.title,
        "type": embed.type,
        "html": embed.html,
        "embed_url": source[1].replace("&amp;", "&") if source else "",
        "thumbnail": embed.thumbnail_url or "",
        "width": embed.width,
        "height": embed.height,
    }


def _kept(url: str) -> Embed | None:
    return Embed.objects.filter(hash=get_embed_hash(url)).first()


def _found(url: str) -> Embed | None:
    silence = f"embed-silent:{get_embed_hash(url)}"
    if cache.get(silence):
        return None
    try:
        found = OEmbedFinder().find_embed(url)
    except EmbedException:
        cache.set(silence, True, SILENCE_SECONDS)
        return None
    return _keep(url, found)


def _keep(url: str, found: dict[str, Any]) -> Embed:
    embed, _created = Embed.objects.update_or_create(hash=get_embed_hash(url), defaults={"url": url, **found})
    return embed


def _ask(endpoint: str, url: str) -> dict[str, Any]:
    question = f"{endpoint}?{urlencode({'url': url, 'format': 'json'})}"
    try:
        response = http.get(question, timeout=TIMEOUT_SECONDS, max_bytes=MAX_BYTES)
        answer = json.loads(response.body) if response.status == 200 else None
    except (http.RequestRefused, http.RequestFailed, ValueError) as error:
        raise EmbedNotFoundException(str(error)) from error
    if not isinstance(answer, dict) or "type" not in answer:
        raise EmbedNotFoundException("the provider does not know this address")
    return answer


def _as_embed(answer: dict[str, Any]) -> dict[str, Any]:
    """The columns of an embed row, each of the type and length that it takes."""
    return {
        "type": _text(answer, "type", 10),
        "html": _text(answer, "html", 20_000),
        "title": _text(answer, "title", 1_000),
        "author_name": _text(answer, "author_name", 1_000),
        "provider_name": _text(answer, "provider_name", 1_000),
        "thumbnail_url": _web_address(_text(answer, "thumbnail_url", 2_000)),
        "width": _whole(answer.get("width")),
        "height": _whole(answer.get("height")),
    }


def _text(answer: dict[str, Any], name: str, length: int) -> str:
    value = answer.get(name)
    return value.replace("\x00", "")[:length] if isinstance(value, str) else ""


def _web_address(value: str) -> str:
    return value if value.startswith(("https://", "http://")) else ""


def _whole(value: Any) -> int | None:
    text = str(value) if value is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
