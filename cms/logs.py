"""Log lines: readable in embedded mode, JSON in production, and never a token or a reader's address."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from cms.middleware import request_id

# What LogRecord has by itself; whatever else a record carries was given as `extra`.
_OWN = {*vars(logging.makeLogRecord({})), "message", "asctime", "request", "taskName"}

_GROUP = "[0-9a-f]{1,4}"
_SOME = f"{_GROUP}(?::{_GROUP}){{0,6}}"
_SECRETS = (
    (re.compile(r"(/(?:click|events|frame|preview)/)[^/?\s\"']+"), r"\1[token]"),
    (re.compile(r"(?i)((?:token|key|password|secret|signature)=)[^&\s\"']+"), r"\1[hidden]"),
    (re.compile(r"(?i)(bearer\s+|basic\s+)[\w.~+/=-]+"), r"\1[hidden]"),
    (re.compile(r"(://[^/\s:@]*:)[^/\s@]+@"), r"\1[hidden]@"),
    (re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\w)"), "[address]"),
    (
        re.compile(rf"(?i)(?<![\w:])(?:(?:{_GROUP}:){{5,7}}{_GROUP}|(?:{_SOME})?::(?:{_SOME})?)(?![\w:])"),
        "[address]",
    ),
)


def redact(text: str) -> str:
    """The text without tokens, credentials and network addresses."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


class RedactedFormatter(logging.Formatter):
    """One readable line."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
            "request_id": request_id.current.get() or None,
        }
        extra = {name: value for name, value in vars(record).items() if name not in _OWN}
        facts |= {
            name: value if isinstance(value, int) else redact(str(value)) for name, value in extra.items()
        }
        if record.exc_info:
            facts["exception"] = redact(self.formatException(record.exc_info))
        return json.dumps(facts, ensure_ascii=False)


def configuration(*, level: str, as_json: bool) -> dict[str, Any]:
    """The setting LOGGING: everything to standard error, once."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": JsonFormatter},
            "line": {"()": RedactedFormatter, "format": "{levelname} {name} {message}", "style": "{"},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "json" if as_json else "line"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        # Django's own handlers would print what ours redacts, or mail it.
        "loggers": {
            # What they say at INFO is in the audit log.
            "django_tasks": {"level": "WARNING"},
            "wagtail": {"level": "WARNING"},
            "django": {"handlers": [], "propagate": True},
            # Whoever scans the internet asks for hosts that are not ours.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        },
    }
