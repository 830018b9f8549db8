"""In which form an object is wanted: which keys, and rich text as HTML or as nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from api.http import fields
from api.http.errors import Fault, bad_query
from api.http.fields import Fields, Names
from api.http.parameters import Query, Unfit
from api.serializers.blocks import with_nodes

QUESTIONS = ("fields", "rich_text_format")


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of an answer; the stored one needs no work at all."""

    selection: Fields | None
    has_nodes: bool
    names: Names
    question: str
    """The canonical text of the form, empty for the stored one."""

    @property
    def is_stored(self) -> bool:
        return not self.question

    def of(self, stored: bytes) -> bytes:
        """One object in this form."""
        if self.is_stored:
            return stored
        body = orjson.loads(stored)
        _check(self.selection, {name: self.names.get(name, {}) for name in body})
        return self.dump(fields.pick(self.selection, body) if self.selection else body)

    def dump(self, body: Any) -> bytes:
        return orjson.dumps(with_nodes(body) if self.has_nodes else body)


def shape(query: Query, names: Names) -> Shape:
    """The form that is asked for; a field that exists nowhere is a 400 before anything is read."""
    selection: Fields | None = query["fields"]
    _check(selection, names)
    asked = [f"{name}={query.given[name]}" for name in QUESTIONS if name in query.given]
    return Shape(selection, query["rich_text_format"] == "json", names, "&".join(asked))


def _check(selection: Fields | None, names: Names) -> None:
    if selection is None:
        return
    try:
        fields.check(selection, names)
    except Unfit as unfit:
        raise bad_query(Fault("fields", unfit.code, f"fields: {unfit}", unfit.allowed)) from None
