"""How the acts of an ad manager read in the history of a row."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter


class PauseFormatter(LogFormatter):
    label = gettext_lazy("Pause")

    def format_message(self, log_entry: Any) -> str:
        released = (log_entry.data or {}).get("release")
        return _("Paused, inventory released") if released else _("Paused")


class StopFormatter(LogFormatter):
    label = gettext_lazy("Stop")

    def format_message(self, log_entry: Any) -> str:
        because = (log_entry.data or {}).get("because")
        return _("Stopped (%(because)s)") % {"because": because} if because else _("Stopped")


def register_actions(actions: LogActionRegistry) -> None:
    actions.register_action("ads.pause")(PauseFormatter)
    actions.register_action("ads.resume", gettext_lazy("Resume"), gettext_lazy("Resumed"))
    actions.register_action("ads.stop")(StopFormatter)
    actions.register_action("ads.archive", gettext_lazy("Archive"), gettext_lazy("Archived"))
    actions.register_action(
        "ads.withdraw_report_links",
        gettext_lazy("Withdraw report links"),
        gettext_lazy("Withdrew report links"),
    )
    actions.register_action("ads.restore", gettext_lazy("Restore"), gettext_lazy("Restored from the archive"))
