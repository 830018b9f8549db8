"""An embed in its public form: what its provider said at save, kept to addresses and numbers.

Nothing of the provider's HTML leaves: a frame is written anew from its address.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.utils.html import format_html

from articles.addresses import is_web_address

FUNCTIONAL_HOSTS = frozenset(
    {
        "www.youtube-nocookie.com",
        "datawrapper.dwcdn.net",
        "flo.uri.sh",
        "archive.org",
        "www.openstreetmap.org",
    }
)
"""Hosts whose frames set no cookie for advertising; every other one asks for consent to marketing."""

SANDBOX = "allow-scripts allow-same-origin allow-popups allow-presentation"

_SCRIPT_SOURCE = re.compile(r"""<script\b[^>]*\bsrc=["']([^"']+)["']""", re.IGNORECASE)


def embed_shape(value: dict[str, Any]) -> dict[str, Any]:
    facts = value.get("facts") or {}
    title = str(value.get("title") or facts.get("title") or "")
    embed_url, script_url = secure(facts.get("embed_url")), _script_of(facts)
    return {
        "provider": str(facts.get("provider") or ""),
        "provider_name": str(facts.get("provider_name") or ""),
        "url": str(value.get("url") or ""),
        "title": title,
        "embed_url": embed_url,
        "thumbnail": secure(facts.get("thumbnail")),
        "aspect_ratio": _aspect_ratio(facts.get("width"), facts.get("height")),
        "html": _frame(embed_url, title) if embed_url else None,
        "script_url": script_url,
        "consent": _consent(embed_url, script_url),
    }


def secure(url: Any) -> str:
    """An https address, one that names its scheme or does not; empty for anything else."""
    text = str(url or "").strip()
    text = f"https:{text}" if text.startswith("//") else text
    return text if text.lower().startswith("https:") and is_web_address(text) else ""


def _script_of(facts: dict[str, Any]) -> str:
    """The script that turns a post into what it looks like; a frame needs none."""
    found = _SCRIPT_SOURCE.search(str(facts.get("html") or ""))
    return secure(found[1].replace("&amp;", "&")) if found and not facts.get("embed_url") else ""


def _aspect_ratio(width: Any, height: Any) -> float | None:
    """Width by height; None where the provider leaves it to the page."""
    return round(width / height, 4) if width and height else None


def _frame(embed_url: str, title: str) -> str:
    return format_html(
        '<iframe src="{}" title="{}" sandbox="{}" referrerpolicy="strict-origin"'
        ' loading="lazy" allowfullscreen></iframe>',
        embed_url,
        title,
        SANDBOX,
    )


def _consent(embed_url: str, script_url: str) -> str | None:
    host = urlsplit(embed_url or script_url).hostname
    if not host:
        return None
    return "functional" if host in FUNCTIONAL_HOSTS else "marketing"
