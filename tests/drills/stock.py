"""Fills an empty WARTA_VAR with what a drill needs, in a process of its own: `python -m tests.drills.stock`.

Prints one JSON object: the codes of the slots, a line item to pause and resume, and a key of scope manage.
"""

import json
import os
from datetime import timedelta


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    import django

    django.setup()
    print(json.dumps(migrated_and_stocked()))


def migrated_and_stocked() -> dict[str, object]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return stock()


def stock() -> dict[str, object]:
    from api import keys
    from runtime import clock
    from tests import adops, newsroom

    now = clock.now()
    running = {"starts_at": now - timedelta(days=1), "ends_at": now + timedelta(days=1)}
    slots = [adops.slot("article-bottom-1"), adops.slot("article-bottom-2")]
    items = [adops.line_item("network", slots, weight=weight, **running) for weight in (5, 3, 2)]
    section = newsroom.section("Pelatihan")
    for _ in range(5):
        newsroom.article(section)
    key = keys.create(name="drill", scopes=("manage",), lifetime=None, now=now)[1]
    return {
        "slots": [slot.code for slot in slots],
        "line_item": items[-1].pk,
        "line_items": [item.pk for item in items],
        "key": key,
    }


def ended_and_capped(*, cap: int) -> dict[str, int]:
    """A line item that ended half an hour ago and one with a daily cap, both with the weight of thousands."""
    from ads.models import AdSlot
    from runtime import clock
    from tests import adops

    now, slots = clock.now(), list(AdSlot.objects.all())
    began = now - timedelta(days=1)
    ended = adops.line_item(
        "network", slots, weight=1000, starts_at=began, ends_at=now - timedelta(minutes=30)
    )
    capped = adops.line_item(
        "network", slots, weight=1000, starts_at=began, ends_at=now + timedelta(days=3), daily_cap=cap
    )
    return {"ended": ended.pk, "capped": capped.pk}


if __name__ == "__main__":
    main()
