"""Calls about slots as a reader's browser makes them."""

import json
from typing import Any

from django.test import Client

PHONE = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
DECIDE, EVENTS = "/api/v1/slots/decide/", "/api/v1/events/"

browser = Client(headers={"User-Agent": PHONE})


def post(path: str, body: Any, *, client: Client = browser, **headers: str) -> Any:
    """POST as `text/plain`, as browsers do."""
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(path, text, content_type="text/plain;charset=UTF-8", headers=headers)


def decide(*slots: Any, **body: Any) -> dict[str, Any]:
    response = post(DECIDE, {"slots": list(slots), **body})
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = response.json()
    return answer


def chosen(code: str, **body: Any) -> int | None:
    """The line item that fills the slot."""
    decision = decide(code, **body)["decisions"][code]
    return decision and decision["line_item"]


def token(code: str, **body: Any) -> str:
    return str(decide(code, **body)["decisions"][code]["token"])


def report(*events: tuple[str, str], **headers: str) -> Any:
    """POST events given as (token, type)."""
    listed = [{"token": text, "type": kind} for text, kind in events]
    return post(EVENTS, {"events": listed}, **headers)
