"""What is stored when a page is published."""

from __future__ import annotations

import orjson
import pytest

from api.published import store
from api.published.models import Document
from api.published.portal import portal
from tests import newsroom

pytestmark = pytest.mark.django_db


def test_a_published_article_is_stored_and_answered(clock):
    section = newsroom.section("Pelatihan")
    article = newsroom.article(section, title="UMKM digital")
    answer = store.detail(portal=portal(), now=clock.now(), page_id=article.pk)
    shaped = orjson.loads(answer.body)
    print(orjson.dumps(shaped, option=orjson.OPT_INDENT_2).decode())
    print(answer)
    print(Document.objects.values("page_id", "path", "dirty", "tags", "visible_from", "is_public"))
    assert shaped["path"] == "/pelatihan/umkm-digital/"
