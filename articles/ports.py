"""What the newsroom asks of rooms above it: each port is filled with a function at start-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from runtime.ports import Port


@dataclass(frozen=True, slots=True)
class VisibleAt:
    """Where and when the public sees a page; `is_public` is false under a hidden or restricted section."""

    html_url: str
    visible_from: datetime | None
    visible_until: datetime | None
    is_public: bool
    is_locked: bool = False
    """Whether only a password stands between the public and the page."""


slot_choices: Port[[], list[tuple[str, str]]] = Port("articles.ports.slot_choices")
"""All ad slots as (code, label)."""

visible_at: Port[[Any], VisibleAt | None] = Port("articles.ports.visible_at")
"""page -> VisibleAt, or None where the page belongs to no site."""

preview: Port[..., Any] = Port("articles.ports.preview")
"""(page, request, mode) -> HttpResponse: the way to the frontend that shows the page as it is in memory."""


def slot_options() -> list[tuple[str, str]]:
    """The choices of a slot field, asked anew for each form."""
    return list(slot_choices())
