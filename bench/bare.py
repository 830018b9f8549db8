"""The least a Django view can do: a file of BENCH_ANSWERS from memory. The measure for everything else.

Alone, or with BENCH_MIDDLEWARE behind the middleware that every answer of ours goes through.
"""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

ANSWERS = {file.name: file.read_bytes() for file in Path(os.environ["BENCH_ANSWERS"]).iterdir()}


@csrf_exempt
def answer(request: HttpRequest, name: str = "list") -> HttpResponse:
    return HttpResponse(ANSWERS[name], content_type="application/json", status=200 if ANSWERS[name] else 304)


urlpatterns = [path("", answer), path("<str:name>", answer)]

if "BENCH_MIDDLEWARE" in os.environ:
    settings.ROOT_URLCONF = __name__
else:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        SECRET_KEY="bench",
        LOGGING_CONFIG=None,
    )
django.setup()
application = WSGIHandler()
