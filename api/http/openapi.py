"""The OpenAPI of the public views, read from what each view declares."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import orjson
from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from api.http.errors import CONTENT_TYPE
from api.http.parameters import Parameter
from api.serializers.envelope import ProblemSerializer
from api.serializers.richtext import NODE_SCHEMAS
from api.serializers.shapes import Shape

URLCONF = "api.urls"
RESPONSE_HEADERS = {
    "ETag": "Compared weakly with If-None-Match.",
    "Cache-Control": "How long shared caches may keep this: at most to the next boundary of visibility.",
    "Cache-Tag": "The objects in the answer, for purging; comma-separated, at most 2 KB.",
    "Surrogate-Key": "The same, separated by spaces.",
    "Vary": "Accept-Encoding, and nothing else.",
    "Warta-Version": "Number of the content version that the answer was made from.",
    "Access-Control-Allow-Origin": "Always *.",
}
DESCRIPTION = (
    "Content for frontends and ads for their slots. Public answers are the same bytes for everybody; "
    "every key is always present; errors are application/problem+json; nothing unknown is silently ignored."
)
LICENSE = {"name": "BSD 3-Clause", "identifier": "BSD-3-Clause"}
DESCRIPTIONS = {
    200: "The answer.",
    304: "The client's ETag still holds.",
    400: "A parameter is unknown, repeated, malformed or out of range; `errors` names what is allowed.",
    404: "Nothing is published here.",
    410: "What was published here has been taken down.",
    401: "No key, or one that is unknown, expired or revoked.",
    403: "The key lacks the scope.",
    409: "It contradicts what is there, or somebody else wrote the same.",
    412: "If-Match names an older state; read it again.",
    413: "The body is too large.",
    414: "The query is longer than 2,048 bytes.",
    415: "The body is of a type that is not read here.",
    428: "If-Match is missing.",
    429: "Too many requests; `Retry-After` says when to come back.",
    503: "Nothing could be stored; sending the same again is safe.",
}


MAY_HAVE_A_KEY: list[dict[str, list[str]]] = [{}, {"key": []}]
"""For operations that anybody may ask, and a key opens further."""
PATH_PARAMETERS = {
    "code": "Code of the slot.",
    "line_item_id": "Id of the line item.",
    "token": "Token of a decision.",
}


class NamedSchema(AutoSchema):
    """Names shapes for those who generate clients, by what they are and not by our classes."""

    def get_serializer_name(self, serializer: Any, direction: str) -> str:
        return type(serializer).__name__.removesuffix("Shape")


class PublicSchema(NamedSchema):
    """Describes a `PublicView` by the `answer`, `parameters`, `statuses` .. of its class."""

    def get_operation_id(self) -> str:
        name = type(self.view).__name__.removesuffix("View")
        return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()

    def get_tags(self) -> list[str]:
        return [self.view.topic]

    def get_description(self) -> str:
        return _document(self.view)

    def get_summary(self) -> str:
        return _first_sentence(_document(self.view))

    def get_auth(self) -> list[dict[str, Any]]:
        return []

    def get_request_serializer(self) -> None:
        return None

    def get_override_parameters(self) -> list[OpenApiParameter]:
        in_path = [_path_parameter(name, text) for name, text in self.view.path_parameters.items()]
        in_query = [_query_parameter(parameter) for parameter in self.view.parameters]
        return [*in_path, *in_query, _HELD, *self._request_headers(), *self._response_headers()]

    def _request_headers(self) -> list[OpenApiParameter]:
        read = self.view.request_headers.items()
        return [OpenApiParameter(name, str, OpenApiParameter.HEADER, description=text) for name, text in read]

    def _response_headers(self) -> list[OpenApiParameter]:
        headers = RESPONSE_HEADERS | self.view.extra_headers
        return [_response_header(name, description) for name, description in headers.items()]

    def get_response_serializers(self) -> dict[Any, OpenApiResponse]:
        answers = self._answers()
        for status in sorted({400, 414, *self.view.statuses}):
            answers[status, CONTENT_TYPE] = OpenApiResponse(ProblemSerializer, DESCRIPTIONS[status])
        return answers

    def _answers(self) -> dict[Any, OpenApiResponse]:
        if self.view.redirects:
            return {302: OpenApiResponse(None, self.view.redirects)}
        shown = OpenApiResponse(self.view.answer, DESCRIPTIONS[200])
        held = OpenApiResponse(None, DESCRIPTIONS[304])
        return {304: held, **{(200, media_type): shown for media_type in self.view.media_types}}


def _first_sentence(text: str) -> str:
    return re.split(r"[.:;]", text, maxsplit=1)[0]


def _document(view: Any) -> str:
    return " ".join((type(view).__doc__ or "").split())


def query_parameters(declared: Iterable[Parameter]) -> list[OpenApiParameter]:
    """For views that describe themselves with `extend_schema`."""
    return [_query_parameter(parameter) for parameter in declared]


def _query_parameter(parameter: Parameter) -> OpenApiParameter:
    schema = dict(parameter.schema)
    if parameter.default is not None:
        schema["default"] = parameter.default
    if parameter.example is not None:
        schema["examples"] = [parameter.example]
    return OpenApiParameter(
        parameter.name, schema, description=parameter.description, required=parameter.is_required
    )


def _path_parameter(name: str, description: str) -> OpenApiParameter:
    kind = int if name.endswith("_id") else str
    return OpenApiParameter(name, kind, OpenApiParameter.PATH, description=description)


_HELD = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="ETags that the client holds, or *."
)


def _response_header(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, description=description, response=[200, 304])


class BearerKeyScheme(OpenApiAuthenticationExtension):
    """A key in `Authorization: Bearer <key>`, made by `manage.py api_key create`."""

    target_class = "api.http.keys.BearerKey"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer"}


class AdminSessionScheme(OpenApiAuthenticationExtension):
    """The session of somebody who is logged in to the admin."""

    target_class = "api.http.keys.AdminSession"
    name = "admin_session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The whole OpenAPI 3.1 of this API, made once per process."""
    schema = SchemaGenerator(urlconf=URLCONF).get_schema(request=None, public=True)
    return orjson.loads(orjson.dumps(schema, default=str, option=orjson.OPT_NON_STR_KEYS))


def complete(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: what all operations share, said once."""
    result["info"] |= {"description": DESCRIPTION, "license": LICENSE}
    _describe_shapes(result["components"]["schemas"])
    result["components"]["schemas"] |= NODE_SCHEMAS
    result["servers"] = [{"url": settings.PUBLIC_URL}]
    for path, methods in result["paths"].items():
        for method, operation in methods.items():
            _describe_path(operation)
            operation.setdefault("summary", _first_sentence(operation["description"]))
            operation.setdefault("security", [])
            for status in _problems(path, method, operation):
                operation["responses"].setdefault(str(status), _problem(status))
            operation["responses"] = dict(sorted(operation["responses"].items()))
    return result


def _describe_shapes(schemas: dict[str, Any]) -> None:
    """A shape without a text of its own has that of the base class, which says nothing to a stranger."""
    for schema in schemas.values():
        if schema.get("description") == inspect.getdoc(Shape):
            del schema["description"]


def _describe_path(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            parameter.setdefault("description", PATH_PARAMETERS.get(parameter["name"], ""))


def _problems(path: str, method: str, operation: dict[str, Any]) -> Iterator[int]:
    """The errors that an operation of the keyed and counted side can give."""
    if "304" in operation["responses"]:
        return  # a public view, which says all by itself
    yield from (400, 414)
    if "{" in path:
        yield 404
    security = operation.get("security", [])
    if security:
        yield from (401, 403)
    if not security or {} in security:
        yield from (429, 503)
    if "requestBody" in operation:
        yield from (413, 415)
    if "/manage/" in path and method != "get":
        yield 409
    if any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", ())):
        yield from (412, 428)


def _problem(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": DESCRIPTIONS[status], "content": {CONTENT_TYPE: {"schema": schema}}}
