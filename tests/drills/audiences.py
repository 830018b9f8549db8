"""Readers who may see different things, for a stocked server: `python -m tests.drills.audiences`.

Prints one JSON object: tokens, keys and addresses. Titles that not everybody may see are `MARKS`.
"""

from __future__ import annotations

import json
import os
from typing import Any

LOCKED, LOGIN, PREVIEW, DRAFT = "RAHASIA-SANDI", "RAHASIA-MASUK", "RAHASIA-PRATINJAU", "RAHASIA-DRAF"
SECOND, ENGLISH = "MILIK-PORTAL-KEDUA", "ENGLISH-ONLY"
MARKS = (LOCKED, LOGIN, PREVIEW, DRAFT, SECOND, ENGLISH)
PASSWORD = "embargo"
HOST = "kedua.example"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    import django

    django.setup()
    print(json.dumps(made()))


def made() -> dict[str, Any]:
    from api import keys
    from api.published import queue
    from runtime import clock
    from tests import newsroom

    section = newsroom.home().get_children().first()
    article = newsroom.article(section, title="Terbuka", slug="terbuka", tags=["umkm"])
    locked = _restricted(section)
    newsroom.article(
        newsroom.section("Kabar", parent=newsroom.second_site(HOST)), title=SECOND, slug="terbuka"
    )
    newsroom.translated(newsroom.home())
    newsroom.translated(section)
    newsroom.translated(article, title=ENGLISH)
    key = keys.create(name="frontend", scopes=("preview",), lifetime=None, now=clock.now())[1]
    queue.drain(now=clock.now())
    return {"article": article.pk, "locked": locked, "preview": _preview(article), "key": key}


def _restricted(section: Any) -> int:
    from wagtail.models import PageViewRestriction

    from tests import newsroom

    locked = newsroom.article(section, title=LOCKED, slug="terkunci")
    secret = newsroom.article(section, title=LOGIN, slug="rahasia")
    kinds = PageViewRestriction
    kinds.objects.create(page=locked, restriction_type=kinds.PASSWORD, password=PASSWORD)
    kinds.objects.create(page=secret, restriction_type=kinds.LOGIN)
    return int(locked.pk)


def _preview(article: Any) -> str:
    """A token for what an editor typed; the newest draft says something else again."""
    from django.contrib.auth.models import User

    from api.previews import services
    from articles.models import ArticlePage
    from runtime import clock

    page = ArticlePage.objects.get(pk=article.pk)
    page.title = DRAFT
    page.save_revision()
    page.title = PREVIEW
    editor = User.objects.create_superuser("pratinjau", password="kata-sandi-panjang")
    return services.open_preview(page=page, user=editor, source="form", now=clock.now())[1]


if __name__ == "__main__":
    main()
