"""Fills the ports of the newsroom and of the ad side: the only place where the two meet."""

from __future__ import annotations

from ads import ports as ad_ports
from articles import ports as article_ports


def fill() -> None:
    """Called once, when the applications are ready."""
    from ads.models import AdSlot
    from api import targets
    from api.previews.serve import preview
    from api.published import address, facts
    from articles.models import ArticlePage

    def slot_choices() -> list[tuple[str, str]]:
        return [(slot.code, str(slot)) for slot in AdSlot.objects.order_by("code")]

    def article_labels() -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in ArticlePage.Label.choices]

    article_ports.visible_at.fill(address.visible_at)
    article_ports.slot_choices.fill(slot_choices)
    article_ports.preview.fill(preview)
    ad_ports.page_facts.fill(facts.page_facts)
    ad_ports.sections.fill(facts.sections)
    ad_ports.page_types.fill(facts.page_types)
    ad_ports.named.fill(targets.named)
    ad_ports.suggested.fill(targets.suggested)
    ad_ports.article_labels.fill(article_labels)
