"""How the editing screens of pages are laid out: tabs, groups and their help texts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    Panel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)


class ReadOnlyWhereFilled(FieldPanel):
    """A field for reading, shown once it holds something."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(field_name, **{**kwargs, "read_only": True})

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(getattr(self.instance, self.field_name)) and super().is_shown()


class InheritedSlotsPanel(Panel):
    """Shows the ad slots that an article gets from its section."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "articles/admin/inherited_slots.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from articles.admin.slots import inherited_slots

            context: dict[str, Any] = super().get_context_data(parent_context)
            parent = self.form.parent_page or self.instance.get_parent()
            context["slots"] = inherited_slots(parent.specific)
            return context


def _headline(heading: Any, placeholder: Any) -> Panel:
    return TitleFieldPanel("title", heading=heading, placeholder=placeholder, help_text=" ")


def _search_and_sharing() -> list[Panel]:
    return [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title", heading=_("Title for search engines")),
                FieldPanel(
                    "search_description",
                    heading=_("Description for search engines"),
                    help_text=_("One or two sentences. Empty: the standfirst."),
                ),
                FieldPanel("social_image"),
            ],
            heading=_("Search and sharing"),
        ),
        MultiFieldPanel(
            [FieldPanel("canonical_url"), FieldPanel("noindex")], heading=_("For search engines only")
        ),
    ]


_publishing = [PublishingPanel(), CommentPanel()]


def _ad_rules() -> Panel:
    return MultiFieldPanel(
        [FieldPanel("exclude_labels"), FieldPanel("blocked_categories"), FieldPanel("no_ads")],
        heading=_("Ads beside it"),
        icon="warning",
    )


ARTICLE_CONTENT = [
    FieldPanel("kicker"),
    _headline(_("Headline"), _("Headline")),
    FieldPanel("standfirst"),
    MultiFieldPanel(
        [
            FieldPanel("lead_image", heading=_("Image")),
            FieldPanel("lead_image_caption"),
            FieldRowPanel([FieldPanel("lead_image_credit"), FieldPanel("lead_image_alt")]),
        ],
        heading=_("Lead image"),
        icon="image",
    ),
    FieldPanel("dateline"),
    FieldPanel("body"),
    FieldPanel("end_mark"),
    InlinePanel("updates", heading=_("Updates"), label=_("Update"), classname="collapsed", icon="history"),
    InlinePanel(
        "corrections", heading=_("Corrections"), label=_("Correction"), classname="collapsed", icon="edit"
    ),
]

ARTICLE_BYLINE = [
    InlinePanel(
        "article_authors",
        heading=_("Byline"),
        label=_("Author"),
        help_text=_("In the order in which readers see them."),
        icon="user",
    ),
    FieldPanel("tags", icon="tag"),
    FieldPanel("label"),
    InlinePanel(
        "related_links",
        heading=_("Related articles"),
        label=_("Related article"),
        panels=[PageChooserPanel("target", "articles.ArticlePage")],
        max_num=6,
        help_text=_("Chosen by hand, at most six. Empty places are filled by the portal."),
        icon="link",
    ),
]

ARTICLE_PLACEMENT = [
    MultiFieldPanel(
        [
            FieldPanel("published_at"),
            FieldRowPanel([FieldPanel("show_as_updated"), ReadOnlyWhereFilled("updated_at")]),
            FieldPanel("breaking_until"),
        ],
        heading=_("Dates that readers see"),
        icon="calendar",
    ),
    FieldPanel("access"),
    InheritedSlotsPanel(heading=_("Ad slots"), icon="grid"),
    _ad_rules(),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("sponsor_name"), FieldPanel("sponsor_url")]),
            FieldPanel("sponsor_logo"),
            FieldPanel("sponsor_disclosure"),
        ],
        heading=_("Sponsor"),
        classname="collapsed",
    ),
    *_publishing,
]


def article_tabs(form: type) -> TabbedInterface:
    return TabbedInterface(
        [
            ObjectList(ARTICLE_CONTENT, heading=_("Content")),
            ObjectList(ARTICLE_BYLINE, heading=_("Byline & tags")),
            ObjectList(ARTICLE_PLACEMENT, heading=_("Placement & slots")),
            ObjectList(_search_and_sharing(), heading=_("SEO")),
        ],
        base_form_class=form,
    )


def section_tabs(form: type) -> TabbedInterface:
    return TabbedInterface(
        [
            ObjectList([_headline(_("Name"), _("Name")), FieldPanel("intro")], heading=_("Content")),
            ObjectList(
                [
                    FieldPanel("slot_layout"),
                    _ad_rules(),
                    FieldPanel("key"),
                    FieldPanel("show_in_menus"),
                    *_publishing,
                ],
                heading=_("Placement & slots"),
            ),
            ObjectList(_search_and_sharing(), heading=_("SEO")),
        ],
        base_form_class=form,
    )


def standard_tabs() -> TabbedInterface:
    return TabbedInterface(
        [
            ObjectList(
                [_headline(_("Title"), _("Title")), FieldPanel("standfirst"), FieldPanel("body")],
                heading=_("Content"),
            ),
            ObjectList([*_search_and_sharing(), FieldPanel("show_in_menus"), *_publishing], heading=_("SEO")),
        ]
    )


def home_tabs() -> TabbedInterface:
    return TabbedInterface(
        [
            ObjectList([_headline(_("Title"), _("Title"))], heading=_("Content")),
            ObjectList([*_search_and_sharing(), *_publishing], heading=_("SEO")),
        ]
    )


PORTAL_SETTINGS = TabbedInterface(
    [
        ObjectList(
            [
                FieldPanel("tagline"),
                FieldPanel("logo"),
                FieldPanel("publisher_name"),
                FieldPanel("end_mark"),
                FieldPanel("slot_layout"),
            ],
            heading=_("Portal"),
        ),
        ObjectList([FieldPanel("menus"), FieldPanel("social")], heading=_("Menus")),
        ObjectList(
            [
                FieldPanel("contact_email"),
                FieldPanel("contact_phone"),
                FieldPanel("contact_address"),
                FieldPanel("newsletter_form"),
                MultiFieldPanel(
                    [FieldPanel("consent_policy_page"), FieldPanel("consent_version")], heading=_("Consent")
                ),
                MultiFieldPanel(
                    [FieldPanel("not_found_title"), FieldPanel("not_found_text")],
                    heading=_("When a page is not found"),
                ),
            ],
            heading=_("For readers"),
        ),
        ObjectList(
            [
                FieldPanel("author_route"),
                FieldPanel("tag_route"),
                FieldPanel("search_route"),
                FieldPanel("preview_url"),
            ],
            heading=_("Frontend"),
        ),
    ]
)
