"""Forms that readers fill in: what they are asked, and taking what they answer."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema

from api.http import body, responses, throttle
from api.http.body import read_json, unfit
from api.http.errors import Fault, bad_query, not_found
from api.http.listed import ListedView
from api.http.once import once
from api.http.openapi import query_parameters
from api.http.parameters import Parameters
from api.http.portals import Scope, scope
from api.serializers.forms import FormSerializer, ThanksSerializer, form_shape, thanks_shape
from api.views import questions
from articles import answers
from articles.models import Form, FormField
from articles.models.forms import HONEYPOT
from runtime import clock

FORM = Parameters(questions.LOCALE, questions.SITE)
MOST_CHARACTERS = 5_000
MOST_CHOSEN = 100
_IN_PATH = OpenApiParameter("code", str, OpenApiParameter.PATH, description="Code of the form.")
_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="Sent again with it, nothing is kept twice."
)


class FormView(ListedView):
    """A form by its code: GET describes its fields, POST sends an answer to each."""

    is_at_the_gate = True
    answered = ("GET", "POST")

    @extend_schema(
        operation_id="form",
        parameters=[*query_parameters(FORM), _IN_PATH],
        responses=FormSerializer,
        tags=["content"],
    )
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.dispatch(request, **kwargs)

    @extend_schema(
        operation_id="form_submit",
        parameters=[*query_parameters(FORM), _IN_PATH, _KEY],
        request=OpenApiTypes.OBJECT,
        responses={201: ThanksSerializer},
        tags=["content"],
    )
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.dispatch(request, **kwargs)

    def read(self, request: HttpRequest, *, code: str) -> HttpResponse:  # type: ignore[override]
        throttle.bound(request)
        at = scope(FORM.parse(request.META.get("QUERY_STRING", "")))
        form = Form.objects.open_at(at.portal.site_id).filter(code=code).first()
        if form is None:
            raise not_found("There is no such form.")
        if request.method == "GET":
            return HttpResponse(orjson.dumps(form_shape(form)), content_type=responses.JSON)
        return _submit(request, form, at)


def _submit(request: HttpRequest, form: Form, at: Scope) -> HttpResponse:
    """Keeps the answers; what fell for the honeypot is thanked and forgotten."""
    throttle.bound_submission(request)
    sent = read_json(request)
    fields = answers.fields_of(form)
    values = _values(sent, {**{field.clean_name: field.field_type for field in fields}, HONEYPOT: "hidden"})
    if values.pop(HONEYPOT, None):
        return _thanks(form)
    checked = _checked(form, values, fields, at)

    def keep() -> HttpResponse:
        answers.submit(form=form, answers=checked, now=clock.now())
        return _thanks(form)

    return once(request, sent, keep, owner=f"form-{form.pk}")


def _thanks(form: Form) -> HttpResponse:
    return HttpResponse(orjson.dumps(thanks_shape(form)), status=201, content_type=responses.JSON)


def _checked(form: Form, values: dict[str, Any], fields: list[FormField], at: Scope) -> dict[str, Any]:
    """The cleaned answers; a 400 says in the reader's language what is wrong with which."""
    with translation.override(at.locale):
        bound = answers.read(form, values)
        if bound.is_valid():
            return bound.cleaned_data
        allowed = {field.clean_name: tuple(answers.choices_of(field)) or None for field in fields}
        faults = [
            Fault(name, fault.code or "invalid", str(message), allowed.get(name))
            for name, wrong in bound.errors.as_data().items()
            for fault in wrong
            for message in fault.messages
        ]
    raise bad_query(*faults)


def _values(sent: Any, kinds: dict[str, str]) -> dict[str, Any]:
    """The body as an object that has no other keys than these, each with a value of its kind of field."""
    names = tuple(kinds)
    if not isinstance(sent, dict):
        raise unfit("", "invalid", f"Allowed is an object with {', '.join(names)}.", names)
    for name in sent:
        if name not in kinds:
            raise unfit(name[:60], "unknown_key", f"Unknown key: allowed are {', '.join(names)}.", names)
    return {name: _value(value, kinds[name], name) for name, value in sent.items()}


def _value(value: Any, kind: str, path: str) -> Any:
    """A tick is true, false or what HTML sends; several choices are texts; the rest is text or a number."""
    if value is None:
        return value
    if kind == "checkbox":
        return _tick(value, path)
    if isinstance(value, list) and kind in answers.SEVERAL:
        return body.array(body.text(most=MOST_CHARACTERS), most=MOST_CHOSEN)(value, path)
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        allowed = "a list of texts" if kind in answers.SEVERAL else "text or a number"
        raise unfit(path, "invalid", f"Allowed is {allowed}.", allowed)
    if isinstance(value, str) and len(value) > MOST_CHARACTERS:
        raise unfit(path, "too_long", f"Allowed are {MOST_CHARACTERS:,} characters.", MOST_CHARACTERS)
    return value


def _tick(value: Any, path: str) -> bool:
    """No other word is taken for yes: what was sent may be a "no"."""
    if value == "on":
        return True
    if value == "":
        return False
    return bool(body.boolean(value, path))
