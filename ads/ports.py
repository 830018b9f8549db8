"""What the ad side asks of rooms above it: plain values of pages and the choices of the targeting form."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ads.decision.types import PageFacts
from runtime.ports import Port

Choices = list[tuple[str, Any]]
"""Values with their names."""

page_facts: Port[..., PageFacts | None] = Port("ads.ports.page_facts")
"""(path, site=None) -> PageFacts, or None where no public page stands at the path.

Without a site the path may also be an address, `//portal.example/a/`, as a page view of that site is counted.
"""

sections: Port[[], Choices] = Port("ads.ports.sections")
"""All sections as (key, title), a child under its parent."""

article_labels: Port[[], Choices] = Port("ads.ports.article_labels")
"""All article labels as (value, label)."""

page_types: Port[[], Choices] = Port("ads.ports.page_types")
"""All kinds of pages as (value, label)."""

named: Port[[str, Collection[str]], dict[str, str]] = Port("ads.ports.named")
"""("tag", "author" or "page", values) -> the names of those that are there."""

suggested: Port[[str, str, int], Choices] = Port("ads.ports.suggested")
"""(the same dimensions, what was typed, how many) -> values with their names."""
