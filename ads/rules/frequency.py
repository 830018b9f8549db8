"""How often one reader may see a line item: caps as they are stored; pure."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SCOPES = ("line_item", "campaign", "advertiser")
MOST_CAPS = 5
MOST_COUNT = 1000
SHORTEST, LONGEST = 60, 30 * 86400
"""Seconds; browsers remember no longer than 30 days."""


def normalise_frequency_caps(caps: Any) -> list[dict[str, Any]]:
    """`[{"count": 3, "seconds": 86400, "scope": "line_item"}]`, shortest first; one a period and scope."""
    if not isinstance(caps, list) or len(caps) > MOST_CAPS:
        raise _error(_("At most %(limit)d frequency caps.") % {"limit": MOST_CAPS})
    checked = sorted((_check(cap) for cap in caps), key=lambda cap: (cap["seconds"], cap["scope"]))
    periods = [(cap["seconds"], cap["scope"]) for cap in checked]
    if len(set(periods)) < len(periods):
        raise _error(_("Two caps for the same period; keep one."))
    return checked


def _check(cap: Any) -> dict[str, Any]:
    if not isinstance(cap, dict) or set(cap) - {"count", "seconds", "scope"}:
        raise _error(_("A frequency cap has a count, seconds and a scope."))
    count, seconds, scope = cap.get("count"), cap.get("seconds"), cap.get("scope", SCOPES[0])
    if type(count) is not int or not 1 <= count <= MOST_COUNT:
        raise _error(_("A frequency cap counts from 1 to %(limit)d.") % {"limit": MOST_COUNT})
    if type(seconds) is not int or not SHORTEST <= seconds <= LONGEST:
        raise _error(_("A frequency cap holds for 1 minute to 30 days."))
    if scope not in SCOPES:
        raise _error(_("A frequency cap counts one of: %(scopes)s.") % {"scopes": ", ".join(SCOPES)})
    return {"count": count, "seconds": seconds, "scope": scope}


def _error(message: Any) -> ValidationError:
    return ValidationError(message, code="frequency_caps")
