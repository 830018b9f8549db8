"""Who calls the keyed routes: a key of a scope, or for the admin's own screens the admin's session."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from api import keys
from api.http.errors import ApiProblem
from api.keys import ApiKey
from runtime import clock

REALM = 'Bearer realm="warta"'
SESSION_PERMISSIONS = {"manage": "ads.change_lineitem", "report": "ads.view_lineitem"}
"""What a person needs in the admin for the scopes that a session opens too."""


def require(request: HttpRequest, scope: str) -> ApiKey:
    """The live key of this request that has the scope; raises a 401 or a 403."""
    key = presented(request)
    if key is None:
        raise _unauthenticated("A key is needed: Authorization: Bearer <key>.")
    if scope not in key.scopes:
        raise ApiProblem(403, "insufficient_scope", f"This key has not the scope {scope!r}.")
    return key


def presented(request: HttpRequest) -> ApiKey | None:
    """The key that the request carries; None without one, a 401 for one that opens nothing."""
    header = request.headers.get("Authorization", "")
    if not header:
        return None
    kind, _, text = header.partition(" ")
    key = keys.find(text.strip(), now=clock.now()) if kind.lower() == "bearer" else None
    if key is None:
        raise _unauthenticated("This key is unknown, expired or revoked.")
    return key


def _unauthenticated(detail: str) -> ApiProblem:
    return ApiProblem(401, "not_authenticated", detail, headers={"WWW-Authenticate": REALM})


class BearerKey(BaseAuthentication):
    """REST framework's way to `presented`: the user is the key's service user, `request.auth` the key."""

    def authenticate(self, request: Request) -> tuple[Any, ApiKey] | None:
        try:
            key = presented(request._request)
        except ApiProblem as problem:
            raise AuthenticationFailed(problem.detail) from None
        return (key.token.user, key) if key is not None else None

    def authenticate_header(self, request: Request) -> str:
        return REALM


class AdminSession(SessionAuthentication):
    """The session of somebody who is logged in to the admin; writing needs the CSRF token."""


def has_scope(scope: str) -> type[BasePermission]:
    """A permission class: a key of this scope, or a session with the matching permission of the admin."""

    class HasScope(BasePermission):
        message = f"A key of scope {scope} is needed."
        code = "insufficient_scope"

        def has_permission(self, request: Request, view: Any) -> bool:
            if isinstance(request.auth, ApiKey):
                return scope in request.auth.scopes
            permission = SESSION_PERMISSIONS.get(scope)
            return permission is not None and request.user.has_perm(permission)

    return HasScope
