"""One request and its answer for every endpoint, as docs/frontends.md shows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from django.http import HttpResponse
from django.test import Client
from jsonschema import Draft202012Validator

from api.http import openapi

HOST = "http://127.0.0.1:8000"
WIDTH = 118
PROBLEM = {"$ref": "#/components/schemas/Problem"}


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
    """JSON of a POST."""
    headers: dict[str, str] = field(default_factory=dict)
    shows: Callable[[HttpResponse], Any] = lambda answer: orjson.loads(answer.content)
    """What of the answer the page shows: JSON, or XML as text."""

    @property
    def key(self) -> tuple[str, str, int]:
        return self.method, self.route or self.path.partition("?")[0], self.status

    def filled(self, known: Mapping[str, Any]) -> Exchange:
        """With the ids and tokens of a portal where the names of them stand."""
        path, body, headers = (_filled(each, known) for each in (self.path, self.body, self.headers))
        return replace(self, path=path, body=body, headers=headers, route=self.key[1])

    def send(self) -> HttpResponse:
        content = orjson.dumps(self.body) if self.body is not None else b""
        sent = {"content_type": "application/json"} if content else {}
        return Client().generic(self.method, self.path, content, headers=self.headers, **sent)


def _filled(value: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(inner, known) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, known) for inner in value]
    return value.format(**known) if isinstance(value, str) else value


TOLD = (
    "Cache-Control", "ETag", "Last-Modified", "Vary", "Cache-Tag", "Surrogate-Key", "Warta-Version",
    "Access-Control-Allow-Origin", "Link", "Location", "Referrer-Policy", "Retry-After", "Content-Type",
)  # fmt: skip


def headers_of(answer: HttpResponse) -> dict[str, Any]:
    """What caches and browsers read of an answer."""
    found = {name: answer.headers[name] for name in TOLD if name in answer.headers}
    return {"status": answer.status_code, "headers": found}


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode().strip()


def schema_of(exchange: Exchange) -> dict[str, Any]:
    """The JSON Schema of the answer, with the components that it refers to."""
    method, route, status = exchange.key
    document = openapi.document()
    operation = document["paths"][route].get(method.lower())
    content = operation["responses"][str(status)]["content"] if operation else {"": {"schema": PROBLEM}}
    schema = next(iter(content.values()))["schema"]
    return {**schema, "components": document["components"]}


def of_some_fields(schema: Any) -> Any:
    """A schema of an answer that `fields=` narrowed: the same, but no key has to be there."""
    if isinstance(schema, list):
        return [of_some_fields(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        "anyOf" if name == "oneOf" else name: of_some_fields(each)
        for name, each in schema.items()
        if not (name == "required" and isinstance(each, list))
    }


def section(exchange: Exchange, answer: Any) -> str:
    """The exchange as the page shows it: heading, call, answer."""
    words = ["curl -i" if exchange.shows is headers_of else "curl"]
    if exchange.method != "GET":
        words.append(f"-X {exchange.method}")
    words += [f"-H '{name}: {value}'" for name, value in exchange.headers.items()]
    if exchange.body is not None:
        words.append(f"-H \"Content-Type: application/json\" -d '{orjson.dumps(exchange.body).decode()}'")
    words.append(f'"{HOST}{exchange.path}"')
    kind, shown = (
        (kind_of(answer), answer) if isinstance(answer, str) else ("json", "\n".join(pretty(answer)))
    )
    return f"### {exchange.title}\n\n```sh\n{' '.join(words)}\n```\n\n```{kind}\n{shown}\n```\n"


def kind_of(text: str) -> str:
    return "html" if text.startswith("<!doctype") else "xml" if text.startswith("<") else "text"


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
    """The keys of a value and nothing else: of a list each form once, of XML the tags."""
    if isinstance(value, dict):
        return {key: skeleton(inner) for key, inner in value.items()}
    if isinstance(value, list):
        forms = [skeleton(inner) for inner in value]
        return [form for place, form in enumerate(forms) if form not in forms[:place]]
    return re.findall(r"<[\w:]+", value) if isinstance(value, str) else None


def shapes_named(schema: Any, components: Mapping[str, Any]) -> set[str]:
    """The components that a schema refers to, however deep."""
    found: set[str] = set()
    waiting = [schema]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            name = _named(each)
            if name and name not in found:
                found.add(name)
                waiting.append(components[name])
            waiting += each.values()
    return found


def shapes_in(value: Any, schema: dict[str, Any], components: Mapping[str, Any]) -> Iterator[str]:
    """The components that a value has an example of: one key of a shape is enough to know it."""
    if name := _named(schema):
        yield name
        schema = components[name]
    for each in schema.get("oneOf", schema.get("anyOf", ())):
        if _fits(value, each, components):
            yield from shapes_in(value, each, components)
    if isinstance(value, dict):
        inside, others = schema.get("properties", {}), schema.get("additionalProperties")
        for key, inner in value.items():
            if isinstance(found := inside.get(key, others), dict):
                yield from shapes_in(inner, found, components)
    if isinstance(value, list) and isinstance(found := schema.get("items"), dict):
        for inner in value:
            yield from shapes_in(inner, found, components)


def _fits(value: Any, schema: dict[str, Any], components: Mapping[str, Any]) -> bool:
    part = of_some_fields({**schema, "components": {"schemas": components}})
    return Draft202012Validator(part).is_valid(value)


def _named(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).removeprefix("#/components/schemas/")
