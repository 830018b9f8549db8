"""Writes ad events once each: what returns from `accept` is on a disk, whatever happens next."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, connections, transaction
from django.db.models import F

from ads import tokens
from ads.counting import days, gates, statistics
from ads.counting.accounting import day_of, hour_of
from ads.counting.commits import Away, GroupCommit
from ads.counting.models import WEAK_CLASSES, AdEvent, EventClass, EventType, Watermark
from ads.counting.outage import Outage
from ads.counting.spool import Record
from ads.counting.traffic import Sender, classify
from ads.tokens import InvalidToken, Token
from runtime import keys

log = logging.getLogger("warta.ledger")

EVENTS = "events"
ATTEMPTS = 3
PASSING = frozenset({"40001", "40P01"})
# A value that no database takes would be refused for ever: it is not kept for later.
UNFIT = (DataError, IntegrityError)
Key = tuple[date, str, int]
"""Day of the decision, decision id, event type."""


class NotDurable(Exception):
    """The events could neither be committed nor spooled; sending them again is safe."""

    code = "not_durable"


@dataclass(frozen=True, slots=True)
class Reported:
    """One event as a client sent it, its token already verified."""

    token: Token
    type: EventType
    stopped_at: datetime | None = None  # when somebody stopped the line item for good


def accept(
    reported: Sequence[Reported], *, sender: Sender, now: datetime, within: float | None = None
) -> None:
    """Judge the events and commit them together with those of other threads, or spool them.

    `within`: seconds after which a commit that has not come is no longer waited for. Raises NotDurable.
    """
    if not reported:
        return
    is_away = outage.is_on
    if not is_away:
        try:
            _commits.submit([judge(one, sender=sender, now=now) for one in reported], within=within)
        except UNFIT as error:
            raise NotDurable from error
        except (Away, DatabaseError, InterfaceError) as error:
            log.warning("events not committed: %s", type(error).__name__)
            # Whoever waits but a moment learns nothing of the database.
            is_away = not (isinstance(error, Away) and within is not None)
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
    rows = [
        judge(_reported(record, token), sender=Sender(**record.facts["sender"]), now=record.received_at)
        for record, token in read
        if token is not None
    ]
    try:
        commit(rows)
    except UNFIT:
        _commit_each(rows)
    statistics.count("spool_replayed", len(rows))


def _commit_each(rows: Sequence[AdEvent]) -> None:
    """One row that no database takes must not keep the others from being counted."""
    for row in rows:
        try:
            commit([row])
        except UNFIT:
            log.exception("a spooled event was refused")
            statistics.count("spool_refused")


def _recorded(reported: Reported, sender: Sender, now: datetime) -> Record:
    given = {name: value for name, value in asdict(sender).items() if value}
    stopped = reported.stopped_at.isoformat() if reported.stopped_at else None
    text = tokens.sign(reported.token, key=keys.ring(tokens.PURPOSE)[0])
    return Record(text, int(reported.type), now, {"sender": given, "stopped_at": stopped})


def _token(record: Record) -> Token | None:
    try:
        return tokens.verify(record.token, keys=keys.ring(tokens.PURPOSE))
    except InvalidToken:
        return None


def _reported(record: Record, token: Token) -> Reported:
    stopped = record.facts["stopped_at"]
    return Reported(token, EventType(record.type), datetime.fromisoformat(stopped) if stopped else None)


def judge(reported: Reported, *, sender: Sender, now: datetime) -> AdEvent:
    """The ledger row of one event, not yet written."""
    token = reported.token
    event_class = classify(token, reported.type, sender, now=now, stopped_at=reported.stopped_at)
    counted_at = now if reported.type == EventType.CLICK else token.decided_at
    return AdEvent(
        decided_on=day_of(token.decided_at),
        decision_id=token.decision_id,
        type=reported.type,
        event_class=event_class,
        is_billable=may_be_billed(token, event_class),
        decided_at=token.decided_at,
        received_at=now,
        counted_on=day_of(counted_at),
        counted_hour=hour_of(counted_at),
        line_item=token.line_item,
        creative=token.creative,
        creative_revision=token.creative_revision,
        slot=token.slot,
        page_view=signed(token.page_view),
        device=token.agent_class,
        is_refresh=token.is_refresh,
        is_late=False,
    )


def may_be_billed(token: Token, event_class: EventClass) -> bool:
    """Whether somebody may pay for the event; its gates decide when it is written."""
    return event_class == EventClass.ACCEPTED and not token.is_house


def signed(number: int) -> int:
    """64 unsigned bits as the signed number that a database column holds."""
    return number - 2**64 if number >= 2**63 else number


def commit(rows: Sequence[AdEvent]) -> None:
    """As `write`, again where others were in the way; raises what keeps it from being committed."""
    for attempt in range(ATTEMPTS):
        try:
            write(rows)
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


def write(rows: Sequence[AdEvent]) -> None:
    """Insert what is new and let readers take over the rows of machines, in one transaction."""
    offered = strongest(rows)
    with transaction.atomic(using=settings.LEDGER_ALIAS, durable=True):
        # Taken first and held to the end: commits happen in the order of their numbers.
        sequence = advance(EVENTS)
        known = stored(offered)
        fresh = [row for key, row in offered.items() if key not in known]
        days.put_off(fresh)
        for row in fresh:
            row.sequence = sequence
        replaced = [(row, offered[key]) for key, row in known.items() if is_weaker(row, offered[key])]
        replaced = days.still_open(replaced)
        gates.settle([*fresh, *(by for _, by in replaced)])
        AdEvent.objects.bulk_create(fresh, ignore_conflicts=True)
        for held, by in replaced:
            take_over(held, by, sequence)
    statistics.count("duplicate", len(rows) - len(fresh))
    for event_class, times in Counter(row.event_class for row in fresh).items():
        statistics.count(f"event_{EventClass(event_class).code}", times)


def key_of(row: AdEvent) -> Key:
    return row.decided_on, row.decision_id, row.type


def is_weaker(held: AdEvent, offered: AdEvent) -> bool:
    """Whether the row is a machine's and the event of the same key a reader's, which replaces it."""
    return held.event_class in WEAK_CLASSES and offered.event_class == EventClass.ACCEPTED


def strongest(rows: Iterable[AdEvent]) -> dict[Key, AdEvent]:
    """One row a key: the first, unless a reader's event follows a machine's."""
    kept: dict[Key, AdEvent] = {}
    for row in rows:
        held = kept.setdefault(key_of(row), row)
        if is_weaker(held, row):
            kept[key_of(row)] = row
    return kept


def stored(offered: dict[Key, AdEvent]) -> dict[Key, AdEvent]:
    """The rows that the ledger already has of these keys."""
    days = {day for day, _, _ in offered}
    decisions = {decision_id for _, decision_id, _ in offered}
    found = AdEvent.objects.filter(decided_on__in=days, decision_id__in=decisions)
    return {key_of(row): row for row in found if key_of(row) in offered}


def take_over(held: AdEvent, by: AdEvent, sequence: int) -> None:
    """Rewrite a machine's row as the reader's; it keeps the hour in which its key was first seen."""
    AdEvent.objects.filter(pk=held.pk).update(
        event_class=by.event_class,
        is_billable=by.is_billable,
        rate=by.rate,
        received_at=by.received_at,
        sequence=sequence,
    )


def advance(name: str) -> int:
    """Raise a watermark by one and hold its row until the transaction ends."""
    if not Watermark.objects.filter(name=name).update(position=F("position") + 1):
        Watermark.objects.get_or_create(name=name)
        Watermark.objects.filter(name=name).update(position=F("position") + 1)
    return position(name)


def hold(name: str) -> None:
    """Hold a watermark's row until the transaction ends: no commit that moves it happens meanwhile."""
    Watermark.objects.get_or_create(name=name)
    Watermark.objects.select_for_update().get(name=name)


def position(name: str) -> int:
    """Where a watermark stands; 0 before anything happened."""
    return Watermark.objects.filter(name=name).values_list("position", flat=True).first() or 0


_commits = GroupCommit(commit, has_thread=lambda: settings.LEDGER_THREADS)
outage = Outage(replay)
