"""Lends the room of the gates to the processes that decide, and takes it back from those that are gone."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connections, transaction
from django.db.models import F, Sum
from django.db.models.functions import Now

from ads.counting.models import Holder, Lease, LeaseBook, Settled

SILENT_FOR = timedelta(seconds=15)
SMALLEST_CHUNK, LARGEST_CHUNK = 1, 500
CHUNKS_PER_PROCESS = 20
SETTLED_SECONDS = 10


def chunk_of(room: int, processes: int) -> int:
    """How many decisions a process takes at once of what may still be leased."""
    return min(max(room // (CHUNKS_PER_PROCESS * max(processes, 1)), SMALLEST_CHUNK), LARGEST_CHUNK)


def beat(holder: str) -> bool:
    """Say that the holder lives; False for one that was not known, so that it holds nothing (any more)."""
    if Holder.objects.filter(name=holder).update(heartbeat_at=Now()):
        return True
    Holder.objects.create(name=holder, heartbeat_at=Now())
    return False


def processes() -> int:
    """How many holders live."""
    return Holder.objects.filter(heartbeat_at__gt=Now() - SILENT_FOR).count()


def fetch(holder: str, wanted: Mapping[int, tuple[int, int]]) -> dict[int, int]:
    """Lease (number, ceiling) by line item, each whole or, where less is left, not; returns what was leased.

    The ceiling bounds the leases of all processes together.
    """
    leased = {}
    with transaction.atomic(using=settings.LEDGER_ALIAS):
        for line_item, (number, ceiling) in sorted(wanted.items()):
            if _borrow(line_item, number, ceiling):
                _add(holder, line_item, number)
                leased[line_item] = number
    return leased


def give_back(holder: str, counts: Mapping[int, int]) -> None:
    """Return decisions that were not made, or made so long ago that nothing of them comes any more."""
    with transaction.atomic(using=settings.LEDGER_ALIAS):
        for line_item, number in sorted(counts.items()):
            own = Lease.objects.filter(holder=holder, line_item=line_item, count__gte=number)
            # What was taken from a holder that seemed dead is back already.
            if own.update(count=F("count") - number):
                LeaseBook.objects.filter(pk=line_item).update(count=F("count") - number)
        Lease.objects.filter(holder=holder, count=0).delete()


def leave(holder: str) -> None:
    """Return everything that the holder has."""
    with transaction.atomic(using=settings.LEDGER_ALIAS):
        _end([holder])


def expire() -> int:
    """Take back what silent holders have, and put the books right; returns how many leases were out."""
    with transaction.atomic(using=settings.LEDGER_ALIAS):
        silent = Holder.objects.filter(heartbeat_at__lte=Now() - SILENT_FOR).order_by("pk")
        ended = _end(list(silent.select_for_update().values_list("pk", flat=True)))
        _put_right()
    Settled.objects.filter(decided_from__lt=Now() - timedelta(minutes=10)).delete()
    return ended


def note_settled(billed: Mapping[tuple[int, datetime], int]) -> None:
    """Billed events by line item and `seconds_of` their decisions: these take up no lease any more."""
    connection = connections[settings.LEDGER_ALIAS]
    adapt = connection.ops.adapt_datetimefield_value
    rows = [(item, adapt(decided_from), number) for (item, decided_from), number in sorted(billed.items())]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD_SETTLED, rows)


def seconds_of(at: datetime) -> datetime:
    """The start of the ten seconds that a decision falls into."""
    return at.replace(second=at.second // SETTLED_SECONDS * SETTLED_SECONDS, microsecond=0)


# One statement, for two processes never both find a row missing; the ORM cannot add to what is there.
_ADD_SETTLED = f"""
    INSERT INTO {Settled._meta.db_table} (line_item, decided_from, count) VALUES (%s, %s, %s)
    ON CONFLICT (line_item, decided_from)
    DO UPDATE SET count = {Settled._meta.db_table}.count + excluded.count
"""  # noqa: S608 - no value of a request


def _borrow(line_item: int, number: int, ceiling: int) -> bool:
    room = LeaseBook.objects.filter(pk=line_item, count__lte=ceiling - number)
    if room.update(count=F("count") + number):
        return True
    LeaseBook.objects.get_or_create(pk=line_item)
    return bool(room.update(count=F("count") + number))


def _add(holder: str, line_item: int, number: int) -> None:
    own = Lease.objects.filter(holder=holder, line_item=line_item)
    if not own.update(count=F("count") + number):
        Lease.objects.create(holder=holder, line_item=line_item, count=number)


def _end(holders: list[str]) -> int:
    held = Lease.objects.filter(holder__in=holders).order_by("line_item")
    counts = list(held.values_list("line_item").annotate(number=Sum("count")))
    for line_item, number in counts:
        LeaseBook.objects.filter(pk=line_item).update(count=F("count") - number)
    held.delete()
    Holder.objects.filter(pk__in=holders).delete()
    return sum(number for _, number in counts)


def _put_right() -> None:
    """A book that says something else than its leases, after a restored backup for example."""
    # The books are held before the leases are read: who borrows changes them in this order too.
    books = list(LeaseBook.objects.select_for_update().order_by("pk"))
    out = dict(Lease.objects.values_list("line_item").annotate(number=Sum("count")))
    for book in books:
        if book.count != out.get(book.pk, 0):
            LeaseBook.objects.filter(pk=book.pk).update(count=out.get(book.pk, 0))
