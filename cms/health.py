"""Tells orchestrators whether this process lives and whether it can do its work."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable

from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ads import datacentres, places
from ads.counting import spool, spoolers
from cms.metrics import metrics
from runtime import clock, routers, timers, versions

log = logging.getLogger("warta.health")

_migrated: set[str] = set()


@require_safe
@never_cache
def livez(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers at all."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 while requests can be served; late timers are a warning, for the web processes do not need them."""
    checks = {name: _passes(name, check) for name, check in CHECKS.items()}
    is_ready = all(checks.values())
    content = {
        "status": "ok" if is_ready else "unavailable",
        "checks": {name: "ok" if passed else "failed" for name, passed in checks.items()},
        "warnings": [
            *([*_late(), *_undrained()] if checks["database"] and checks["migrations"] else []),
            *_spooled(),
            *_clock_is_off(),
            *_unplaced(),
            *_unlisted(),
        ],
    }
    return JsonResponse(content, status=200 if is_ready else 503)


def database_answers() -> bool:
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    return True


def is_migrated() -> bool:
    """Once true it stays true for this process: the code does not change under it."""
    for alias in connections:
        if alias not in _migrated:
            executor = MigrationExecutor(connections[alias])
            if executor.migration_plan(executor.loader.graph.leaf_nodes(routers.label_of(alias))):
                return False
            _migrated.add(alias)
    return True


def spool_is_writable() -> bool:
    """Events that the database cannot take at the moment are written below WARTA_VAR."""
    return os.access(settings.WARTA_VAR, os.W_OK | os.X_OK)


def _spooled() -> list[str]:
    waiting = spool.waiting()
    return [f"{waiting} events wait in the spool for the ledger"] if waiting else []


def _undrained() -> list[str]:
    return [
        f"days wait for the spool of {each.name}, last heard of at {each.reported_at:%Y-%m-%dT%H:%M:%SZ}"
        for each in spoolers.behind(now=clock.now())
    ]


def _clock_is_off() -> list[str]:
    ahead = versions.seconds_ahead()
    if abs(ahead) <= versions.CLOCK_OFF_SECONDS:
        return []
    return [f"the clock of this machine is {ahead:+.0f} s off the database's, which is used"]


def _unplaced() -> list[str]:
    is_missing = bool(settings.GEOIP_PATH) and not places.is_known()
    return ["the file of places (GEOIP_PATH) cannot be read"] if is_missing else []


def _unlisted() -> list[str]:
    is_missing = bool(settings.DATACENTRES_PATH) and not datacentres.is_known()
    return ["the file of data centres (DATACENTRES_PATH) cannot be read"] if is_missing else []


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": is_migrated,
    "spool": spool_is_writable,
}


def _passes(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:
        log.warning("readiness check failed: %s", type(error).__name__, extra={"check": name})
        return False


def _late() -> list[str]:
    return [f"timer {name} is late or never ran" for name in timers.late(clock.now())]


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/livez": livez,
    "/readyz": readyz,
    "/metrics": metrics,
}


def answer_probes(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware, not a route: who probes knows an address, not the host name, and speaks no TLS."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return PROBES.get(request.path_info, get_response)(request)

    return middleware
