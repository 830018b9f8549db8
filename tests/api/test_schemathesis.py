"""Requests made from the OpenAPI itself: each answer is as the description promises, and none is a 5xx."""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import response_schema_conformance
from schemathesis.transport.serialization import serialize_binary

from api.http import openapi
from api.views.manage import WORKBOOK
from cms.wsgi import application
from tests import adops, newsroom

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "25"))
HOST = "http://127.0.0.1:8000"

pytestmark = pytest.mark.django_db

schema = schemathesis.openapi.from_dict(openapi.document())
schema.app = application
# A site, a cursor, a section: whether such a value is known is no matter of its form.
schema.config.checks.positive_data_acceptance.expected_statuses = ["2xx", "3xx", "4xx"]


@schemathesis.serializer(WORKBOOK)
def _workbook(ctx, value):
    """Any bytes: the description knows no more of a workbook than that."""
    return serialize_binary(value)


@pytest.fixture(scope="module")
def _portal(kept):
    with kept():
        newsroom.article(newsroom.section("Berita"), title="Satu", tags=["umkm"])
        adops.line_item("house", [adops.slot("article-bottom-1")])
        yield


@pytest.fixture(autouse=True)
def _transaction_of_the_test():
    """A server closes its connections after a request; the rows of a test live in an open one."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_portal")
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
def test_every_answer_is_as_described(case):
    # Which keys `fields` leaves is no matter of the type of the whole answer.
    narrowed = [response_schema_conformance] if "fields" in (case.query or {}) else None
    case.call_and_validate(base_url=HOST, excluded_checks=narrowed)
