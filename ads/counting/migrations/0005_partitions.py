"""On PostgreSQL: parts the table of events by the month of the decision, with the rows that it has."""

from datetime import date, timedelta

from django.db import migrations

TABLE = "ledger_adevent"
WHOLE = f"{TABLE}_whole"
INDEXES = (
    f"CREATE INDEX ad_event_by_sequence ON {TABLE} (sequence)",
    f"CREATE INDEX ad_event_by_hour ON {TABLE} (counted_hour)",
    f"ALTER TABLE {TABLE} ADD CONSTRAINT ad_event_once_per_decision UNIQUE (decided_on, decision_id, type)",
)
LIKE = f"(LIKE {WHOLE} INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING CONSTRAINTS)"


def part(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        _aside(cursor)
        cursor.execute(f"CREATE TABLE {TABLE} {LIKE} PARTITION BY RANGE (decided_on)")
        cursor.execute(f"CREATE TABLE {TABLE}_rest PARTITION OF {TABLE} DEFAULT")
        cursor.execute(f"SELECT DISTINCT date_trunc('month', decided_on)::date FROM {WHOLE}")
        today = date.today().replace(day=1)
        for month in sorted({today, _next(today), *(row[0] for row in cursor.fetchall())}):
            cursor.execute(
                f"CREATE TABLE {TABLE}_{month:%Y_%m} PARTITION OF {TABLE}"
                f" FOR VALUES FROM ('{month}') TO ('{_next(month)}')"
            )
        # The day belongs to the key, as the key of a parted table has to tell the part.
        _refill(cursor, "id, decided_on")


def join(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        _aside(cursor)
        cursor.execute(f"CREATE TABLE {TABLE} {LIKE}")
        _refill(cursor, "id")


def _aside(cursor):
    cursor.execute(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
    cursor.execute(f"ALTER TABLE {TABLE} RENAME TO {WHOLE}")


def _refill(cursor, key):
    cursor.execute(f"INSERT INTO {TABLE} SELECT * FROM {WHOLE}")
    cursor.execute(f"SELECT pg_sequence_last_value(pg_get_serial_sequence('{WHOLE}', 'id')::regclass)")
    last = cursor.fetchone()[0]
    cursor.execute(f"DROP TABLE {WHOLE}")
    if last is not None:
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{TABLE}', 'id'), %s)", [last])
    for statement in (f"ALTER TABLE {TABLE} ADD PRIMARY KEY ({key})", *INDEXES):
        cursor.execute(statement)


def _next(month):
    return (month + timedelta(days=32)).replace(day=1)


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0004_closed_days'),
    ]

    operations = [
        migrations.RunPython(part, join),
    ]
