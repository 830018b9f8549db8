"""A process with Django that publishes when it is told to: `["publish", {"number": 3}]` on a line.

The moments in its answers are of the monotonic clock, which all processes of a machine share.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django

from bench import effort


def main() -> None:
    out, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        name, given = json.loads(line)
        print(json.dumps(WORK[name](**given)), file=out, flush=True)


def publish(number: int) -> dict[str, object]:
    """The newest article under another title."""
    page = _newest(1)[0]
    page.title = f"Kabar ukur {number}"
    page.save_revision()
    began = time.monotonic()
    page.get_latest_revision().publish()
    return {"title": page.title, "began": began, "committed": time.monotonic()}


def share(pages: int) -> dict[str, object]:
    """Milliseconds of CPU of one publish, this process and the database's, with our work on it and without.

    In turn over the same articles: Wagtail's publish alone, with the transaction that wraps it, its row
    locks and its version, and the documents; then as an editor does it, by the form in the admin.
    """
    articles = _newest(pages)
    by_call = {"wagtail": _Spent(), "with_document": _Spent()}
    by_form = {"wagtail": _Spent(), "with_document": _Spent()}
    client = _editor()
    for turn in range(2):
        for number, page in enumerate(articles):
            is_ours = (number + turn) % 2 == 0
            name = "with_document" if is_ours else "wagtail"
            with _only_wagtail() if not is_ours else _as_it_is():
                page.title = f"{page.title.partition(' ~')[0]} ~{turn}"
                revision = page.save_revision()
                with by_call[name]:
                    revision.publish()
                form = _form(page, title=f"{page.title}, form")
                with by_form[name]:
                    answer = client.post(f"/admin/pages/{page.pk}/edit/", form)
                if answer.status_code != 302:
                    raise RuntimeError(f"the editor's form was refused: {answer.context['form'].errors}")
    return {
        "unit": "milliseconds of CPU of one publish, of the process and of its database together",
        "revision_publish": _beside(by_call),
        "editor_presses_publish": _beside(by_form),
    }


def rebuild() -> dict[str, float]:
    """All documents, as `manage.py rebuild_documents` does."""
    from api.published import queue
    from runtime import clock

    spent = _Spent()
    with spent:
        count = queue.rebuild_all(now=clock.now())
    return {
        "pages": count,
        "per_second": round(count / spent.seconds),
        "per_cpu_second": round(count / spent.cpu),
        "per_cpu_second_of_the_process": round(count / spent.own),
    }


WORK: dict[str, Callable[..., dict[str, Any]]] = {"publish": publish, "share": share, "rebuild": rebuild}


class _Spent:
    """What its blocks take."""

    def __init__(self) -> None:
        self.times, self.seconds, self.own, self.cpu = 0, 0.0, 0.0, 0.0

    def __enter__(self) -> None:
        self._before = self._now()

    def __exit__(self, *_: object) -> None:
        seconds, own, of_database = (
            after - before for after, before in zip(self._now(), self._before, strict=True)
        )
        self.times += 1
        self.seconds += seconds
        self.own += own
        self.cpu += own + of_database

    @staticmethod
    def _now() -> tuple[float, float, float]:
        return time.monotonic(), time.process_time(), effort.of_one(_backend())


def _backend() -> int:
    """The process of PostgreSQL that works for this one."""
    from django.db import connection

    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def _beside(spent: dict[str, _Spent]) -> dict[str, float]:
    each = {name: found.cpu / found.times * 1e3 for name, found in spent.items()}
    added = each["with_document"] / each["wagtail"] - 1
    return {**{name: round(value, 1) for name, value in each.items()}, "added_percent": round(added * 100, 1)}


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


@contextmanager
def _only_wagtail() -> Iterator[None]:
    """Its action without our transaction and without our receiver; all else that listens still does."""
    from wagtail.actions.publish_revision import PublishRevisionAction
    from wagtail.signals import page_published

    from api.published import receivers

    wrapped: Any = PublishRevisionAction.execute
    name = "published:page_published"
    PublishRevisionAction.execute = wrapped.__wrapped__  # type: ignore[method-assign]
    page_published.disconnect(dispatch_uid=name)
    try:
        yield
    finally:
        PublishRevisionAction.execute = wrapped  # type: ignore[method-assign]
        page_published.connect(receivers.on_published, dispatch_uid=name)


def _newest(count: int) -> list[Any]:
    """Of those that a list shows which names no language."""
    from django.conf import settings

    from articles.models import ArticlePage

    articles = ArticlePage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE)
    return list(articles.order_by("-published_at")[:count])


def _editor() -> Any:
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(get_user_model().objects.get(username="admin"))
    return client


def _form(page: Any, *, title: str) -> Any:
    """What a browser sends of it: its paragraphs, bylines and tags."""
    from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

    paragraphs = [block.value.source for block in page.body if block.block_type == "paragraph"]
    bylines = [{"author": each.author_id, "id": each.pk} for each in page.article_authors.all()]
    empty = {name: inline_formset([]) for name in ("related_links", "corrections", "updates", "comments")}
    return nested_form_data(
        {
            "title": title,
            "slug": page.slug,
            "label": page.label,
            "access": page.access,
            "kicker": page.kicker,
            "standfirst": page.standfirst,
            "lead_image": page.lead_image_id or "",
            "tags": ", ".join(f'"{tag.name}"' for tag in page.tags.all()),
            "body": streamfield([("paragraph", rich_text(text)) for text in paragraphs]),
            "article_authors": inline_formset(bylines, initial=len(bylines)),
            **empty,
            "action-publish": "yes",
        }
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    main()
