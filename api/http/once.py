"""Calls that may be sent again: what came with an Idempotency-Key is done once, and answered as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import orjson
from django.db import IntegrityError, transaction
from django.http import HttpResponse

from api.http.errors import ApiProblem, Fault, bad_query
from api.http.responses import tagged
from api.repeats import KEPT_FOR, RepeatableCall
from runtime import clock


def once(request: Any, sent: Any, work: Callable[[], HttpResponse], *, owner: str = "") -> HttpResponse:
    """The answer to the first call with this Idempotency-Key; without a key every call is a first one."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return work()
    if not 1 <= len(key) <= 200 or not key.isprintable():
        raise bad_query(Fault("Idempotency-Key", "invalid", "Allowed are 1-200 printable characters."))
    owner, digest = owner or f"user-{request.user.pk}", _digest(request, sent)
    now = clock.now()
    RepeatableCall.objects.filter(owner=owner, created_at__lt=now - KEPT_FOR).delete()
    try:
        with transaction.atomic():
            call = RepeatableCall.objects.create(owner=owner, key=key, digest=digest, created_at=now)
            response = work()
            call.status, call.body = response.status_code, response.content
            call.etag = response.headers.get("ETag", "")
            call.location = response.headers.get("Location", "")
            call.save()
            return response
    except IntegrityError:
        former = RepeatableCall.objects.filter(owner=owner, key=key).first()
    if former is None:
        raise ApiProblem(409, "conflict", "Somebody else wrote the same; read it again.")
    if former.digest != digest:
        raise ApiProblem(409, "idempotency_key_reused", "This Idempotency-Key came with another call.")
    response = tagged(bytes(former.body), status=former.status)
    if former.location:
        response.headers["Location"] = former.location
    return response


def _digest(request: Any, sent: Any) -> str:
    text = orjson.dumps([request.method, request.path, sent], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(text).hexdigest()
