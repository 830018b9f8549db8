"""Who gets into which view of the admin: each role at each address of the URL resolver."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import Client

from tests import adops, newsroom
from tests.integration.permissions import objects
from tests.integration.permissions.views import View, admin_views

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "guest", "reporter", "editor", "adops", "report", "administrator")
"""A guest has a login without the admin; "report" may see line items and nothing else."""

EVERYBODY = ROLES
INSIDE = ("reporter", "editor", "adops", "report", "administrator")
NEWSROOM = ("reporter", "editor", "administrator")
EDITORS = ("editor", "administrator")
DESK = ("adops", "administrator")
REPORTS = ("adops", "report", "administrator")
CHIEF = ("administrator",)
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
    (r"articles:index.*|wagtailadmin_explore.*|wagtailforms:index.*", NEWSROOM),
    (r"wagtailadmin_pages:(add|add_subpage|preview_on_add|search.*|type_use.*)", NEWSROOM),
    (r"wagtailadmin_reports:(aging|page_types|workflow).*", NEWSROOM),
    (r"wagtail(docs|images):(add|add_multiple|index.*)", NEWSROOM),
    (r"wagtail(docs|images)_chooser:(chosen|create|select_format)", NEWSROOM),
    (r"wagtailsnippets_articles_(author|tag):list.*", NEWSROOM),
    (r"wagtailsnippetchoosers_articles_(author|tag):cho.*", NEWSROOM),
    (
        r"wagtailadmin_pages:(copy|delete|edit|history.*|move|move_confirm|preview_on_edit|set_privacy)",
        EDITORS,
    ),
    (r"wagtailadmin_pages:(revisions_(compare|revert|unschedule|view)|view_draft|unpublish|usage)", EDITORS),
    (r"wagtailadmin_pages:workflow_history|wagtailadmin_reports:locked_pages.*", EDITORS),
    (r"wagtail(docs|images):(delete|edit|preview|\w+_usage)|articles_live_.*", EDITORS),
    (r"wagtailredirects:(add|delete|edit|index.*|start_import)|wagtailsettings:edit", EDITORS),
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
    (r"webhook_deliveries:(inspect|replay)", NOBODY),  # there is none
    (r"api_keys:.*|webhook\w*:.*|wagtailsites:.*|wagtailusers_\w+:.*|wagtailadmin_workflows:.*", CHIEF),
    # Only a superuser, only by another method, or nothing there to see.
    (r"wagtailadmin_collections:.*|wagtailforms:.*|wagtailsnippets:index|wagtail_bulk_action", NOBODY),
    (r"wagtailadmin_(api|editing_sessions):.*|wagtailadmin_(block_preview|tag_model_autocomplete)", NOBODY),
    (r"wagtailadmin_pages:.*|wagtail(docs|images):.*|wagtailredirects:.*|wagtailsettings:.*", NOBODY),
    (r"articles_author_(archive|restore)", NOBODY),
)
LEFT_OUT = {
    "wagtailadmin_login": "whoever is in is sent on",
    "wagtailadmin_logout": "ends the session",
    "wagtailadmin_error_test": "fails on purpose",
}
VIEWS = [view for view in admin_views() if view.name not in LEFT_OUT]


def expected(view: View) -> tuple[str, ...] | None:
    """Who should get in; None for a view that no row of the table knows."""
    return next((roles for pattern, roles in TABLE if re.fullmatch(pattern, view.name)), None)


def logged_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def member(name: str, group: str) -> User:
    user = User.objects.create_user(name)
    user.groups.add(Group.objects.get(name=group))
    return user


def client_of(role: str) -> Client:
    groups = {"reporter": "Reporters", "editor": "Editors", "adops": "Ad managers"}
    if role == "anonymous":
        return Client(raise_request_exception=False)
    if role == "guest":
        return logged_in(User.objects.create_user("tamu"))
    if role == "report":
        return logged_in(adops.person("laporan", ["ads.view_lineitem"]))
    return logged_in(member(role, groups.get(role, "Administrators")))


def answers(role: str) -> Iterator[tuple[View, int, str]]:
    """Each view, its status and where it sends to; what a view does is undone."""
    newsroom.home()
    made, client = objects.make(), client_of(role)
    for view in VIEWS:
        cookies, point = client.cookies.copy(), transaction.savepoint()
        response = client.get(view.address(objects.fill_for(view, made)))
        transaction.savepoint_rollback(point)
        client.cookies = cookies
        yield view, response.status_code, response.headers.get("Location", "").partition("?")[0]


def is_in(status: int, location: str) -> bool:
    return status == 200 or (status in (301, 302) and location not in ("/admin/", "/admin/login/"))


def test_every_view_stands_in_the_table() -> None:
    assert [view.name for view in VIEWS if expected(view) is None] == []
    assert len(VIEWS) > 350


def test_every_row_of_the_table_is_about_a_view() -> None:
    found = {next((row for row in TABLE if re.fullmatch(row[0], view.name)), None) for view in VIEWS}
    assert [pattern for pattern, _ in TABLE if pattern not in {row[0] for row in found if row}] == []


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_in_where_the_table_says_and_nowhere_else(clock, role: str) -> None:  # type: ignore[no-untyped-def]
    wrong, crashed = [], []
    for view, status, location in answers(role):
        if status >= 500:
            crashed.append(view.name)
        if is_in(status, location) != (role in (expected(view) or ())):
            wrong.append((view.name, status, location))
    assert (wrong, crashed) == ([], [])
