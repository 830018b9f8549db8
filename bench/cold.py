"""Warta without its hot cache: every answer is read from the database."""

from __future__ import annotations

from bench.counting import counted
from cms import wsgi

__all__ = ["application"]

from api.published import hot

hot.answers = hot.Hot(max_bytes=0, max_miss_bytes=0)
application = counted(wsgi.application)
