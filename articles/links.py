"""Links with names, as menus and profiles have them, in Wagtail's editor."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from articles import boxes
from articles.addresses import validate_link, validate_place


class LinkBlock(blocks.StructBlock):
    """A named address."""

    name = blocks.CharBlock(max_length=100, label=_("Name"))
    url = blocks.CharBlock(
        max_length=500,
        label=_("Address"),
        validators=[
            RegexValidator(
                r"^(https?://|mailto:|tel:)\S+$",
                _("Enter an address that starts with https://, http://, mailto: or tel:."),
            )
        ],
    )

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        boxes.checked("url", validate_link, result["url"])
        return result

    class Meta:
        icon = "link"
        label = _("Link")
        label_format = "{name}"


class MenuItemBlock(blocks.StructBlock):
    """One line of a menu."""

    title = blocks.CharBlock(
        required=False, max_length=100, label=_("Title"), help_text=_("Empty: the page's own title.")
    )
    page = blocks.PageChooserBlock(required=False, label=_("Page"))
    url = blocks.CharBlock(
        required=False,
        max_length=500,
        label=_("Or an address"),
        validators=[
            RegexValidator(
                r"^(https?://|/|mailto:|tel:)", _("Enter an address that starts with https:// or /.")
            )
        ],
    )

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        boxes.page_or_address(result)
        if result.get("url"):
            boxes.checked("url", validate_place, result["url"])
        boxes.title_for_address(result)
        return result

    class Meta:
        icon = "link"
        label = _("Menu item")
        label_format = "{title}"


class MenuBlock(blocks.StructBlock):
    """A menu of the portal, found by its code."""

    code = blocks.ChoiceBlock(
        choices=[("main", _("Main menu")), ("footer", _("Footer"))], default="main", label=_("Menu")
    )
    items = blocks.ListBlock(MenuItemBlock(), label=_("Items"))

    class Meta:
        icon = "list-ul"
        label = _("Menu")
        label_format = "{code}"


LINK_BLOCKS = [("link", LinkBlock())]
MENU_BLOCKS = [("menu", MenuBlock())]
