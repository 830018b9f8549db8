"""Log lines name the request and never a token or a reader's address."""

import json
import logging

import pytest

from cms import logs
from cms.middleware import request_id


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Not Found: /api/v1/click/AbC-_123/", "Not Found: /api/v1/click/[token]/"),
        ("Not Found: /api/v1/events/AbC-_123.gif", "Not Found: /api/v1/events/[token]"),
        ("GET /preview/?token=abc&x=1", "GET /preview/?token=[hidden]&x=1"),
        ("Authorization: Bearer wk_abc.def-123", "Authorization: Bearer [hidden]"),
        ("postgres://warta:word@db/warta", "postgres://warta:[hidden]@db/warta"),
        ("reader 203.0.113.7 asked", "reader [address] asked"),
        ("from 203.0.113.7.", "from [address]."),
        ("203.0.113.7:5123", "[address]:5123"),
        ("from 2001:db8::7 and ::1", "from [address] and [address]"),
        ("2001:db8:1:2:3:4:5:6", "[address]"),
        ("at 2026-08-15 12:30:45", "at 2026-08-15 12:30:45"),
        ("Django 5.2.19 and 1.2.3.4.5", "Django 5.2.19 and 1.2.3.4.5"),
        ("/api/v1/events/", "/api/v1/events/"),
    ],
)
def test_redacts(text, redacted):
    assert logs.redact(text) == redacted


def record(message, *args, **extra):
    made = logging.makeLogRecord(
        {"name": "warta.test", "levelname": "WARNING", "msg": message, "args": args, **extra}
    )
    made.created = 1786770000.25
    return made


def test_a_json_line_carries_the_request_and_what_was_added():
    token = request_id.current.set("0123456789abcdef")
    line = logs.JsonFormatter().format(record("timer %s failed", "roll_up", timer="roll_up"))
    request_id.current.reset(token)
    assert json.loads(line) == {
        "at": "2026-08-15T05:00:00.250+00:00",
        "level": "WARNING",
        "logger": "warta.test",
        "message": "timer roll_up failed",
        "request_id": "0123456789abcdef",
        "timer": "roll_up",
    }


def test_a_json_line_stays_one_line_and_redacts_its_traceback():
    try:
        raise ValueError("no answer from 203.0.113.7\nat all")
    except ValueError as error:
        line = logs.JsonFormatter().format(
            record("failed", exc_info=(ValueError, error, error.__traceback__))
        )
    assert "\n" not in line
    assert "no answer from [address]" in json.loads(line)["exception"]
    assert "203.0.113.7" not in line
