"""What may be asked of `slots/decide/`: the body of the POST and the query of the GET, as one `Asking`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

from django.db import DatabaseError

from ads import ports
from ads.counting.traffic import agent_class
from ads.decision.types import Need, PageFacts, Size, SlotRequest
from ads.delivery.serve import SCRIPT_ALONE, Asking
from ads.rules import consent
from api.http import body, paths
from api.http.body import unfit
from api.http.errors import ApiProblem
from api.http.parameters import MAX_ID, Parameter, Parameters, Query, Unfit, integer, moment, text
from api.published.portal import UnknownSite
from api.views import questions

MOST_HOST = 255
MOST_SLOTS = 20
MOST_ON_PAGE = 50
_TEXT = {"type": "string"}
_YES_OR_NO = {"type": "boolean"}
_CONSENT = ("gpc", "tcf", "storage", "third_party")
WORD = body.text(most=255)
_LENGTHS = body.integer(1, 10_000)


def _size(value: Any, path: str) -> Size:
    width, height = body.array(_LENGTHS, least=2, most=2)(value, path)
    return width, height


def _seen(value: Any, path: str) -> tuple[int, int]:
    line_item, seconds = body.array(body.integer(0, MAX_ID), least=2, most=2)(value, path)
    return line_item, seconds


_SLOT = body.keys(("slot",), id=WORD, slot=WORD, sizes=body.array(_size, least=1, most=20))


def _slot(value: Any, path: str) -> SlotRequest:
    if isinstance(value, str):
        code = WORD(value, path)
        return SlotRequest(id=code, slot=code)
    asked = _SLOT(value, path)
    return SlotRequest(id=asked["id"] or asked["slot"], slot=asked["slot"], sizes=asked["sizes"])


def _slots(value: Any, path: str) -> tuple[SlotRequest, ...]:
    # Pages of one kind ask for the same slots, by their codes alone.
    known = _known_slots(tuple(value)) if isinstance(value, list) and _are_codes(value) else None
    return known or _slots_one_by_one(value, path)


def _are_codes(value: list[Any]) -> bool:
    return len(value) <= MOST_SLOTS and set(map(type, value)) == {str}


@lru_cache(maxsize=1024)
def _known_slots(codes: tuple[str, ...]) -> tuple[SlotRequest, ...] | None:
    try:
        return _slots_one_by_one(list(codes), "")
    except ApiProblem:
        return None  # it is asked again, where the fault is


def _slots_one_by_one(value: Any, path: str) -> tuple[SlotRequest, ...]:
    asked: tuple[SlotRequest, ...] = body.array(_slot, least=1, most=MOST_SLOTS)(value, path)
    return _distinct(asked, path)


def _distinct(asked: tuple[SlotRequest, ...], path: str) -> tuple[SlotRequest, ...]:
    ids = [each.id for each in asked]
    if len(set(ids)) < len(ids):
        raise unfit(path, "repeated_id", "Give each use of a slot an id of its own.", "distinct ids")
    return asked


def instant(value: str) -> datetime:
    asked = moment(value)
    if not asked.is_instant:
        raise Unfit("invalid", "A moment needs its time and offset.", "YYYY-MM-DDTHH:MM:SS+07:00")
    return asked.starts_at


PAGE = body.keys(
    path=body.parsed(paths.frontend_path, most=2_048),
    site=body.text(most=MOST_HOST),
    section=WORD,
    tags=body.array(WORD, most=100),
    label=WORD,
    exclude_labels=body.array(WORD, most=50),
    locale=body.text(most=20),
    key_values=body.mapping(WORD, most=20),
)
_BODY = body.keys(
    ("slots",),
    page=PAGE,
    page_view=body.text(most=64),
    on_page=body.array(body.text(most=500), most=MOST_ON_PAGE),
    replaces=body.array(body.text(most=500), most=MOST_SLOTS),
    slots=_slots,
    viewer=body.keys(width=body.integer(1, 100_000), seen=body.array(_seen, most=1_000)),
    consent=body.keys(
        gpc=body.boolean,
        tcf=body.text(most=20_000),
        gpp=body.text(most=20_000),
        storage=body.boolean,
        third_party=body.boolean,
    ),
    explain=body.boolean,
    at=body.parsed(instant, most=40),
)


def _codes(value: str) -> tuple[SlotRequest, ...]:
    codes = value.split(",")
    if not 1 <= len(codes) <= MOST_SLOTS or not all(codes) or len(set(codes)) < len(codes):
        span = f"1-{MOST_SLOTS} distinct codes"
        raise Unfit("invalid", f"Allowed are {span}, separated by commas.", span)
    return tuple(SlotRequest(id=code, slot=code) for code in codes)


def _yes_or_no(value: str) -> bool:
    if value not in ("true", "false"):
        raise Unfit("invalid", "Allowed are true and false.", ("true", "false"))
    return value == "true"


def _tokens(value: str) -> tuple[str, ...]:
    tokens = value.split(",")
    if len(tokens) > MOST_ON_PAGE:
        span = f"at most {MOST_ON_PAGE} tokens"
        raise Unfit("out_of_range", f"Allowed are {span}, separated by commas.", span)
    return tuple(tokens)


def _address(value: str) -> str:
    try:
        return str(ip_address(value))
    except ValueError:
        raise Unfit("invalid", "Allowed is an IPv4 or IPv6 address.", "an IP address") from None


QUERY = Parameters(
    Parameter(
        "slots",
        _codes,
        f"Codes of 1-{MOST_SLOTS} slots, separated by commas.",
        _TEXT,
        example="article-bottom-1,article-bottom-2",
        is_required=True,
    ),
    Parameter("path", paths.frontend_path, "The path of the page.", _TEXT, example="/pelatihan/"),
    Parameter("page_view", text(64), "As an earlier decision for this page view answered it.", _TEXT),
    Parameter("on_page", _tokens, "Tokens of what stands on the page, separated by commas.", _TEXT),
    questions.SITE,
    Parameter(
        "width",
        integer(1, 100_000),
        "Width of the reader's screen.",
        {"type": "integer", "minimum": 1, "maximum": 100_000},
    ),
    Parameter(
        "explain",
        _yes_or_no,
        "Reasons of every candidate (key of scope explain).",
        _YES_OR_NO,
        default=False,
    ),
    Parameter(
        "at",
        instant,
        "Decide for that moment (key of scope explain).",
        {"type": "string", "format": "date-time"},
    ),
    Parameter("gpc", _yes_or_no, "The reader's browser sends Global Privacy Control.", _YES_OR_NO),
    Parameter("tcf", text(4_000), "The reader's consent as a TCF 2 string.", _TEXT),
    Parameter("storage", _yes_or_no, "The reader lets creatives store on the device.", _YES_OR_NO),
    Parameter("third_party", _yes_or_no, "The reader lets creatives load from other servers.", _YES_OR_NO),
    Parameter("agent", text(512), "The reader's User-Agent (key of scope explain).", _TEXT),
    Parameter("ip", _address, "The reader's address (key of scope explain).", _TEXT),
)


def from_body(value: Any, *, agent: str, address: str) -> Asking:
    """The POST; raises a 400 that names the first bad key."""
    asked = _BODY(value, "")
    viewer = asked["viewer"] or {}
    return Asking(
        slots=asked["slots"],
        page=described(asked["page"] or {}),
        page_view=asked["page_view"],
        on_page=asked["on_page"] or (),
        replaces=asked["replaces"] or (),
        width=viewer.get("width"),
        seen=viewer.get("seen"),
        agent_class=agent_class(agent),
        address=address,
        grants=grants(asked["consent"] or {}),
        explain=bool(asked["explain"]),
        at=asked["at"],
    )


def from_query(query: Query, *, agent: str, address: str) -> Asking:
    """The GET, for servers."""
    return Asking(
        slots=query["slots"],
        page=page_at(query["path"], query["site"], at="site"),
        page_view=query["page_view"],
        on_page=query["on_page"] or (),
        width=query["width"],
        agent_class=agent_class(query["agent"] or agent),
        address=query["ip"] or address,
        grants=grants({name: query[name] for name in _CONSENT}),
        explain=query["explain"],
        at=query["at"],
    )


def page_at(path: str | None, site: str | None = None, *, at: str) -> PageFacts:
    """What is known of a page by its path and its site's host; an unknown path has no values.

    Neither has one that is asked for the first time while the database is away: decisions go on. A host that
    is no site's is a 400 which names the key `at` fault.
    """
    if path is None:
        if site is not None:
            raise unfit(at, "conflict", "It says which site's path it is; give a path too.")
        return PageFacts()
    try:
        return ports.page_facts(path, site) or PageFacts(path=path)
    except UnknownSite as error:
        if site is None:
            return PageFacts(path=path)
        raise unknown_site(at, error) from None
    except DatabaseError:
        return PageFacts(path=path)


def unknown_site(at: str, error: UnknownSite) -> ApiProblem:
    return unfit(at, error.code, str(error), error.allowed)


def grants(said: Mapping[str, Any]) -> frozenset[Need]:
    """A GPP string is not read: it grants nothing."""
    if not said:
        return SCRIPT_ALONE
    return consent.grants(**{name: said.get(name) for name in _CONSENT})


def described(asked: dict[str, Any]) -> PageFacts:
    if asked.get("path") is not None or asked.get("site") is not None:
        return _with_additions(_known_page(asked), asked)
    section, label = asked.get("section"), asked.get("label")
    described = PageFacts(
        sections=(section,) if section else (),
        tags=asked.get("tags") or (),
        article_label=label,
        locale=asked.get("locale"),
    )
    return _with_additions(described, asked)


def _known_page(asked: dict[str, Any]) -> PageFacts:
    for name in ("section", "tags", "label", "locale"):
        if asked[name] is not None:
            allowed = ("path", "site", "exclude_labels", "key_values")
            raise unfit(f"page.{name}", "conflict", "The path tells this already; give one of them.", allowed)
    return page_at(asked["path"], asked["site"], at="page.site")


def _with_additions(facts: PageFacts, asked: dict[str, Any]) -> PageFacts:
    """A client may add exclusion labels, never remove one."""
    if not asked.get("exclude_labels") and not asked.get("key_values"):
        return facts
    labels = (*facts.exclude_labels, *(asked.get("exclude_labels") or ()))
    pairs = tuple(f"{name}={value}" for name, value in (asked.get("key_values") or {}).items())
    return replace(facts, exclude_labels=tuple(dict.fromkeys(labels)), key_values=(*facts.key_values, *pairs))
