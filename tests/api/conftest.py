"""Fixtures of the API's tests: a newsroom that a whole file of tests only reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime

import pytest
from django.db import connections, transaction

from runtime import clock
from tests.conftest import NOON

Kept = Callable[..., AbstractContextManager[None]]


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker) -> Kept:
    """Rows made once for a module: `with kept(): make(); yield`; what each test adds is undone as ever."""

    @contextmanager
    def rows(at: datetime = NOON) -> Iterator[None]:
        with django_db_blocker.unblock(), ExitStack() as stack:
            for alias in connections:
                stack.enter_context(transaction.atomic(using=alias))
                stack.callback(transaction.set_rollback, True, using=alias)
            with clock.frozen(at):
                yield

    return rows
