"""Asks the admin as one role, and notes what each question wrote into a database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission, User
from django.db import connections, transaction
from django.test import Client
from wagtail.models import GroupPagePermission

from cms import roles
from tests import adops, newsroom

GROUPS = {
    "reporter": roles.REPORTERS,
    "editor": roles.EDITORS,
    "adops": roles.AD_MANAGERS,
    "administrator": roles.ADMINISTRATORS,
}
_READS = re.compile(r"[\s(]*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|PRAGMA)\b")
# What opening a page leaves behind: the session, who looks at what, sizes of pictures, drafts on their way to
# the portal, rows that a singleton is made of.
_ASIDE = re.compile(
    r"\"(django_session|wagtailusers_userprofile|wagtailadmin_editingsession|wagtailcore_pagesubscription"
    r"|articles_rendition|api_previewdocument|ads_desksettings)\""
)


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    written: tuple[str, ...]
    """The statements that changed something, but for what opening a page leaves behind."""

    @property
    def is_in(self) -> bool:
        return self.status == 200 or (self.status in (301, 302) and not self.is_refused)

    @property
    def is_refused(self) -> bool:
        return self.status in (403, 404) or self.location in ("/admin/", "/admin/login/")


class Remembered(ModelBackend):
    """Rights are read once a role, not once a question."""

    users: ClassVar[dict[Any, Any]] = {}

    def get_user(self, user_id: Any) -> Any:
        if user_id not in self.users:
            self.users[user_id] = super().get_user(user_id)
        return self.users[user_id]


class Asker:
    """One role at one browser; whatever it does is undone."""

    def __init__(self, role: str, *, enforce_csrf_checks: bool = False) -> None:
        Remembered.users.clear()
        self.client = Client(raise_request_exception=False, enforce_csrf_checks=enforce_csrf_checks)
        if role != "anonymous":
            self.client.force_login(_user(role))

    def ask(self, method: str, address: str, payload: dict[str, Any] | None = None) -> Answer:
        cookies, written = self.client.cookies.copy(), []
        with ExitStack() as undone:
            for alias in connections:
                undone.enter_context(_undone(alias))
                undone.enter_context(connections[alias].execute_wrapper(_noting(written)))
            response = getattr(self.client, method)(address, payload)
        self.client.cookies = cookies
        location = response.headers.get("Location", "").partition("?")[0]
        return Answer(response.status_code, location, tuple(written))


@contextmanager
def _undone(alias: str) -> Iterator[None]:
    point = transaction.savepoint(using=alias)
    yield
    transaction.savepoint_rollback(point, using=alias)


def _noting(written: list[str]) -> Any:
    def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not _READS.match(sql) and not _ASIDE.search(sql.partition("WHERE")[0]):
            written.append(sql[:60])
        return execute(sql, params, many, context)

    return run


def _user(role: str) -> User:
    if role == "superuser":
        return User.objects.create_superuser("akar")
    if role == "report":
        return adops.person("laporan", ["ads.view_lineitem"])
    user = User.objects.create_user(role)
    if role == "moderator":
        user.groups.add(_moderators())
    elif role != "guest":
        user.groups.add(Group.objects.get(name=GROUPS[role]))
    return user


def _moderators() -> Group:
    group = Group.objects.create(name="Moderators")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    theirs = newsroom.section("Ekonomi")
    for codename in ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=theirs.page_ptr, permission=permission)
    return group
