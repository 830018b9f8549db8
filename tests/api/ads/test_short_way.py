"""The short way of decisions and events answers as Django's own handler does."""

import io
import json
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from ads.counting.models import AdEvent
from ads.delivery import serve
from cms.handler import Handler
from tests import adops
from tests.api.ads.calls import DECIDE, EVENTS, PHONE

pytestmark = pytest.mark.django_db
BOTTOM = "article-bottom-1"
ASKED = {"slots": [BOTTOM], "page_view": "one"}

Answer = tuple[str, dict[str, str], bytes]


class Server:
    """A WSGI server of one thread that counts how often Django looked at its connections."""

    def __init__(self) -> None:
        self.handler, self.looked = Handler(), 0

    def look(self, **kwargs: Any) -> None:
        self.looked += 1

    def call(self, path: str, body: bytes | None = None, method: str = "POST", **headers: str) -> Answer:
        """Status, headers and body as they leave the process."""
        environ = RequestFactory(HTTP_USER_AGENT=PHONE).generic(method, path, **headers).environ
        environ |= {"wsgi.input": io.BytesIO(body or b""), "CONTENT_LENGTH": str(len(body or b""))}
        started: list[tuple[str, list[tuple[str, str]]]] = []
        content = b"".join(self.handler(environ, lambda status, sent: started.append((status, sent))))
        status, sent = started[0]
        assert len({name for name, _ in sent}) == len(sent)
        return status, dict(sent), content

    def asked(self, body: object = ASKED, **headers: str) -> Answer:
        return self.call(DECIDE, json.dumps(body).encode(), **headers)


@pytest.fixture
def server(clock, monkeypatch):  # type: ignore[no-untyped-def]
    """The test's transaction outlives its requests, as it does in Django's own client; no second passes."""
    monkeypatch.setattr("cms.handler.monotonic", lambda: 100.0)
    adops.line_item("network", [adops.slot(BOTTOM)], creatives=[adops.image_creative()])
    server = Server()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    request_started.connect(server.look)
    yield server
    request_started.disconnect(server.look)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def plain(answer: Answer) -> Answer:
    """Without what is of one request only."""
    status, headers, content = answer
    headers = {name: value for name, value in headers.items() if name != "X-Request-ID"}
    if not content or headers["Content-Type"] != "application/json":
        return status, headers, content
    decided = json.loads(content)
    for each in decided.get("decisions", {}).values():
        each.update(token="", click_url="")
    return status, headers, json.dumps(decided).encode()


@pytest.mark.parametrize(
    ("path", "body", "method", "headers", "status"),
    [
        (DECIDE, json.dumps(ASKED), "POST", {}, 200),
        (DECIDE, json.dumps(ASKED), "POST", {"HTTP_ORIGIN": "http://localhost:3000"}, 200),
        (DECIDE, json.dumps(ASKED), "POST", {"wsgi.url_scheme": "https"}, 200),
        (f"{DECIDE}?slots={BOTTOM}&page_view=one", "", "GET", {}, 200),
        (DECIDE, "", "HEAD", {}, 200),
        (DECIDE, "", "OPTIONS", {"HTTP_ORIGIN": "http://localhost:3000"}, 200),
        (DECIDE, "{", "POST", {}, 400),
        (DECIDE, json.dumps({"slot": BOTTOM}), "POST", {}, 400),
        (DECIDE, json.dumps(ASKED), "POST", {"CONTENT_TYPE": "text/html"}, 415),
        (f"{DECIDE}?{'a' * 9000}", json.dumps(ASKED), "POST", {}, 414),
        (DECIDE, json.dumps(ASKED), "PUT", {}, 405),
        (DECIDE, json.dumps(ASKED), "POST", {"HTTP_HOST": "elsewhere.example"}, 400),
        (DECIDE, json.dumps(ASKED), "POST", {"HTTP_HOST": "creatives.example.net"}, 404),
        (EVENTS, json.dumps({"events": []}), "POST", {}, 204),
        (EVENTS, json.dumps({"events": [{}]}), "POST", {}, 400),
        (EVENTS, "", "GET", {}, 405),
        ("/api/v1/events/forged.gif", "", "GET", {}, 200),
        ("/api/v1/click/forged/", "", "GET", {}, 404),
    ],
)
def test_the_short_way_answers_as_the_long_one(  # type: ignore[no-untyped-def]
    server, settings, path, body, method, headers, status
):
    settings.CREATIVE_ORIGIN = "https://creatives.example.net"
    settings.ALLOWED_HOSTS = ["testserver", "creatives.example.net"]
    settings.CORS_ORIGINS = ["http://localhost:3000"]
    answers = [plain(server.call(path, body.encode(), method, **headers)) for _ in range(3)]
    assert server.looked == 1
    assert answers == [answers[0]] * 3
    assert int(answers[0][0][:3]) == status


def test_every_answer_has_an_id_of_its_own(server) -> None:  # type: ignore[no-untyped-def]
    ids = {server.asked()[1]["X-Request-ID"] for _ in range(3)}
    assert (len(ids), server.looked) == (3, 1)


def test_an_event_is_committed_on_the_short_way(server) -> None:  # type: ignore[no-untyped-def]
    token = json.loads(server.asked()[2])["decisions"][BOTTOM]["token"]
    told = json.dumps({"events": [{"token": token, "type": "impression"}]})
    status, headers, content = server.call(EVENTS, told.encode())
    assert (status, content, "Content-Length" in headers) == ("204 No Content", b"", True)
    assert (AdEvent.objects.count(), server.looked) == (1, 1)


def test_connections_are_looked_at_once_a_second(server, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    at = [100.0]
    monkeypatch.setattr("cms.handler.monotonic", lambda: at[0])
    looked = []
    for at[0] in (100.0, 100.5, 101.0, 101.1, 102.0, 102.2):
        server.asked()
        looked.append(server.looked)
    assert looked == [1, 1, 1, 2, 2, 3]


def test_connections_are_looked_at_after_a_failure(server, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    server.asked()
    with monkeypatch.context() as patched:
        patched.setattr(serve, "decide", lambda *args, **kwargs: 1 / 0)
        assert server.asked()[0] == "500 Internal Server Error"
    assert server.looked == 1
    assert server.asked()[0] == "200 OK"
    assert server.looked == 2


def test_other_paths_go_the_long_way(server) -> None:  # type: ignore[no-untyped-def]
    for _ in range(3):
        assert server.call("/api/v1/slots/", method="GET")[0] == "200 OK"
    assert server.looked == 3
