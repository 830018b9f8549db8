"""What the ad side asks of rooms above it: plain values of pages and the choices of the targeting form."""

from __future__ import annotations

from ads.decision.types import PageFacts
from runtime.ports import Port

Choices = list[tuple[str, str]]

page_facts: Port[..., PageFacts | None] = Port("ads.ports.page_facts")
"""(path, site=None) -> PageFacts, or None where no public page stands at the path."""

sections: Port[[], Choices] = Port("ads.ports.sections")
"""All sections as (key, title), a child under its parent."""

tags: Port[[], Choices] = Port("ads.ports.tags")
"""All tags as (slug, name)."""

authors: Port[[], Choices] = Port("ads.ports.authors")
"""All authors as (slug, name)."""

article_labels: Port[[], Choices] = Port("ads.ports.article_labels")
"""All article labels as (value, label)."""
