"""The blocks of a curated front page: zones, the stories pinned in them, and the rules that fill them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

MOST_ZONES = 20
MOST_CARDS = 24
DEFAULT_CARDS = 4

LAYOUTS = [("lead", _("Lead: one large, the others beside it")), ("list", _("List")), ("grid", _("Grid"))]
LABELS = [
    ("news", _("News")),
    ("opinion", _("Opinion")),
    ("analysis", _("Analysis")),
    ("feature", _("Feature")),
    ("live", _("Live")),
    ("sponsored", _("Sponsored")),
]


class PinnedStoryBlock(blocks.StructBlock):
    """A story at a place of its own, for a while or until somebody takes it away."""

    article = blocks.PageChooserBlock(page_type="articles.ArticlePage", label=_("Article"))
    pinned_until = blocks.DateTimeBlock(
        required=False,
        label=_("Pinned until"),
        help_text=_("Then the place is filled anew. Empty: until you take it away."),
    )

    class Meta:
        icon = "pin"
        label = _("Story")


class ZoneBlock(blocks.StructBlock):
    """A group of cards on a front page."""

    code = blocks.CharBlock(
        max_length=50,
        label=_("Code"),
        help_text=_("What the portal knows the zone by, as hero or latest."),
        validators=[
            RegexValidator(r"^[a-z0-9]+(?:-[a-z0-9]+)*$", _("Lower case letters, digits and hyphens."))
        ],
    )
    title = blocks.CharBlock(
        required=False, max_length=100, label=_("Title"), help_text=_("What readers see above the zone.")
    )
    layout = blocks.ChoiceBlock(choices=LAYOUTS, default="grid", label=_("Layout"))
    limit = blocks.IntegerBlock(
        default=DEFAULT_CARDS, min_value=1, max_value=MOST_CARDS, label=_("Cards at most")
    )
    stories = blocks.ListBlock(
        PinnedStoryBlock(),
        default=[],
        max_num=MOST_CARDS,
        label=_("Pinned stories"),
        help_text=_("First in the zone, in this order. Drag them by the handle."),
    )
    is_filled = blocks.BooleanBlock(
        required=False,
        default=True,
        label=_("Fill empty places"),
        help_text=_("With the newest articles that stand in no other zone."),
    )
    section = blocks.PageChooserBlock(
        required=False,
        page_type="articles.SectionPage",
        label=_("Only from the section"),
        help_text=_("And those below it."),
    )
    labels = blocks.MultipleChoiceBlock(
        required=False, choices=LABELS, label=_("Only with the label"), help_text=_("None: every article.")
    )
    more = blocks.PageChooserBlock(
        required=False, label=_("“More” leads to"), help_text=_("Empty: the section, where there is one.")
    )

    class Meta:
        icon = "grip"
        label = _("Zone")
        label_format = "{code} {title}"
        form_layout = blocks.BlockGroup(
            children=["code", "title", "stories"],
            settings=["layout", "limit", "is_filled", "section", "labels", "more"],
        )


class FrontBlocks(blocks.StreamBlock):
    """The zones of a front page in their order: codes differ, and no story is pinned twice."""

    zone = ZoneBlock()

    def clean(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        cleaned = super().clean(value, *args, **kwargs)
        faults = _doubles(cleaned)
        if faults:
            raise StreamBlockValidationError(block_errors=faults)
        return cleaned

    class Meta:
        max_num = MOST_ZONES
        collapsed = True


def _doubles(zones: Any) -> dict[int, ValidationError]:
    """What a zone has that stands in one before it, by the place of the zone."""
    codes: set[str] = set()
    places: dict[int, str] = {}
    faults: dict[int, ValidationError] = {}
    for place, zone in enumerate(zones):
        code = zone.value["code"]
        errors: dict[str, Any] = {}
        if code in codes:
            errors["code"] = ValidationError(_now("Another zone has this code."), code="taken")
        stories = dict(_pinned_before(zone.value, places))
        if stories:
            errors["stories"] = ListBlockValidationError(block_errors=stories)
        if errors:
            faults[place] = StructBlockValidationError(block_errors=errors)
        codes.add(code)
    return faults


def _pinned_before(zone: Any, places: dict[int, str]) -> Iterator[tuple[int, ValidationError]]:
    for number, story in enumerate(zone["stories"]):
        article = story["article"]
        if article is None:
            continue
        if article.pk in places:
            message = _now("“%(title)s” is pinned in the zone %(code)s already.") % {
                "title": article.title,
                "code": places[article.pk],
            }
            error = ValidationError(message, code="twice")
            yield number, StructBlockValidationError(block_errors={"article": error})
        places.setdefault(article.pk, zone["code"])


FRONT_BLOCKS = FrontBlocks
