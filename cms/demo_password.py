"""The password of the demo logins works on this machine alone, and never in production."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password, is_password_usable
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.contrib.auth.models import User

DEMO_PASSWORD = "warta-demo"  # noqa: S105 - it is printed by `make run`


class DemoPasswordStillWorks(Exception):
    """A user has the demo password where strangers could use it."""

    code = "demo_password"


class DemoPasswordBackend(ModelBackend):
    """Django's own log-in, but the demo password only opens from this machine and in embedded mode."""

    def authenticate(  # type: ignore[override]  # the base of all backends names no credentials
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if password == DEMO_PASSWORD and not _may_be_used(request):
            return None
        return super().authenticate(request, username=username, password=password, **kwargs)


class NotTheDemoPassword:
    """A password validator: nobody chooses the one that everybody knows."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if password == DEMO_PASSWORD:
            raise ValidationError(self.get_help_text(), code="demo_password")

    def get_help_text(self) -> str:
        return _("Your password can’t be the password of the demo.")


def refuse_while_it_works() -> None:
    """Raise DemoPasswordStillWorks with the names of the users who have it."""
    names = users_with_it()
    if names:
        raise DemoPasswordStillWorks(f"these users still have the demo password: {', '.join(names)}")


def users_with_it() -> list[str]:
    """User names, sorted; each stored hash is tried once and remembered when it is another password."""
    users = get_user_model().objects.filter(is_active=True).values_list("username", "password")
    cleared = _read_cleared()
    untried = [(name, stored) for name, stored in users if _mark(stored) not in cleared]
    found = {
        name
        for name, stored in untried
        if is_password_usable(stored) and check_password(DEMO_PASSWORD, stored)
    }
    _write_cleared(cleared | {_mark(stored) for name, stored in untried if name not in found})
    return sorted(found)


def _may_be_used(request: HttpRequest | None) -> bool:
    if settings.IS_PRODUCTION:
        return False
    return request is None or is_loopback(request.META.get("REMOTE_ADDR", ""))


def is_loopback(address: str) -> bool:
    """Whether a numeric address, or the name `localhost`, is this machine."""
    if address == "localhost":
        return True
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def _mark(stored: str) -> str:
    return hashlib.sha256(stored.encode()).hexdigest()


def _read_cleared() -> set[str]:
    try:
        return set(_memory().read_text().split())
    except OSError:
        return set()


def _write_cleared(marks: Iterable[str]) -> None:
    try:
        settings.WARTA_VAR.mkdir(parents=True, exist_ok=True)
        _memory().write_text("\n".join(sorted(marks)) + "\n")
    except OSError:
        pass  # a read-only directory only costs time at the next start


def _memory() -> Any:
    return settings.WARTA_VAR / "passwords_tried"
