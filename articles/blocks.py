"""What the body of an article is made of."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from articles import boxes, text
from articles.boxes import BOX_FEATURES, WEB_ADDRESS
from articles.ports import slot_options

HEADING_LEVELS = [(2, _("Heading")), (3, _("Sub-heading")), (4, _("Small heading"))]


class HeadingBlock(blocks.StructBlock):
    """A heading inside the body; level 1 is the headline."""

    level = blocks.ChoiceBlock(
        choices=[(str(level), label) for level, label in HEADING_LEVELS], default="2", label=_("Level")
    )
    text = blocks.CharBlock(max_length=200, label=_("Text"))

    class Meta:
        icon = "title"
        label = _("Heading")
        label_format = "{text}"


class PictureBlock(blocks.StructBlock):
    """One use of an image: what is entered here wins over the image's own."""

    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        required=False,
        max_length=255,
        label=_("Alternative text"),
        help_text=_("Empty: the image's own."),
    )
    caption = blocks.CharBlock(
        required=False, max_length=500, label=_("Caption"), help_text=_("Empty: the image's own.")
    )
    credit = blocks.CharBlock(
        required=False, max_length=255, label=_("Credit"), help_text=_("Empty: the image's own.")
    )
    decorative = blocks.BooleanBlock(
        required=False,
        label=_("Decorative"),
        help_text=_("It adds nothing to the text: screen readers pass over it."),
    )

    class Meta:
        icon = "image"
        label = _("Image")


class GalleryBlock(blocks.StructBlock):
    """Several images to leaf through."""

    title = blocks.CharBlock(required=False, max_length=200, label=_("Title"))
    images = blocks.ListBlock(PictureBlock(), min_num=1, max_num=50, label=_("Images"))

    class Meta:
        icon = "copy"
        label = _("Gallery")
        label_format = "{title}"


class QuoteBlock(blocks.StructBlock):
    """A quotation that stands out; speech inside the text stays in its paragraph."""

    text = blocks.RichTextBlock(features=["bold", "italic", "link"], label=_("Quotation"))
    attribution = blocks.CharBlock(required=False, max_length=200, label=_("Who said it"))
    role = blocks.CharBlock(required=False, max_length=200, label=_("Office or role"))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        label_format = "{attribution}"


class FactsBlock(blocks.FieldBlock):
    """What a provider said about an address; filled by the server, never typed."""

    def __init__(self, **kwargs: Any) -> None:
        from django import forms

        self.field = forms.JSONField(required=False, widget=forms.HiddenInput)
        super().__init__(**kwargs)

    def get_default(self) -> dict[str, Any]:
        return {}

    def value_for_form(self, value: Any) -> Any:
        return self.field.prepare_value(value or {})

    def value_from_form(self, value: Any) -> Any:
        return value if isinstance(value, dict) else {}

    class Meta:
        default: dict[str, Any] = {}


class EmbedBlock(boxes.AddressedBlock):
    """A video or post from elsewhere; its provider is asked when the article is saved."""

    url = blocks.URLBlock(
        label=_("Address"),
        validators=[WEB_ADDRESS],
        help_text=_("The address of the video or post as it stands in the browser."),
    )
    title = blocks.CharBlock(
        required=False, max_length=255, label=_("Title"), help_text=_("Empty: the provider's own.")
    )
    facts = FactsBlock(required=False, label="")

    def clean(self, value: Any) -> Any:
        from articles.embeds import facts_of

        result = super().clean(value)
        result["facts"] = facts_of(result["url"])
        return result

    class Meta:
        icon = "media"
        label = _("Embed")
        label_format = "{url}"


class RelatedLinkBlock(boxes.AddressedBlock):
    """Read also: an article of ours or an address elsewhere."""

    title = blocks.CharBlock(
        required=False, max_length=255, label=_("Title"), help_text=_("Empty: the page's own headline.")
    )
    page = blocks.PageChooserBlock(
        required=False,
        page_type=["articles.ArticlePage", "articles.SectionPage", "articles.StandardPage"],
        label=_("Page"),
    )
    url = blocks.URLBlock(required=False, validators=[WEB_ADDRESS], label=_("Or an address"))

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if not self.is_deferred_validation:
            boxes.page_or_address(result)
            boxes.title_for_address(result)
        return result

    class Meta:
        icon = "link"
        label = _("Related link")
        label_format = "{title}"


class DocumentBlock(blocks.StructBlock):
    """A file to download."""

    title = blocks.CharBlock(
        required=False, max_length=255, label=_("Title"), help_text=_("Empty: the document's own.")
    )
    document = DocumentChooserBlock(label=_("Document"))

    class Meta:
        icon = "doc-full"
        label = _("Document")
        label_format = "{title}"


class DividerBlock(blocks.StaticBlock):
    """A line between two parts of the text."""

    class Meta:
        icon = "minus"
        label = _("Divider")
        admin_text = _("A line across the text.")


class SlotChoiceBlock(blocks.ChoiceBlock):
    """One of the ad slots that the ad managers have made."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("choices", None)
        super().__init__(choices=slot_options, **kwargs)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return ("articles.blocks.SlotChoiceBlock", [], self._constructor_kwargs)

    class Meta:
        icon = "grid"


class SlotBlock(blocks.StructBlock):
    """An ad slot at this place in the text, beside those of the section's layout."""

    code = SlotChoiceBlock(label=_("Ad slot"))

    class Meta:
        icon = "grid"
        label = _("Ad slot")
        label_format = "{code}"


def form_options() -> list[tuple[str, str]]:
    """The forms that are open, asked anew for each editor."""
    from articles.models import Form

    return [(form.code, form.title) for form in Form.objects.filter(is_open=True).order_by("title")]


class FormChoiceBlock(blocks.ChoiceBlock):
    """One of the forms that readers fill in."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("choices", None)
        super().__init__(choices=form_options, **kwargs)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return ("articles.blocks.FormChoiceBlock", [], self._constructor_kwargs)


class FormBlock(blocks.StructBlock):
    """A form at this place in the text."""

    code = FormChoiceBlock(label=_("Form"))

    class Meta:
        icon = "form"
        label = _("Form")
        label_format = "{code}"


POSITIONS = [
    ("before_title", _("Above the headline")),
    ("after_lead", _("Under the lead image")),
    ("after_paragraph", _("After paragraph number …")),
    ("after_body", _("Under the text")),
    ("sidebar", _("In the sidebar")),
    ("page_bottom", _("At the bottom of the page")),
]


class SlotRowValue(blocks.StructValue):
    """A row of a slot layout."""

    @property
    def place(self) -> str:
        """The position in its public form, as `after_body` or `after_paragraph:3`."""
        position: str = self["position"]
        return f"{position}:{self['paragraph']}" if position == "after_paragraph" else position


class SlotRowBlock(blocks.StructBlock):
    """An ad slot and where it stands on every article of the section."""

    code = SlotChoiceBlock(label=_("Ad slot"))
    position = blocks.ChoiceBlock(choices=POSITIONS, default="after_body", label=_("Where"))
    paragraph = blocks.IntegerBlock(
        required=False,
        min_value=1,
        max_value=99,
        label=_("Paragraph number"),
        help_text=_("Only for “After paragraph number …”."),
    )

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if result["position"] != "after_paragraph":
            result["paragraph"] = None
        elif not result.get("paragraph") and not self.is_deferred_validation:
            message = ValidationError(_("Enter the number of the paragraph."), code="required")
            raise StructBlockValidationError(block_errors={"paragraph": message})
        return result

    class Meta:
        icon = "grid"
        label = _("Ad slot")
        label_format = "{code}"
        value_class = SlotRowValue


class NoEmptyText:
    """A new body starts with an empty text: one that stayed empty is dropped, not a fault."""

    def clean(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        cleaned = super().clean(value, *args, **kwargs)  # type: ignore[misc]
        written = [child for child in cleaned if not _is_empty_text(child)]
        return blocks.StreamValue(self, [(child.block_type, child.value, child.id) for child in written])


class BodyBlocks(NoEmptyText, blocks.StreamBlock):
    """The blocks of a body, named as in the content API, which parts a paragraph's lists from its text."""

    paragraph = blocks.RichTextBlock(required=False, features=BOX_FEATURES, icon="pilcrow", label=_("Text"))
    heading = HeadingBlock()
    image = PictureBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    embed = EmbedBlock()
    related_link = RelatedLinkBlock()
    document = DocumentBlock()
    table = boxes.TableBlock()
    fact_box = boxes.FactBoxBlock()
    faq = boxes.FaqBlock()
    timeline = boxes.TimelineBlock()
    audio = boxes.AudioBlock()
    video = boxes.VideoBlock()
    call_to_action = boxes.CallToActionBlock()
    divider = DividerBlock()
    slot = SlotBlock()
    form = FormBlock()


class LiveBlocks(NoEmptyText, blocks.StreamBlock):
    """What an entry of a live blog is made of: what can be written, and read, in a minute."""

    paragraph = blocks.RichTextBlock(required=False, features=BOX_FEATURES, icon="pilcrow", label=_("Text"))
    image = PictureBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    embed = EmbedBlock()
    related_link = RelatedLinkBlock()
    document = DocumentBlock()
    table = boxes.TableBlock()
    fact_box = boxes.FactBoxBlock()
    audio = boxes.AudioBlock()
    video = boxes.VideoBlock()


def _is_empty_text(child: Any) -> bool:
    return child.block_type == "paragraph" and not text.plain(child.value.source if child.value else "")


BODY_BLOCKS = BodyBlocks
LIVE_BLOCKS = LiveBlocks
SLOT_LAYOUT_BLOCKS = [("slot", SlotRowBlock())]
