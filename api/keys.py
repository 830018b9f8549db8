"""The keys of machines: what a Wagtail API token may do here, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import APIToken

SCOPES = ("manage", "report", "explain", "preview")
LAST_USED_EVERY = timedelta(seconds=60)


class UnknownScope(ValueError):
    """A key was asked for with a scope that does not exist."""

    code = "unknown_scope"


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def live(self, now: datetime) -> Self:
        """Neither revoked nor expired, of a user who may still come in."""
        unexpired = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        return self.filter(unexpired, token__revoked_at__isnull=True, token__user__is_active=True)


class ApiKey(models.Model):
    """Scope and expiry of one token; a token without this row opens nothing of ours."""

    token = models.OneToOneField(
        APIToken, on_delete=models.CASCADE, primary_key=True, related_name="api_key", verbose_name=_("token")
    )
    scopes = models.JSONField(default=list, verbose_name=_("scopes"))
    expires_at = models.DateTimeField(null=True, blank=True, verbose_name=_("expires at"))

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.token.name} ({', '.join(self.scopes)})"

    def state(self, now: datetime) -> str:
        """live, expired or revoked."""
        if self.token.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "live"


def create(
    *, name: str, scopes: tuple[str, ...], lifetime: timedelta | None, now: datetime
) -> tuple[ApiKey, str]:
    """A new key of the service user `key-NAME`; the text of the key is returned here and nowhere else."""
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise UnknownScope(f"Scopes are {', '.join(SCOPES)}; not {', '.join(unknown) or 'none'}.")
    with transaction.atomic():
        token, text = APIToken.create_token(user=_service_user(name), name=name)
        key = ApiKey.objects.create(
            token=token, scopes=list(dict.fromkeys(scopes)), expires_at=now + lifetime if lifetime else None
        )
    return key, text


def find(text: str, *, now: datetime) -> ApiKey | None:
    """The live key of this text, by digest only: one indexed query, or none when the form is wrong."""
    if not APIToken.validate_token_format(text):
        return None
    digests = APIToken.candidate_key_hashes(text)
    key = ApiKey.objects.live(now).select_related("token__user").filter(token__key_hash__in=digests).first()
    if key is not None:
        _note_use(key.token, now)
    return key


def revoke(*, name: str, now: datetime) -> int:
    """End every live key of this name; how many there were."""
    tokens = APIToken.objects.filter(name=name, api_key__isnull=False, revoked_at__isnull=True)
    return tokens.update(revoked_at=now)


def revoke_one(key: ApiKey, *, now: datetime) -> None:
    """End this key; one that has ended keeps its moment."""
    APIToken.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=now)


def _service_user(name: str) -> object:
    users = get_user_model()._default_manager
    user, is_new = users.get_or_create(username=f"key-{name}")
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def _note_use(token: APIToken, now: datetime) -> None:
    if token.last_used_at is None or now - token.last_used_at >= LAST_USED_EVERY:
        APIToken.objects.filter(pk=token.pk).update(last_used_at=now)
