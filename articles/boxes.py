"""Blocks that stand apart from the running text: tables, boxes, questions, dates, players, a call to act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from articles import players
from runtime.webaddress import fault

TEXT_FEATURES = ["bold", "italic", "link", "document-link"]
BOX_FEATURES = [*TEXT_FEATURES, "ol", "ul"]

WEB_ADDRESS = RegexValidator(r"^https?://", _("Enter an address that starts with https:// or http://."))

MOST_ROWS, MOST_COLUMNS = 200, 20


def page_or_address(value: Any) -> None:
    """Refuses a struct in which neither `page` nor `url`, or both, are filled."""
    if bool(value.get("page")) != bool(value.get("url")):
        return
    error = ValidationError(
        _("Choose a page or enter an address: exactly one of the two."), code="exactly_one"
    )
    raise StructBlockValidationError(block_errors={"page": error, "url": error})


def title_for_address(value: Any) -> None:
    """Refuses an address that nobody has named: no page lends it its title."""
    if value.get("url") and not value.get("title"):
        message = ValidationError(_("An address needs a title."), code="required")
        raise StructBlockValidationError(block_errors={"title": message})


class AddressedBlock(blocks.StructBlock):
    """A struct whose `url` may be empty and is else an address of the web."""

    def clean(self, value: Any) -> Any:
        """Our own reason stands before what Django says of an address, beside those of the other fields."""
        reason = fault(value["url"].strip()) if value.get("url") else None
        own = {"url": ValidationError(reason, code="address")} if reason is not None else {}
        try:
            result = super().clean(value)
        except StructBlockValidationError as error:
            raise StructBlockValidationError({**error.block_errors, **own}, error.non_block_errors) from None
        if own:
            raise StructBlockValidationError(own)
        return result


def checked(name: str, validate: Callable[[str], None], text: str) -> None:
    """Hangs what a validator says of a text on the field that it was entered in."""
    try:
        validate(text)
    except ValidationError as error:
        raise StructBlockValidationError(block_errors={name: error}) from None


class CellsBlock(TypedTableBlock):
    """The cells of a table, of a size that a page can show."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned.columns or not cleaned.row_data:
            raise ValidationError(_("A table needs a column and a row."), code="required")
        if len(cleaned.columns) > MOST_COLUMNS or len(cleaned.row_data) > MOST_ROWS:
            raise ValidationError(
                _("A table has at most %(columns)s columns and %(rows)s rows."),
                code="too_large",
                params={"columns": MOST_COLUMNS, "rows": MOST_ROWS},
            )
        return cleaned


class TableBlock(blocks.StructBlock):
    """Rows and columns of text; the headings of its columns, where it has some, are its first row."""

    cells = CellsBlock(
        [("text", blocks.RichTextBlock(required=False, features=TEXT_FEATURES, label=_("Text")))],
        label=_("Table"),
    )
    names_rows = blocks.BooleanBlock(
        required=False,
        label=_("The first column names the rows"),
        help_text=_("Screen readers say it before each cell of its row."),
    )

    class Meta:
        icon = "table"
        label = _("Table")


class FactBoxBlock(blocks.StructBlock):
    """What a reader should know beside the text."""

    title = blocks.CharBlock(required=False, max_length=200, label=_("Title"))
    text = blocks.RichTextBlock(features=BOX_FEATURES, label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Fact box")
        label_format = "{title}"


class QuestionBlock(blocks.StructBlock):
    """A question and its answer, as plain text."""

    question = blocks.CharBlock(max_length=300, label=_("Question"))
    answer = blocks.TextBlock(max_length=5_000, rows=3, label=_("Answer"))

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"


class FaqBlock(blocks.StructBlock):
    """Questions and answers, which search engines read too."""

    items = blocks.ListBlock(QuestionBlock(), min_num=1, max_num=50, label=_("Questions"))

    class Meta:
        icon = "help"
        label = _("Questions and answers")


class TimelineEntryBlock(blocks.StructBlock):
    """What happened at one moment."""

    at = blocks.DateTimeBlock(label=_("When"), help_text=_("At midnight readers see the day without a time."))
    title = blocks.CharBlock(max_length=200, label=_("Title"))
    text = blocks.RichTextBlock(required=False, features=TEXT_FEATURES, label=_("Text"))

    class Meta:
        icon = "time"
        label = _("Moment")
        label_format = "{title}"


class TimelineBlock(blocks.StructBlock):
    """How something came about, in the order in which it is entered."""

    items = blocks.ListBlock(TimelineEntryBlock(), min_num=1, max_num=100, label=_("Moments"))

    class Meta:
        icon = "history"
        label = _("Timeline")


class SourceBlock(AddressedBlock):
    """One file of a recording: a document of ours or an address."""

    document = DocumentChooserBlock(required=False, label=_("Document"))
    url = blocks.URLBlock(required=False, validators=[WEB_ADDRESS], label=_("Or an address"))

    class Meta:
        icon = "link"
        label = _("File")


class PlayerBlock(blocks.StructBlock):
    """A recording that is played in the page."""

    kind = ""

    title = blocks.CharBlock(max_length=255, label=_("Title"))
    sources = blocks.ListBlock(
        SourceBlock(),
        min_num=1,
        max_num=5,
        label=_("Files"),
        help_text=_("The same recording in several formats; a reader's device plays the first that it can."),
    )
    poster = ImageChooserBlock(required=False, label=_("Picture"))
    transcript = blocks.TextBlock(
        required=False,
        max_length=100_000,
        rows=4,
        label=_("Transcript"),
        help_text=_("For readers who cannot hear it, and for search."),
    )
    duration_seconds = blocks.IntegerBlock(
        required=False, min_value=1, max_value=86_400, label=_("Length in seconds")
    )

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if not self.is_deferred_validation:
            for source in result["sources"]:
                self._check(source)
        return result

    def _check(self, source: Any) -> None:
        document, url = source.get("document"), source.get("url")
        if bool(document) == bool(url):
            raise _fault(_("Choose a document or enter an address: exactly one of the two."))
        name = document.filename if document else urlsplit(url).path
        if players.type_of(name, self.kind) is None:
            raise _fault(
                _("“%(name)s” is not of a kind that browsers play: %(kinds)s."),
                name=name.rpartition("/")[2] or name,
                kinds=", ".join(players.extensions(self.kind)),
            )

    class Meta:
        icon = "media"
        label_format = "{title}"


def _fault(message: Any, **params: Any) -> StructBlockValidationError:
    error = ValidationError(message, code="unplayable", params=params)
    return StructBlockValidationError(block_errors={"sources": error})


class AudioBlock(PlayerBlock):
    """A recording to listen to."""

    kind = "audio"

    class Meta:
        icon = "media"
        label = _("Audio")
        label_format = "{title}"


class VideoBlock(PlayerBlock):
    """A film of our own; one that lies elsewhere is an embed."""

    kind = "video"

    class Meta:
        icon = "media"
        label = _("Video")
        label_format = "{title}"


class CallToActionBlock(AddressedBlock):
    """A button with a line before it."""

    text = blocks.CharBlock(required=False, max_length=300, label=_("Text"))
    label = blocks.CharBlock(max_length=60, label=_("On the button"))
    page = blocks.PageChooserBlock(
        required=False,
        page_type=["articles.ArticlePage", "articles.SectionPage", "articles.StandardPage"],
        label=_("Page"),
    )
    url = blocks.URLBlock(required=False, validators=[WEB_ADDRESS], label=_("Or an address"))

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if not self.is_deferred_validation:
            page_or_address(result)
        return result

    class Meta:
        icon = "arrow-right"
        label = _("Call to action")
        label_format = "{label}"
