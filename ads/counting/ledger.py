"""Writes ad events once each: what returns from `accept` is on a disk, whatever happens next."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, connections, transaction

from ads import tokens
from ads.counting import days, gates, rows, statistics
from ads.counting.commits import Away, GroupCommit
from ads.counting.entries import Entry, Reported, is_weaker, judge, strongest
from ads.counting.models import AdEvent, EventClass, EventType, Watermark
from ads.counting.outage import Outage
from ads.counting.spool import Record
from ads.counting.traffic import Sender
from ads.tokens import InvalidToken, Token
from runtime import keys, silence

log = logging.getLogger("warta.ledger")

EVENTS = "events"
ATTEMPTS = 3
PASSING = frozenset({"40001", "40P01"})
# A value that no database takes would be refused for ever: it is not kept for later.
UNFIT = (DataError, IntegrityError)


class NotDurable(Exception):
    """The events could neither be committed nor spooled; sending them again is safe."""

    code = "not_durable"


def accept(
    reported: Sequence[Reported], *, sender: Sender, now: datetime, within: float | None = None
) -> None:
    """Judge the events and commit them together with those of other threads, or spool them.

    `within`: seconds after which a commit that has not come is no longer waited for. Raises NotDurable.
    """
    if not reported:
        return
    outage.watch()
    is_away = outage.is_on
    if not is_away:
        try:
            _commits.submit([judge(one, sender=sender, now=now) for one in reported], within=within)
        except UNFIT as error:
            raise NotDurable from error
        except (Away, DatabaseError, InterfaceError) as error:
            log.warning("events not committed: %s", type(error).__name__)
            # Whoever waits but a moment learns nothing of the database: the next one asks it again.
            is_away = not isinstance(error, Away)
        else:
            return
    try:
        outage.keep([_recorded(one, sender, now) for one in reported], is_away=is_away)
    except OSError as error:
        log.warning("events not spooled: %s", type(error).__name__)
        raise NotDurable from error


def replay(records: Sequence[Record]) -> None:
    """Commit what was spooled, as of the moment that it was received."""
    read = [(record, _token(record)) for record in records]
    statistics.count("spool_foreign", sum(token is None for _, token in read))
    entries = [
        judge(_reported(record, token), sender=Sender(**record.facts["sender"]), now=record.received_at)
        for record, token in read
        if token is not None
    ]
    try:
        commit(entries)
    except UNFIT:
        _commit_each(entries)
    statistics.count("spool_replayed", len(entries))


def _commit_each(entries: Sequence[Entry]) -> None:
    """One row that no database takes must not keep the others from being counted."""
    for entry in entries:
        try:
            commit([entry])
        except UNFIT:
            log.exception("a spooled event was refused")
            statistics.count("spool_refused")


def _recorded(reported: Reported, sender: Sender, now: datetime) -> Record:
    given = {name: value for name, value in asdict(sender).items() if value}
    stopped = reported.stopped_at.isoformat() if reported.stopped_at else None
    text = tokens.sign(reported.token, key=keys.ring(tokens.PURPOSE)[0])
    facts: dict[str, Any] = {"sender": given, "stopped_at": stopped}
    if reported.flags:
        facts["flags"] = reported.flags
    return Record(text, int(reported.type), now, facts)


def _token(record: Record) -> Token | None:
    try:
        return tokens.verify(record.token, keys=keys.ring(tokens.PURPOSE))
    except InvalidToken:
        return None


def _reported(record: Record, token: Token) -> Reported:
    stopped = record.facts["stopped_at"]
    stopped_at = datetime.fromisoformat(stopped) if stopped else None
    return Reported(token, EventType(record.type), stopped_at, record.facts.get("flags", 0))


def commit(entries: Sequence[Entry]) -> None:
    """As `write`, again where others were in the way; raises what keeps it from being committed."""
    for attempt in range(ATTEMPTS):
        try:
            write(entries)
            return
        except (DatabaseError, InterfaceError) as error:
            if attempt + 1 == ATTEMPTS or not _is_passing(error):
                _hang_up()
                raise


def _is_passing(error: Exception) -> bool:
    """A deadlock or a serialisation failure: the same transaction succeeds the next time."""
    return getattr(error.__cause__, "sqlstate", None) in PASSING


def _hang_up() -> None:
    """A connection that has failed is not asked again; a test's own transaction stays."""
    connection = connections[settings.LEDGER_ALIAS]
    if not connection.in_atomic_block:
        connection.close()


def write(entries: Sequence[Entry]) -> None:
    """Insert what is new and let readers take over the rows of machines, in one transaction."""
    offered = strongest(entries)
    with transaction.atomic(using=settings.LEDGER_ALIAS, durable=True):
        # Taken first and held to the end: commits happen in the order of their numbers.
        sequence = rows.advance(EVENTS)
        known = rows.known(offered.keys())
        fresh = [entry for key, entry in offered.items() if key not in known]
        days.put_off(fresh)
        for entry in fresh:
            entry.sequence = sequence
        replaced = [(held, offered[key]) for key, held in known.items() if is_weaker(held, offered[key])]
        replaced = days.still_open(replaced)
        gates.settle([*fresh, *(by for _, by in replaced)])
        rows.insert(fresh)
        for held, by in replaced:
            take_over(held, by, sequence)
    statistics.count("duplicate", len(entries) - len(fresh))
    for event_class, times in Counter(each.event_class for each in fresh).items():
        statistics.count(f"event_{EventClass(event_class).code}", times)


def take_over(held: AdEvent, by: Entry, sequence: int) -> None:
    """Rewrite a machine's row as the reader's; it keeps the hour in which its key was first seen."""
    AdEvent.objects.filter(pk=held.pk, decided_on=held.decided_on).update(
        event_class=by.event_class,
        is_billable=by.is_billable,
        rate=by.rate,
        flags=by.flags,
        received_at=by.received_at,
        sequence=sequence,
    )


def hold(name: str) -> None:
    """Hold a watermark's row until the transaction ends: no commit that moves it happens meanwhile."""
    Watermark.objects.get_or_create(name=name)
    Watermark.objects.select_for_update().get(name=name)


def position(name: str) -> int:
    """Where a watermark stands; 0 before anything happened."""
    return Watermark.objects.filter(name=name).values_list("position", flat=True).first() or 0


_commits = GroupCommit(
    commit,
    has_thread=lambda: settings.LEDGER_THREADS,
    heard_at=lambda: silence.heard_at(settings.LEDGER_ALIAS),
)
outage = Outage(replay)
