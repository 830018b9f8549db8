"""A Django view that reads its bytes by one query of the ORM, from a SQLite file of its own."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

ANSWERS = Path(os.environ["BENCH_ANSWERS"])

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    SECRET_KEY="bench",
    LOGGING_CONFIG=None,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(ANSWERS.parent / "one-select.sqlite3"),
            "CONN_MAX_AGE": 600,
            "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"},
        }
    },
)
django.setup()

from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402


class Stored(models.Model):
    name = models.CharField(max_length=40, primary_key=True)
    body = models.BinaryField()

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.name


def fill() -> None:
    if Stored._meta.db_table in connection.introspection.table_names():
        return
    with connection.schema_editor() as editor:
        editor.create_model(Stored)
    Stored.objects.bulk_create(Stored(name=file.name, body=file.read_bytes()) for file in ANSWERS.iterdir())


def answer(request: HttpRequest, name: str = "list") -> HttpResponse:
    body = bytes(Stored.objects.values_list("body", flat=True).get(pk=name))
    return HttpResponse(body, content_type="application/json", status=200 if body else 304)


urlpatterns = [path("", answer), path("<str:name>", answer)]

fill()
application = WSGIHandler()
