"""What a provider says about a video or post: asked when an article is saved, kept, never asked in a GET."""

from __future__ import annotations

from typing import Any


def facts_of(url: str) -> dict[str, Any]:
    """The provider's facts about an address, or the bare address where nobody answers."""
    return {}
