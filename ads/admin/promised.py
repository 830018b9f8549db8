"""What was promised around a booking, for its screens: the date of its artwork, and what makes it good."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ads.admin.columns import moment_of
from ads.models import LineItem


def late_copy(line_item: LineItem) -> dict[str, str]:
    """A warning, with the way to mend it: its artwork was due and is not here."""
    url = reverse("wagtailsnippets_ads_lineitem:edit", args=(line_item.pk,))
    text = _("Its artwork was due on %(moment)s, and no creative of it is approved.")
    return {"text": text % {"moment": moment_of(line_item.copy_due_at)}, "url": f"{url}#id_uses-FORMS"}


def made_good(line_items: Iterable[LineItem]) -> SafeString | str:
    """Links to the other ends of a make-good."""
    links = (
        (reverse("wagtailsnippets_ads_lineitem:inspect", args=(each.pk,)), each.name) for each in line_items
    )
    return format_html_join(", ", '<a href="{}">{}</a>', links) or "–"
