"""Where an old path leads now: Wagtail's redirects with their chains collapsed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from api.published.portal import Portal


@dataclass(frozen=True)
class Redirect:
    """The answer of one redirect: `location` is root-relative inside the site, absolute outside."""

    status: int
    location: str
    is_external: bool


def resolve(*, portal: Portal, path: str, now: datetime) -> Redirect | None:
    """The redirect of this path, followed to its end; None for a loop, a hidden target or no redirect."""
    raise NotImplementedError
