"""JSON bodies read strictly: bounded before they are parsed, every key known, every fault named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from django.http import HttpRequest

from api.http.errors import ApiProblem, Fault, bad_query
from api.http.parameters import Unfit

TYPES = ("application/json", "text/plain")
"""Plain text as well, so that a browser asks no leave (preflight) first."""

MOST_BYTES = 1_000_000
"""Of a body, unless its endpoint says otherwise."""

Shape = Callable[[Any, str], Any]
"""(value, path of the key) -> what it means; raises ApiProblem with the fault of the first bad key."""


def read_json(request: HttpRequest, *, most_bytes: int = MOST_BYTES) -> Any:
    """The body as JSON; 413, 415 or 400 where it is none."""
    if request.content_type not in ("", *TYPES):
        raise ApiProblem(415, "unsupported_media_type", f"The body may be {' or '.join(TYPES)}.")
    raw = _read(request, most_bytes)
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise ApiProblem(400, "malformed_json", "The body is no JSON in UTF-8.") from None
    # Each key brings a colon: where there are more, texts hold them, or a key that was dropped.
    if raw.count(b":") != _count_keys(value):
        _refuse_repeated_keys(raw)
    return value


def _count_keys(value: Any) -> int:
    """Of all objects in it."""
    count, waiting = 0, [value]
    while waiting:
        each = waiting.pop()
        if type(each) is dict:
            count += len(each)
            waiting.extend(each.values())
        elif type(each) is list:
            waiting.extend(each)
    return count


def _refuse_repeated_keys(raw: bytes) -> None:
    """The last one would win elsewhere: two programs would read two questions. `raw` is sound JSON."""

    def once(pairs: list[tuple[str, Any]]) -> None:
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise unfit(name[:60], "repeated_key", "This key is given twice.", "each key once")
            seen.add(name)

    try:
        # Numbers are passed over: their size costs, and they were read before.
        json.loads(raw, object_pairs_hook=once, parse_int=len, parse_float=len)
    except RecursionError:
        raise ApiProblem(400, "malformed_json", "The body is nested too deeply.") from None


def read_bytes(request: HttpRequest, *, types: tuple[str, ...], most_bytes: int = MOST_BYTES) -> bytes:
    """The body as it was sent; 413 or 415 where it is none of these."""
    if request.content_type not in types:
        raise ApiProblem(415, "unsupported_media_type", f"The body may be {' or '.join(types)}.")
    return _read(request, most_bytes)


def _read(request: HttpRequest, most_bytes: int) -> bytes:
    declared = str(request.META.get("CONTENT_LENGTH") or "0")
    if not declared.isdecimal() or int(declared) > most_bytes:
        raise too_large(most_bytes)
    raw = request.read(most_bytes + 1)
    if len(raw) > most_bytes:
        raise too_large(most_bytes)
    return raw


def too_large(most_bytes: int) -> ApiProblem:
    return ApiProblem(413, "too_large", f"The body may have at most {most_bytes:,} bytes.")


def unfit(path: str, code: str, message: str, allowed: Any = None) -> ApiProblem:
    """The 400 for one key of a body."""
    return bad_query(Fault(path, code, f"{path or 'The body'}: {message}", allowed))


def keys(required: tuple[str, ...] = (), **shapes: Shape) -> Shape:
    """An object with these keys and no other; what is absent or null is None."""
    allowed, nothing = tuple(shapes), dict.fromkeys(shapes)

    def read(value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise unfit(path, "invalid", f"Allowed is an object with {', '.join(allowed)}.", allowed)
        found = dict(nothing)
        for name, given in value.items():
            shape = shapes.get(name)
            if shape is None:
                known = ", ".join(allowed)
                raise unfit(
                    _below(path, name[:60]), "unknown_key", f"Unknown key: allowed are {known}.", allowed
                )
            if given is not None:
                found[name] = shape(given, f"{path}.{name}" if path else name)
        for name in required:
            if found[name] is None:
                raise unfit(_below(path, name), "required", "This is needed.", allowed)
        return found

    return read


def array(shape: Shape, *, most: int, least: int = 0) -> Shape:
    span = f"{most} values" if least == most else f"{least}-{most} values"

    def read(value: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise unfit(path, "invalid", f"Allowed is a list of {span}.", span)
        if not least <= len(value) <= most:
            raise unfit(path, "out_of_range", f"Allowed are {span}.", span)
        return tuple(shape(each, f"{path}[{place}]") for place, each in enumerate(value))

    return read


def mapping(shape: Shape, *, most: int) -> Shape:
    """An object whose keys the client names."""
    span = f"at most {most} keys"

    def read(value: Any, path: str) -> Mapping[str, Any]:
        if not isinstance(value, dict) or len(value) > most:
            raise unfit(path, "invalid", f"Allowed is an object with {span}.", span)
        return {_name(name, path): shape(each, _below(path, name[:60])) for name, each in value.items()}

    return read


def text(*, most: int, pattern: str | None = None, allowed: str | None = None) -> Shape:
    span = allowed or f"1-{most} characters"
    fits = re.compile(pattern, re.ASCII).fullmatch if pattern else None

    def read(value: Any, path: str) -> str:
        if not isinstance(value, str):
            raise unfit(path, "invalid", f"Allowed is text, {span}.", span)
        if not 1 <= len(value) <= most or "\x00" in value or (fits and not fits(value)):
            raise unfit(path, "invalid", f"Allowed are {span}.", span)
        return value

    return read


def choice(*allowed: str) -> Shape:
    def read(value: Any, path: str) -> str:
        if value not in allowed:
            raise unfit(path, "invalid", f"Allowed are {', '.join(allowed)}.", allowed)
        return str(value)

    return read


def integer(least: int, most: int) -> Shape:
    span = f"{least}-{most}"

    def read(value: Any, path: str) -> int:
        if type(value) is not int:
            raise unfit(path, "invalid", f"Allowed is a whole number, {span}.", span)
        if not least <= value <= most:
            raise unfit(path, "out_of_range", f"Allowed is {span}.", span)
        return value

    return read


def boolean(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise unfit(path, "invalid", "Allowed are true and false.", ("true", "false"))
    return value


def parsed(parse: Callable[[str], Any], *, most: int) -> Shape:
    """Text that a query parameter's parser reads too."""
    as_text = text(most=most)

    def read(value: Any, path: str) -> Any:
        try:
            return parse(as_text(value, path))
        except Unfit as fault:
            raise unfit(path, fault.code, fault.message, fault.allowed) from None

    return read


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _name(name: str, path: str) -> str:
    if not 1 <= len(name) <= 100 or "\x00" in name:
        raise unfit(path, "invalid", "Keys have 1-100 characters.", "1-100 characters")
    return name
