"""A Django view that reads its bytes by one query of the ORM, from a table of its own beside ours."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
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
    DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=600)},
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
    """With the answers of this run alone."""
    if Stored._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Stored)
    Stored.objects.all().delete()
    Stored.objects.bulk_create(Stored(name=file.name, body=file.read_bytes()) for file in ANSWERS.iterdir())


def answer(request: HttpRequest, name: str = "list") -> HttpResponse:
    body = bytes(Stored.objects.values_list("body", flat=True).get(pk=name))
    return HttpResponse(body, content_type="application/json", status=200 if body else 304)


urlpatterns = [path("", answer), path("<str:name>", answer)]

fill()
application = WSGIHandler()
