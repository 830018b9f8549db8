"""The words of a decision: rows of a snapshot, the request, and what comes out; all frozen and plain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from ads.decision.targeting import SlotIndex

Size = tuple[int, int]
"""Width, height in CSS pixels."""


class Tier(StrEnum):
    """The waterfall, highest first: the order of the members is the order of the tiers."""

    SPONSORSHIP = "sponsorship"
    STANDARD_1 = "standard-1"
    STANDARD_2 = "standard-2"
    STANDARD_3 = "standard-3"
    NETWORK = "network"
    HOUSE = "house"


PACED = frozenset({Tier.STANDARD_1, Tier.STANDARD_2, Tier.STANDARD_3})
"""Tiers in which a line item's right to a request is the rate that its goal needs."""


class Format(StrEnum):
    IMAGE = "image"
    HTML = "html"
    NATIVE = "native"
    TEXT = "text"
    TAG = "tag"


FLEXIBLE_FORMATS = frozenset({Format.NATIVE, Format.TEXT})
"""Formats without a size of their own: they fit every slot that accepts them."""


class Need(StrEnum):
    """What a creative takes from its reader; it is shown only where all of that is granted."""

    SCRIPT = "script"  # html and tags run one
    STORAGE = "storage"  # keeps something on the reader's device
    THIRD_PARTY = "third_party"  # loads from other servers


class Device(StrEnum):
    MOBILE = "mobile"
    TABLET = "tablet"
    DESKTOP = "desktop"
    OTHER = "other"


class Dimension(StrEnum):
    """What targeting may name; the values of a page or reader come from `PageFacts` and `Request`."""

    SECTION = "section"  # section keys; the facts carry the own key and those of all ancestors
    TAG = "tag"  # tag slugs
    ARTICLE_LABEL = "article_label"  # news, opinion ...
    PAGE = "page"  # "/a/b/" is that page alone, "/a/*" everything below /a/
    AUTHOR = "author"  # author slugs
    DEVICE = "device"  # values of `Device`
    LOCALE = "locale"  # content locale: id, en ...
    KEY_VALUE = "key_value"  # "name=value"
    GEO = "geo"  # "ID" is the country, "ID-JB" its province, as ISO 3166 has them
    PAGE_TYPE = "page_type"  # article, section ...


class PageRepeat(StrEnum):
    """What may not fill two slots of one page; a property of the slot."""

    LINE_ITEM = "line_item"  # the same line item or the same creative
    ADVERTISER = "advertiser"  # those, and any other line item of the same advertiser
    ALLOW = "allow"


class Rotation(StrEnum):
    EVEN = "even"
    WEIGHTED = "weighted"


class Roadblock(StrEnum):
    """Whether a line item takes its slots of a page together."""

    NONE = "none"
    ALL = "all"  # every one of its slots that a call asks for, at least two, or none


class Reason(StrEnum):
    """Why a candidate was not served; one list for explanation, report, tests and screens."""

    # not live
    DRAFT = "draft"
    UNAPPROVED = "unapproved"
    PAUSED = "paused"
    STOPPED = "stopped"
    HOLD = "hold"
    NOT_STARTED = "not_started"
    ENDED = "ended"
    ARCHIVED = "archived"
    CAMPAIGN = "campaign"
    NO_CREATIVE = "no_creative"
    CREATIVE_REJECTED = "creative_rejected"
    CREATIVE_STOPPED = "creative_stopped"
    CREATIVE_SIZE = "creative_size"
    CREATIVE_DATES = "creative_dates"
    # targeting
    SLOT = "slot"
    SECTION = "section"
    PAGE = "page"
    TAG = "tag"
    AUTHOR = "author"
    ARTICLE_LABEL = "article_label"
    GEO = "geo"
    DEVICE = "device"
    LOCALE = "locale"
    DAYPART = "daypart"
    KEY_VALUE = "key_value"
    LABEL_EXCLUDED = "label_excluded"
    CATEGORY_BLOCKED = "category_blocked"
    NO_ADS = "no_ads"
    CONSENT = "consent"
    RULE_BROKEN = "rule_broken"
    # limits
    GOAL_REACHED = "goal_reached"
    LIFETIME_CAP = "lifetime_cap"
    DAILY_CAP = "daily_cap"
    BUDGET = "budget"
    BUDGET_CAMPAIGN = "budget_campaign"
    FREQUENCY_CAP = "frequency_cap"
    SEEN_UNKNOWN = "seen_unknown"
    PACING = "pacing"
    LEASE_WAIT = "lease_wait"
    # page
    COMPETITOR_ON_PAGE = "competitor_on_page"
    ADVERTISER_ONCE = "advertiser_once"
    CREATIVE_ONCE = "creative_once"  # the same line item or creative already fills a slot of the page
    ROADBLOCK_INCOMPLETE = "roadblock_incomplete"
    SLOT_TAKEN = "slot_taken"
    # selection
    LOWER_TIER = "lower_tier"
    TURN = "turn"
    FALLBACK = "fallback"


class WarningCode(StrEnum):
    UNKNOWN_SLOT = "unknown_slot"
    SIZE_MISMATCH = "size_mismatch"  # none of the asked sizes is a size of the slot at this width
    UNKNOWN_ON_PAGE = "unknown_on_page"  # an on_page line item that the snapshot does not hold


# ---------------------------------------------------------------- rows: what `compile_snapshot` reads


@dataclass(frozen=True, slots=True)
class Breakpoint:
    min_width: int  # CSS pixels of the viewport, inclusive; a slot has one with 0
    sizes: tuple[Size, ...]  # preferred first


@dataclass(frozen=True, slots=True)
class Targeting:
    """Per dimension, values of which a page needs at least one (any_of) and none (none_of).

    Keys are `Dimension` values. A dimension that is absent does not restrict; present with no value,
    any_of never passes and none_of always does. An unknown key makes the line item `rule_broken`.
    """

    any_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    none_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SlotRow:
    id: int
    code: str  # "article-bottom-1", unique
    breakpoints: tuple[Breakpoint, ...]  # any order
    formats: frozenset[Format] = frozenset(Format)  # accepted
    page_repeat: PageRepeat = PageRepeat.LINE_ITEM
    blocked_categories: frozenset[str] = frozenset()  # of advertisers that never show here
    scope: Targeting = Targeting()  # the pages that have this slot
    fallback_creative: int | None = None  # id of a CreativeRow; shown uncounted when nothing else serves
    payload: object = None  # not read here; for the caller (disclosure, group, lazy ...)


@dataclass(frozen=True, slots=True)
class CreativeRow:
    id: int
    format: Format
    size: Size | None = (
        None  # None: fluid, fits every size; native and text fit everywhere whatever stands here
    )
    blocked: Reason | None = None  # CREATIVE_REJECTED, CREATIVE_STOPPED, or None when approved and live
    needs: frozenset[Need] = frozenset()
    revision: int = 0  # not read here; what a token names
    payload: object = None  # not read here; for the caller (content, destination ...)


@dataclass(frozen=True, slots=True)
class CreativeUse:
    """A creative in a line item (the row of LineItemCreative)."""

    creative: int  # id of a CreativeRow
    weight: int = 1  # > 0; read when the line item rotates WEIGHTED
    starts_at: datetime | None = None  # aware, inclusive
    ends_at: datetime | None = None  # aware, exclusive


@dataclass(frozen=True, slots=True)
class FrequencyCap:
    """At most `count` times within any `seconds`."""

    count: int
    seconds: int
    scope: str = "line_item"  # or campaign, advertiser: what is counted


HOURS_OF_WEEK = 168


@dataclass(frozen=True, slots=True)
class LineItemRow:
    id: int
    advertiser: int  # Advertiser id
    campaign: int  # Campaign id
    tier: Tier
    slots: tuple[int, ...]  # SlotRow ids, groups already resolved
    creatives: tuple[CreativeUse, ...]
    starts_at: datetime | None = None  # aware, inclusive
    ends_at: datetime | None = None  # aware, exclusive; None = open end
    blocked: Reason | None = None  # ARCHIVED STOPPED HOLD DRAFT UNAPPROVED PAUSED CAMPAIGN, None = may serve
    share_percent: Decimal | float | None = None  # sponsorship: 0 < p <= 100 of requests; None = all
    weight: int = 1  # > 0; network and house: share = weight / sum of the weights in the running
    rotation: Rotation = Rotation.EVEN
    targeting: Targeting = Targeting()
    dayparts: tuple[int, ...] | None = (
        None  # hours of the week in the snapshot's zone, 0 = Monday 00:00-01:00
    )
    #                                          ... 167 = Sunday 23:00-24:00; None = always, () = never
    exclusion_labels: tuple[str, ...] = ()  # the advertiser's and its own, together
    categories: tuple[str, ...] = ()  # of its advertiser
    frequency_caps: tuple[FrequencyCap, ...] = ()
    roadblock: Roadblock = Roadblock.NONE
    exclusive: bool = False  # where it may serve, others of its tier that are not exclusive stand back
    fault: str = ""  # what about it could not be read by who made the row: it never serves
    payload: object = None  # not read here; for the caller


# ---------------------------------------------------------------- the request


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is known about the page; all empty for a page that is not known."""

    path: str | None = None  # "/pelatihan/umkm-digital/"
    page_type: str | None = None  # article, section ...; known of pages with a path
    sections: tuple[str, ...] = ()  # the own section's key and the keys of all its ancestors
    tags: tuple[str, ...] = ()  # slugs
    article_label: str | None = None
    authors: tuple[str, ...] = ()  # slugs
    locale: str | None = None
    key_values: tuple[str, ...] = ()  # "name=value", allow-listed by the caller
    exclude_labels: tuple[
        str, ...
    ] = ()  # exclusion labels that may not show here (sensitive), inherited ones included
    blocked_categories: tuple[str, ...] = ()  # of advertisers that may not show here, inherited ones too
    no_ads: bool = False  # nothing is served and nothing is reserved
    host: str | None = None  # of the portal that the path is of, "kedua.example"; None where nobody knows it


class SlotRequest(NamedTuple):
    id: str  # the caller's name for it, unique in the request; keys of the answer
    slot: str  # code
    sizes: tuple[Size, ...] | None = None  # narrows the sizes of the breakpoint; None = all of them


class OnPage(NamedTuple):
    """An ad that already stands on this page view; taken from a verified token."""

    line_item: int
    creative: int


class Request(NamedTuple):
    slots: tuple[SlotRequest, ...]
    page: PageFacts = PageFacts()
    width: int | None = None  # viewport in CSS pixels; None = the smallest breakpoint
    device: Device = Device.OTHER
    places: tuple[str, ...] = ()  # where the reader is: "ID", "ID-JB"; empty: nobody knows
    on_page: tuple[OnPage, ...] = ()
    seen: tuple[tuple[int, int], ...] | None = None  # line item, seconds ago; None: nobody knows
    grants: frozenset[Need] = frozenset({Need.SCRIPT})  # unknown consent is none


# ---------------------------------------------------------------- the snapshot


class Plans:
    """The turns of page views that nothing tells apart, as of one look at the counters."""

    __slots__ = ("by_view", "limits")

    def __init__(self) -> None:
        self.limits: object = None
        self.by_view: dict[Any, Any] = {}


@dataclass(frozen=True, slots=True)
class Slot:
    row: SlotRow
    candidates: tuple[
        LineItemRow, ...
    ]  # all that book the slot: by tier, heaviest first, by id; bit n of a mask is the n-th
    index: SlotIndex = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Snapshot:
    version: int
    zone: tzinfo  # in which dayparts are read
    slots: Mapping[str, Slot]  # by code
    line_items: Mapping[int, LineItemRow]  # by id, also those that cannot serve
    creatives: Mapping[int, CreativeRow]  # by id, also those that cannot be shown
    broken: Mapping[int, str]  # line item id -> what about its rule is broken, for the admin
    slot_codes: Mapping[int, str] = field(default_factory=dict)  # SlotRow id -> code
    shared_creatives: frozenset[int] = frozenset()  # ids of those that more than one line item may show
    roadblocks: Mapping[int, frozenset[int]] = field(default_factory=dict)  # line item id -> its slots
    frequency: Mapping[tuple[str, int], Sequence[tuple[int, FrequencyCap]]] = field(default_factory=dict)
    plans: Plans = field(default_factory=lambda: Plans(), repr=False, compare=False)  # a memo, see there


# ---------------------------------------------------------------- what counters say


class Limit(NamedTuple):
    """Where a line item stands against what was booked, as of the last look at the counters."""

    blocked: Reason | None = None  # GOAL_REACHED LIFETIME_CAP DAILY_CAP BUDGET BUDGET_CAMPAIGN
    rate: float | None = None  # 0..1 of the requests that reach it; read in the paced tiers, None as 0


# ---------------------------------------------------------------- the answer: named tuples, cheap to make


class Choice(NamedTuple):
    """What fills a slot; the same one each time that the same may be shown, so it names no request."""

    slot: SlotRow
    line_item: LineItemRow | None  # None for the fallback
    creative: CreativeRow
    size: Size | None  # the creative's; for native and text the size to reserve
    fallback: bool


class Standing(NamedTuple):
    """An ad that stands on the page, from an earlier call or chosen a moment ago in this one."""

    item: LineItemRow
    creative: int


class Explained(NamedTuple):
    """One candidate of one slot in an explanation."""

    line_item: int | None  # None: the slot's fallback creative
    creative: int | None  # the one it shows or would have shown
    tier: Tier | None
    entitlement: float  # 0..1, its right to a fraction of this request; 0 when not eligible
    credit: float  # before this request, 1.0 = one impression
    reason: Reason | None  # None = served


class PageDecision(NamedTuple):
    call_id: int
    # by SlotRequest.id, in request order, every id present; call_id + the place in it = decision id
    choices: Mapping[str, Choice | None]
    reasons: Mapping[str, tuple[Explained, ...]]  # by SlotRequest.id; empty without explain
    credit_moves: tuple[CreditMove, ...]  # for `Credits.apply`, under the caller's lock
    warnings: tuple[tuple[str | None, WarningCode], ...]  # (SlotRequest.id, code)
    reserve: Mapping[str, Size]  # by SlotRequest.id: unfilled slots whose room stays reserved
    taken: tuple[int, ...] = ()  # line item ids, one for each choice that a lease pays; for `Credits.take`
    reached: tuple[tuple[int, ...], ...] = ()  # of each paced tier that had its turn: who passed every rule
    absent: tuple[str, ...] = ()  # by SlotRequest.id: slots that a page like this does not have


CreditKey = tuple[int, str] | tuple[int, int]
"""(slot id, tier) for line items, (line item id, slot id) for creatives."""

CreditMove = tuple[CreditKey, tuple[int, ...], list[int], int]
"""Key, members, their new credits, and what the bounds cut off in all; amounts in `rotation.UNIT`s."""
