"""The summary at the head of a booking: its status, its sentence, its numbers."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

from ads.admin.promised import late_copy
from ads.admin.sentence import sentence
from ads.admin.targets import faults_of
from ads.bookings import slots_of
from ads.counting.reading import totals
from ads.models import LineItem, Status, status_of
from runtime import clock


def summary_of(line_item: LineItem) -> dict[str, Any]:
    """What the summary shows: the sentence of this version, the status and the numbers of the stored row."""
    stored = LineItem.objects.with_children().get(pk=line_item.pk)
    now = clock.now()
    status = Status(status_of(stored, now))
    is_late = LineItem.objects.without_copy(now).filter(pk=line_item.pk).exists()
    return {
        "line_item": line_item,
        "status": status,
        "sentence": sentence(line_item),
        "totals": totals([line_item.pk])[line_item.pk],
        "has_changes": stored.live and stored.has_unpublished_changes,
        "faults": [*faults_of(line_item), *([late_copy(stored)] if is_late else [])],
        "archived_slots": [slot.code for slot in slots_of(line_item) if slot.is_archived],
    }


class SummaryPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "ads/admin/summary.html"

        def is_shown(self) -> bool:
            return self.instance is not None and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "summary": summary_of(self.instance)}
