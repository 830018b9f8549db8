"""As many articles as a test wants, without the time that real ones take."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Site

from api.published.builder import schema_version
from api.published.models import ARTICLE, Document
from articles.models import ArticlePage, SectionPage
from runtime import clock


def fill(section: SectionPage, count: int) -> None:
    """Articles without revisions whose stored documents say one thing: where they stood."""
    section = SectionPage.objects.get(pk=section.pk)
    kind = ContentType.objects.get_for_model(ArticlePage)
    numbers = range(section.numchild + 1, section.numchild + count + 1)
    Page.objects.bulk_create(
        [
            Page(
                path=Page._get_path(section.path, section.depth + 1, number),
                depth=section.depth + 1,
                title=f"Artikel {number}",
                slug=f"artikel-{number}",
                url_path=f"{section.url_path}artikel-{number}/",
                content_type=kind,
                locale_id=section.locale_id,
                translation_key=uuid4(),
                live=True,
            )
            for number in numbers
        ],
        batch_size=500,
    )
    Page.objects.filter(pk=section.pk).update(numchild=section.numchild + count)
    pages = list(
        Page.objects.filter(path__startswith=section.path, slug__startswith="artikel-").order_by("path")
    )
    own = ArticlePage._meta.local_concrete_fields
    rows = [ArticlePage(page_ptr_id=page.pk, published_at=clock.now()) for page in pages]
    for start in range(0, count, 50):
        ArticlePage._base_manager._insert(rows[start : start + 50], fields=own, using="default")  # type: ignore[attr-defined]
    Document.objects.bulk_create([_document(page, section, clock.now()) for page in pages], batch_size=200)


def _document(page: Page, section: SectionPage, now: datetime) -> Document:
    path = f"/{section.slug}/{page.slug}/"
    card = b'{"id":%d,"path":"%b"}' % (page.pk, path.encode())
    return Document(
        page_id=page.pk,
        site=Site.objects.get(),
        page_type=ARTICLE,
        locale="id",
        slug=page.slug,
        path=path,
        title=page.title,
        tree_path=page.path,
        parent_id=section.pk,
        section_key=section.key,
        is_public=True,
        published_at=now,
        updated_at=now,
        schema_version=schema_version(),
        etag=str(page.pk),
        card_etag=str(page.pk),
        card=card,
        detail=card,
    )
