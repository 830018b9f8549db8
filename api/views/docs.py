"""The description of the API as a page for people: no script, no foreign host, all from the OpenAPI."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from api.http import openapi

POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_REFERENCE = "#/components/schemas/"
Schema = dict[str, Any]


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """One page: every endpoint with its parameters and answers, then every shape."""
    document = openapi.document()
    response = render(
        request,
        "api/docs.html",
        {"info": document["info"], "groups": _groups(document), "shapes": _shapes(document)},
    )
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "public, max-age=0, s-maxage=60"
    return response


def _groups(document: Schema) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            name = (operation.get("tags") or ["other"])[0]
            groups.setdefault(name, []).append(_operation(path, method, operation))
    return [{"name": name, "operations": operations} for name, operations in groups.items()]


def _operation(path: str, method: str, operation: Schema) -> dict[str, Any]:
    is_plain = method == "get" and "{" not in path
    needs = any(parameter.get("required") for parameter in operation.get("parameters", ()))
    return {
        "path": path,
        "method": method.upper(),
        "anchor": operation["operationId"],
        "description": _prose(operation.get("description", "")),
        "try_url": path if is_plain and not needs and not operation.get("security") else "",
        "parameters": [_parameter(parameter) for parameter in operation.get("parameters", ())],
        "body": _content_kind(operation["requestBody"]) if "requestBody" in operation else None,
        "answers": [
            {
                "status": status,
                "description": _prose(answer.get("description", "")),
                "kind": _content_kind(answer),
            }
            for status, answer in operation["responses"].items()
        ],
    }


def _parameter(parameter: Schema) -> dict[str, Any]:
    description = _prose(parameter.get("description", ""))
    return {**parameter, "takes": _takes(parameter["schema"]), "description": description}


def _takes(schema: Schema) -> str:
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "minimum" in schema:
        return f"{schema['minimum']}-{schema.get('maximum', '')}"
    return str(schema.get("type", ""))


def _content_kind(holder: Schema) -> dict[str, Any]:
    contents = list(holder.get("content", {}).values())
    return _kind(contents[0].get("schema", {})) if contents else {"text": ""}


def _prose(text: str) -> SafeString:
    """The text with what stands between backticks as code."""
    parts = enumerate(text.split("`"))
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", part) if place % 2 else part,) for place, part in parts)
    )


def _shapes(document: Schema) -> list[dict[str, Any]]:
    schemas = document["components"].get("schemas", {})
    return [_shape(name, schema) for name, schema in schemas.items() if "enum" not in schema]


def _shape(name: str, schema: Schema) -> dict[str, Any]:
    return {
        "name": name,
        "description": _prose(schema.get("description", "")),
        "one_of": [_kind(each) for each in schema.get("oneOf", ())],
        "keys": [
            {"name": key, "kind": _kind(inner), "description": _prose(inner.get("description", ""))}
            for key, inner in schema.get("properties", {}).items()
        ],
    }


def _kind(schema: Schema) -> dict[str, Any]:
    """A schema in a few words: the shape it refers to, or its type; lists and null told apart."""
    choices = schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf") or ()
    others = [choice for choice in choices if not _is_null(choice)]
    if choices:
        kind = _kind(others[0]) if len(others) == 1 else {"text": "one of several"}
        return {**kind, "is_nullable": len(others) < len(choices)}
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REFERENCE)
        referred = openapi.document()["components"]["schemas"][name]
        return _kind(referred) if "enum" in referred else {"shape": name}
    types = schema.get("type", "any")
    types = types if isinstance(types, list) else [types]
    if types[0] == "array":
        return {**_list_kind(_kind(schema.get("items", {}))), "is_nullable": "null" in types}
    if "enum" in schema:
        return {"text": " | ".join(str(value) for value in schema["enum"]), "is_nullable": "null" in types}
    return {"text": " | ".join(each for each in types if each != "null"), "is_nullable": "null" in types}


def _is_null(schema: Schema) -> bool:
    return schema.get("type") == "null" or schema.get("$ref") == f"{_REFERENCE}NullEnum"


def _list_kind(item: dict[str, Any]) -> dict[str, Any]:
    if "shape" in item:
        return {"shape": item["shape"], "is_list": True}
    return {"text": f"list of {item['text']}"}
