"""The four roles and the two reviews of a newsroom with an ad desk, made again wherever they are missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from ads.models import Creative
from ads.permissions import AD_MANAGER_PERMISSIONS

REPORTERS = "Reporters"
EDITORS = "Editors"
AD_MANAGERS = "Ad managers"
ADMINISTRATORS = "Administrators"

EDITOR_REVIEW = "Editor review"
CREATIVE_REVIEW = "Creative review"


@dataclass(frozen=True, kw_only=True)
class Role:
    """`permissions` are `app.codename`, or `app.*` for all of an app."""

    name: str
    permissions: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    is_for_every_site: bool = False


_PICTURES = (
    "articles.add_image",
    "articles.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.choose_document",
)
_MEDIA = (
    *_PICTURES,
    "articles.change_image",
    "articles.delete_image",
    "wagtaildocs.change_document",
    "wagtaildocs.delete_document",
    "wagtailcore.add_collection",
    "wagtailcore.change_collection",
)

ROLES = (
    # Adding a page carries the right to edit one's own; without the right to publish there is only
    # "submit to Editor review".
    Role(
        name=REPORTERS,
        permissions=("wagtailadmin.access_admin", "articles.view_author", "articles.view_tag"),
        pages=("add_page",),
        collections=_PICTURES,
    ),
    Role(
        name=EDITORS,
        permissions=(
            "wagtailadmin.access_admin",
            "articles.view_author",
            "articles.add_author",
            "articles.change_author",
            "articles.view_tag",
            "articles.add_tag",
            "articles.change_tag",
            "articles.delete_tag",
            "articles.view_front",
            "articles.add_front",
            "articles.change_front",
            "articles.delete_front",
            "articles.change_portalsettings",
            "articles.view_form",
            "articles.add_form",
            "articles.change_form",
            "articles.delete_form",
            "articles.view_formsubmission",
            "articles.delete_formsubmission",
            "simple_translation.submit_translation",
            "wagtailredirects.view_redirect",
            "wagtailredirects.add_redirect",
            "wagtailredirects.change_redirect",
            "wagtailredirects.delete_redirect",
        ),
        pages=("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
        collections=_MEDIA,
    ),
    Role(name=AD_MANAGERS, permissions=("wagtailadmin.access_admin", *AD_MANAGER_PERMISSIONS)),
    Role(
        name=ADMINISTRATORS,
        permissions=(
            "wagtailadmin.*",
            "articles.*",
            "ads.*",
            "auth.*",
            "wagtailcore.*",
            "wagtailredirects.*",
            "simple_translation.submit_translation",
            "api.view_apikey",
            "api.add_apikey",
            "api.change_apikey",
            "api.delete_apikey",
            "api.view_webhookendpoint",
            "api.add_webhookendpoint",
            "api.change_webhookendpoint",
            "api.delete_webhookendpoint",
            "api.view_webhookdelivery",
        ),
        pages=("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"),
        collections=(*_MEDIA, "wagtailcore.delete_collection"),
        is_for_every_site=True,
    ),
)


def make_roles(*, home: Page) -> None:
    """Give every group what its role needs; what an administrator added stays."""
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role.name)
        group.permissions.add(*Permission.objects.filter(_named(role.permissions)))
        _let_into_pages(group, role.pages, page=home.get_root() if role.is_for_every_site else home)
        _let_into_collections(group, role.collections)


def make_reviews(*, home: Page) -> None:
    """Pages wait for an editor, creatives for an administrator."""
    review = _workflow(EDITOR_REVIEW, approvers=EDITORS)
    WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": review})
    creative = ContentType.objects.get_for_model(Creative)
    WorkflowContentType.objects.get_or_create(
        content_type=creative, defaults={"workflow": _workflow(CREATIVE_REVIEW, approvers=ADMINISTRATORS)}
    )


def _workflow(name: str, *, approvers: str) -> Workflow:
    task = GroupApprovalTask.objects.filter(name=name).first() or GroupApprovalTask.objects.create(name=name)
    task.groups.add(Group.objects.get(name=approvers))
    workflow, _created = Workflow.objects.get_or_create(name=name)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    return workflow


def _named(names: Iterable[str]) -> Q:
    wanted = Q(pk__in=[])
    for name in names:
        app, codename = name.split(".")
        exact = Q(content_type__app_label=app)
        wanted |= exact if codename == "*" else exact & Q(codename=codename)
    return wanted


def _let_into_pages(group: Group, codenames: Iterable[str], *, page: Page) -> None:
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=codenames
    ):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _let_into_collections(group: Group, names: Iterable[str]) -> None:
    root = Collection.get_first_root_node()
    for permission in Permission.objects.filter(_named(names)):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
