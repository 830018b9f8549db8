"""Counts views of published pages, apart from the ledger."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import DatabaseError

from ads import ports
from ads.counting import ledger, statistics
from ads.counting.accounting import hour_of
from ads.counting.traffic import Sender
from ads.delivery import repeats

LONGEST_PATH = 500
# A path that was never asked for costs a query: one batch may not cost two hundred.
MOST_PATHS = 20


def count(paths: Iterable[str], *, sender: Sender, now: datetime, address: str = "", agent: str = "") -> None:
    """Count each path that a public page stands at; machines do not read, what is sent again is no view.

    While the ledger is away nobody waits for the database that knows the pages.
    """
    if sender.is_machine or sender.is_staff or ledger.outage.is_on:
        return
    hour = hour_of(now)
    viewed = Counter(
        path for path in paths if not repeats.is_repeat(path, address=address, agent=agent, now=now)
    ).most_common()
    for path, times in viewed[:MOST_PATHS]:
        if is_page(path):
            statistics.page_view(path, times, hour=hour)
        else:
            statistics.count("page_view_unknown", times)
    statistics.count("page_view_unknown", sum(times for _, times in viewed[MOST_PATHS:]))


def is_page(path: str) -> bool:
    """Whether the path is a page's; unknown ones would let anybody fill the table."""
    try:
        return len(path) <= LONGEST_PATH and ports.page_facts(path) is not None
    except DatabaseError:
        return False
