"""Opening a preview, finding it again by its token, ending it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from wagtail.models import Page

from api.previews import tokens
from api.previews.drafts import Draft, draft, is_any_hidden
from api.previews.models import PreviewDocument

LIFETIME = timedelta(hours=1)
KEPT_OF_AN_OBJECT = 20
"""While somebody types, each pause is a preview; a tab opened a while ago may still be read again."""


class NoPreview(Exception):
    """The page stands on no site, or is of a kind that frontends do not know."""

    code = "no_preview"


def open_preview(*, page: Any, user: Any, source: str, now: datetime) -> tuple[PreviewDocument, str, Draft]:
    """The page in memory as a preview of this user; its token is returned here and stored nowhere.

    Whether the user may see the page is the caller's to know. Raises NoPreview.
    """
    seen = draft(page, now=now)
    if seen is None:
        raise NoPreview(f"{page._meta.label} has no preview here.")
    token = tokens.new()
    preview = PreviewDocument.objects.create(
        digest=tokens.digest(token),
        user=user,
        user_mark=tokens.user_mark(user),
        site_id=seen.portal.site_id,
        page_id=page.pk,
        parent_id=seen.parent_id,
        source=source,
        title=page.title,
        is_live=bool(page.pk and page.live),
        edit_url=edit_url(page, seen.parent_id),
        body=seen.body,
        shown_page_ids=seen.shown_page_ids,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    _drop_oldest(preview)
    return preview, token, seen


def find(token: str, *, now: datetime) -> PreviewDocument | None:
    """The preview that this token opens now: its user may still see the object, the public what it shows."""
    candidates = tokens.candidates(token)
    if not candidates:
        return None
    live = PreviewDocument.objects.live(now).select_related("user")
    preview = live.filter(digest__in=candidates).first()
    if preview is None or not tokens.is_marked(preview.user, preview.user_mark):
        return None
    if not _may_see(preview) or is_any_hidden(preview.shown_page_ids, site_id=preview.site_id, now=now):
        return None
    return preview


def revoke(*, user: Any, now: datetime) -> int:
    """End every preview of this user; how many there were."""
    return PreviewDocument.objects.live(now).filter(user=user).update(revoked_at=now)


def prune(*, now: datetime) -> int:
    """Drop what opens nothing any more; how many."""
    count, _ = PreviewDocument.objects.over(now).delete()
    return count


def edit_url(page: Any, parent_id: int | None) -> str:
    """Where the page is edited, or for one that is not saved, where it is made."""
    if page.pk:
        path = reverse("wagtailadmin_pages:edit", args=[page.pk])
    else:
        path = reverse(
            "wagtailadmin_pages:add", args=[page._meta.app_label, page._meta.model_name, parent_id]
        )
    return f"{settings.PUBLIC_URL}{path}"


def _may_see(preview: PreviewDocument) -> bool:
    """Whether the user could open the same preview again."""
    user = preview.user
    if not user.has_perm("wagtailadmin.access_admin"):
        return False
    page = Page.objects.filter(pk=preview.page_id or preview.parent_id).first()
    if page is None:
        return False
    rights = page.permissions_for_user(user)
    if preview.page_id is None:
        return bool(rights.can_add_subpage())
    return bool(rights.can_edit() or rights.can_publish())


def _drop_oldest(preview: PreviewDocument) -> None:
    alike = PreviewDocument.objects.of_object(
        user_id=preview.user_id, page_id=preview.page_id, parent_id=preview.parent_id
    )
    oldest_kept = list(alike.order_by("-pk").values_list("pk", flat=True)[:KEPT_OF_AN_OBJECT])[-1]
    alike.filter(pk__lt=oldest_kept).delete()
