"""The least a Django view can do: the bytes of BENCH_BYTES, from memory. The measure for everything else."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

BYTES = Path(os.environ["BENCH_BYTES"]).read_bytes()


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BYTES, content_type="application/json")


urlpatterns = [path("", answer)]

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, MIDDLEWARE=[], SECRET_KEY="bench", LOGGING_CONFIG=None
)
django.setup()
application = WSGIHandler()
