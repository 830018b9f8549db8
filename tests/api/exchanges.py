"""One request and its answer for every endpoint, as docs/frontends.md shows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.http import HttpResponse
from django.test import Client

from api.http import openapi

HOST = "http://127.0.0.1:8000"
WIDTH = 118


@dataclass(frozen=True)
class Exchange:
    """What is asked, and under which heading the page shows it."""

    title: str
    path: str
    route: str = ""
    """The path of the OpenAPI, where it differs from that of the request."""
    status: int = 200
    method: str = "GET"
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    before: Callable[[], None] | None = None
    shows: Callable[[HttpResponse], Any] = lambda answer: orjson.loads(answer.content)
    """What of the answer the page shows: JSON, or XML as text."""

    @property
    def key(self) -> tuple[str, str, int]:
        return self.method, self.route or self.path.partition("?")[0], self.status

    def send(self) -> HttpResponse:
        if self.before:
            self.before()
        content = orjson.dumps(self.body) if self.body is not None else b""
        sent = {"content_type": "application/json"} if content else {}
        return Client().generic(self.method, self.path, content, headers=self.headers, **sent)


def headers_of(answer: HttpResponse) -> dict[str, Any]:
    """What caches read of an answer."""
    told = ("Cache-Control", "ETag", "Last-Modified", "Vary", "Cache-Tag", "Warta-Version", "Warta-Cache")
    found = {name: answer.headers[name] for name in told if name in answer.headers}
    return {"status": answer.status_code, "headers": found}


def schema_of(exchange: Exchange) -> dict[str, Any]:
    """The JSON Schema of the answer, with the components that it refers to."""
    method, route, status = exchange.key
    document = openapi.document()
    content = document["paths"][route][method.lower()]["responses"][str(status)]["content"]
    schema = next(iter(content.values()))["schema"]
    return {**schema, "components": document["components"]}


def section(exchange: Exchange, answer: Any) -> str:
    """The exchange as the page shows it: heading, call, answer."""
    words = ["curl -i" if exchange.shows is headers_of else "curl"]
    if exchange.method != "GET":
        words.append(f"-X {exchange.method}")
    words += [f"-H '{name}: {value}'" for name, value in exchange.headers.items()]
    if exchange.body is not None:
        words.append(f"-H \"Content-Type: application/json\" -d '{orjson.dumps(exchange.body).decode()}'")
    words.append(f'"{HOST}{exchange.path}"')
    kind, shown = ("xml", answer) if isinstance(answer, str) else ("json", "\n".join(pretty(answer)))
    return f"### {exchange.title}\n\n```sh\n{' '.join(words)}\n```\n\n```{kind}\n{shown}\n```\n"


def pretty(value: Any, indent: int = 0, before: str = "", after: str = "") -> Iterator[str]:
    """JSON for people: what fits stays on one line."""
    flat = orjson.dumps(value).decode()
    if (
        len(flat) + indent + len(before) + len(after) <= WIDTH
        or not isinstance(value, dict | list)
        or not value
    ):
        yield f"{' ' * indent}{before}{flat}{after}"
        return
    is_dict = isinstance(value, dict)
    yield f"{' ' * indent}{before}{'{' if is_dict else '['}"
    parts: Iterable[tuple[str, Any]] = (
        [(f"{orjson.dumps(key).decode()}: ", inner) for key, inner in value.items()]
        if isinstance(value, dict)
        else [("", inner) for inner in value]
    )
    for number, (name, inner) in enumerate(parts, 1):
        yield from pretty(inner, indent + 1, name, "," if number < len(value) else "")
    yield f"{' ' * indent}{'}' if is_dict else ']'}{after}"


def skeleton(value: Any) -> Any:
    """The keys of a value and nothing else: of a list those of its first item, of XML the tags."""
    if isinstance(value, dict):
        return {key: skeleton(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [skeleton(value[0])] if value else []
    return re.findall(r"<[\w:]+", value) if isinstance(value, str) else None
