"""Who gets into which view of the admin, and who may act by it."""

from __future__ import annotations

import re

from tests.integration.permissions.views import View

ROLES = (
    "anonymous", "guest", "reporter", "editor", "moderator", "adops", "report", "administrator", "superuser",
)  # fmt: skip
"""A guest has a login without the admin; "report" may see line items and nothing else; a moderator has an
editor's rights on the pages of one section, in which none of the pages asked for lies."""

EVERYBODY = ROLES
INSIDE = ("reporter", "editor", "moderator", "adops", "report", "administrator", "superuser")
NEWSROOM = ("reporter", "editor", "administrator", "superuser")
EDITORS = ("editor", "administrator", "superuser")
DESK = ("adops", "administrator", "superuser")
REPORTS = ("adops", "report", "administrator", "superuser")
CHIEF = ("administrator", "superuser")
PAGES = (*NEWSROOM, "moderator")
"""Who has to do with pages, whichever they are."""

NOBODY = ()

# The first row that fits the name of a view says who gets in.
TABLE = (
    (r"wagtailadmin_(javascript_catalog|sprite|password_reset.*)", EVERYBODY),
    # What belongs to nobody: the frame of the admin, dialogs that show what one may see.
    (r"wagtailadmin_(home|account|dismissibles|choose_page.*|tag_autocomplete)", INSIDE),
    (r"wagtailadmin_api:pages:detail", NEWSROOM),
    (r"wagtailadmin_api:\w+:(listing|detail)", INSIDE),
    (r"wagtailadmin_pages:(choose_parent|revisions_index|confirm_workflow_cancellation)", INSIDE),
    (r"articles:choose_parent|articles_live|wagtailembeds:.*", INSIDE),
    (r"wagtailadmin_reports:site_history.*|wagtailadmin_workflows:task_cho.*", INSIDE),
    (r"wagtail(docs|images)_chooser:(choose|choose_results|chosen_multiple)", INSIDE),
    (r"wagtailsnippets_ads_\w+:confirm_workflow_cancellation", INSIDE),
    # The newsroom.
    (r"articles:index.*|wagtailadmin_explore.*|wagtailforms:index.*", PAGES),
    (r"wagtailadmin_pages:(search.*|type_use.*)", PAGES),
    (r"wagtailadmin_pages:(add|add_subpage|preview_on_add)", NEWSROOM),
    (r"wagtailadmin_reports:(aging|page_types|workflow).*", PAGES),
    (r"wagtailadmin_reports:locked_pages.*", ("moderator", *EDITORS)),
    (r"wagtail(docs|images):(add|add_multiple|index.*)", NEWSROOM),
    (r"wagtail(docs|images)_chooser:(chosen|create|select_format)", NEWSROOM),
    (r"wagtailsnippets_articles_(author|tag):list.*", NEWSROOM),
    (r"wagtailsnippetchoosers_articles_(author|tag):cho.*", NEWSROOM),
    (
        r"wagtailadmin_pages:(copy|delete|edit|history.*|move|move_confirm|preview_on_edit|set_privacy)",
        EDITORS,
    ),
    (r"wagtailadmin_pages:(revisions_(compare|revert|unschedule|view)|view_draft|unpublish|usage)", EDITORS),
    (r"wagtailadmin_pages:workflow_history", EDITORS),
    (r"wagtail(docs|images):(delete|edit|preview|\w+_usage)|articles_live_.*", EDITORS),
    (r"wagtailredirects:(add|delete|edit|index.*|start_import)|wagtailsettings:edit", EDITORS),
    (r"simple_translation:submit_page_translation", EDITORS),
    (r"simple_translation:submit_snippet_translation", NOBODY),
    (r"wagtailsnippets_articles_formsubmission:(add|edit|usage)", NOBODY),
    (r"wagtailsnippets_articles_author:delete", CHIEF),
    (r"wagtailsnippets_articles_front:revisions.*", NOBODY),
    (r"wagtailsnippets_articles_\w+:.*", EDITORS),
    (r"wagtailsnippetchoosers_articles_formsubmission:create", NOBODY),
    (r"wagtailsnippetchoosers_articles_\w+:.*", EDITORS),
    # The ad desk: nothing of it is ever deleted.
    (r"ads_forecast.*", NOBODY),
    (r"ads_emergency", DESK),
    (r"wagtailsnippets_ads_lineitem:(inspect|list.*|why)|ads_targets|ads_simulator", REPORTS),
    (r"wagtailsnippetchoosers_ads_lineitem:cho.*", REPORTS),
    (
        r"wagtailsnippets_ads_\w+:(delete|workflow_preview|workflow_action|collect_\w+|revisions_[ruv]\w+)",
        NOBODY,
    ),
    (r"wagtailsnippets_ads_\w+:workflow_history_detail", NOBODY),
    (r"wagtailsnippets_ads_creative:unpublish", CHIEF),
    (r"wagtailsnippets_ads_\w+:.*|wagtailsnippetchoosers_ads_\w+:.*", DESK),
    # The house.
    (r"wagtailadmin_workflows:(enable.*|remove)", NOBODY),
    (
        r"api_keys:.*|webhook\w*:.*|wagtail(sites|locales):.*|wagtailusers_\w+:.*|wagtailadmin_workflows:.*",
        CHIEF,
    ),
    (r"wagtailadmin_collections:delete", CHIEF),
    (r"wagtailadmin_collections:.*", EDITORS),
    # Only by another method, or nothing there to see.
    (r"wagtailforms:.*|wagtailsnippets:index|wagtail_bulk_action", NOBODY),
    (r"wagtailadmin_(api|editing_sessions):.*|wagtailadmin_(block_preview|tag_model_autocomplete)", NOBODY),
    (r"wagtailadmin_pages:.*|wagtail(docs|images):.*|wagtailredirects:.*|wagtailsettings:.*", NOBODY),
    (r"articles_author_(archive|restore)", NOBODY),
)
# What takes effect at once and has no page of its own: the first row that fits says who may POST to it.
ACTS = (
    (r"articles_author_(archive|restore)|wagtailadmin_pages:((un)?lock|set_page_position)", EDITORS),
    (r"wagtail(docs|images):(delete|edit)_multiple", EDITORS),
    (r"ads_forecast.*", DESK),
    (r"wagtailadmin_workflows:(enable.*|remove)", CHIEF),
    (r"wagtailredirects:process_import", EDITORS),
    (r"wagtailadmin_editing_sessions:release", INSIDE),
)

_BODY = {"body-count": "0", "at": ""}
# What somebody sends who means it, and who changes something by it; `{}` are the objects of `objects.make`.
DEEDS: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = (
    ("/admin/bulk/wagtailcore/page/delete/?id={page_id}", {}, EDITORS),
    ("/admin/bulk/wagtailcore/page/unpublish/?id={page_id}", {}, EDITORS),
    ("/admin/bulk/wagtailcore/page/publish/?id={page_id}", {}, EDITORS),
    ("/admin/bulk/wagtailcore/page/move/?id={page_id}", {"chooser": "{target_id}"}, EDITORS),
    ("/admin/bulk/articles/image/delete/?id={image_id}", {}, EDITORS),
    ("/admin/bulk/articles/image/add_to_collection/?id={image_id}", {"collection": "{archive_id}"}, EDITORS),
    ("/admin/bulk/wagtaildocs/document/delete/?id={document_id}", {}, EDITORS),
    ("/admin/bulk/articles/tag/delete/?id={tag_id}", {}, EDITORS),
    ("/admin/bulk/auth/user/delete/?id={user_id}", {}, CHIEF),
    ("/admin/pages/{page_id}/delete/", {}, EDITORS),
    ("/admin/pages/{page_id}/unpublish/", {}, EDITORS),
    ("/admin/pages/{page_id}/move/{section_id}/confirm/", {}, EDITORS),
    ("/admin/pages/{page_id}/lock/", {}, EDITORS),
    ("/admin/pages/{page_id}/privacy/", {"restriction_type": "login"}, EDITORS),
    ("/admin/live/{page_id}/", {"title": "Baru", **_BODY}, EDITORS),
    ("/admin/live/entries/{entry_id}/", {"title": "Lain", **_BODY}, EDITORS),
    ("/admin/live/entries/{entry_id}/delete/", {}, EDITORS),
    ("/admin/collections/add/", {"name": "Baru", "parent": "{collection_id}"}, EDITORS),
    ("/admin/advertising/line-items/act/{line_item_id}/pause/", {}, DESK),
    ("/admin/advertising/line-items/act/{line_item_id}/release/", {}, DESK),
    ("/admin/advertising/line-items/act/{line_item_id}/resume/", {}, DESK),
    ("/admin/advertising/line-items/act/{line_item_id}/stop/", {}, DESK),
    ("/admin/advertising/line-items/act/{line_item_id}/archive/", {}, DESK),
    ("/admin/advertising/emergency/", {"kind": "label", "key": "airline"}, DESK),
    ("/admin/advertising/creatives/workflow/action/{draft_id}/approve/{review_id}/", {"comment": ""}, CHIEF),
    ("/admin/api-keys/new/", {"name": "baru", "scopes": "manage", "lifetime": "90"}, CHIEF),
    (
        "/admin/webhooks/new/",
        {"name": "Baru", "url": "https://b.example/", "events": "page.published"},
        CHIEF,
    ),
    ("/admin/webhook-deliveries/replay/{delivery_id}/", {}, CHIEF),
    ("/admin/webhook-deliveries/replay/", {}, CHIEF),
)


def expected(view: View) -> tuple[str, ...] | None:
    """Who should get in; None for a view that no row of the table knows."""
    return next((roles for pattern, roles in TABLE if re.fullmatch(pattern, view.name)), None)


def may_act(view: View) -> tuple[str, ...]:
    """Who may POST to it: who has a button there, else who gets in."""
    acting = (roles for pattern, roles in ACTS if re.fullmatch(pattern, view.name))
    return next(acting, expected(view) or ())
