"""Counters and gauges for Prometheus, as text; for machines of the own network alone."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ads.counting import audiences, spool, statistics
from ads.counting.models import CounterTotal
from runtime.models import TimerRun

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """404 for the open network: it is nobody else's business. The proxy in front keeps it to itself too."""
    if not is_private(request.META.get("REMOTE_ADDR", "")):
        return HttpResponseNotFound()
    return HttpResponse("".join(f"{line}\n" for line in lines()), content_type=CONTENT_TYPE)


def is_private(address: str) -> bool:
    try:
        return ip_address(address).is_private
    except ValueError:
        return False


def lines() -> Iterator[str]:
    """What all processes have counted and written down; they do so every few seconds."""
    yield "# HELP warta_ad_total What happened on the ad side since counting began."
    yield "# TYPE warta_ad_total counter"
    counted = CounterTotal.objects.exclude(name__startswith=f"{statistics.SHARE_DEBT}:")
    counted = counted.exclude(name__startswith=f"{audiences.PREFIX}:")
    for name, count in counted.order_by("name").values_list("name", "count"):
        yield f'warta_ad_total{{name="{name}"}} {count}'
    yield "# HELP warta_spool_events Events of this machine that wait for the ledger."
    yield "# TYPE warta_spool_events gauge"
    yield f"warta_spool_events {spool.waiting()}"
    yield "# HELP warta_timer_success_seconds When a timer last succeeded."
    yield "# TYPE warta_timer_success_seconds gauge"
    succeeded = TimerRun.objects.exclude(last_success_at=None).order_by("name")
    for run in succeeded:
        at = run.last_success_at.timestamp() if run.last_success_at else 0
        yield f'warta_timer_success_seconds{{name="{run.name}"}} {at:.3f}'
