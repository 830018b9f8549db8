"""The four logins of the demo, each in the group of its role."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User

from cms import roles
from cms.demo_password import DEMO_PASSWORD

LOGINS = {
    "editor": ("Ratih", "Wulandari", roles.EDITORS),
    "reporter": ("Bagas", "Pramono", roles.REPORTERS),
    "adops": ("Meja", "Iklan", roles.AD_MANAGERS),
    "admin": ("Pengelola", "Portal", roles.ADMINISTRATORS),
}


def make_logins() -> dict[str, User]:
    """Users by name. One that exists already keeps its password and gains its role."""
    return {name: _login(name, *facts) for name, facts in LOGINS.items()}


def _login(name: str, first_name: str, last_name: str, role: str) -> User:
    users = get_user_model().objects
    user: User | None = users.filter(username=name).first()
    if user is None:
        user = users.create_user(
            name, f"{name}@example.org", DEMO_PASSWORD, first_name=first_name, last_name=last_name
        )
    user.groups.add(Group.objects.get(name=role))
    return user
