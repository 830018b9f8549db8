"""The names of what a document embeds: dependencies inside, cache tags outside."""

from __future__ import annotations

from collections.abc import Iterable

from api.published.models import ARTICLE, SECTION

_NOUNS = {ARTICLE: "article", SECTION: "section"}
_PAGE_NOUNS = {*_NOUNS.values(), "page"}


def of_page(page_type: str, page_id: int) -> str:
    """`article-42`, `section-7`, `page-3`."""
    return f"{_NOUNS.get(page_type, 'page')}-{page_id}"


def of_any_page(page_id: int) -> tuple[str, ...]:
    """Every name under which this page may have been recorded."""
    return f"article-{page_id}", f"section-{page_id}", f"page-{page_id}"


def page_ids(keys: Iterable[str]) -> set[int]:
    """The pages among what these keys name."""
    parts = (key.rpartition("-") for key in keys)
    return {int(number) for noun, _, number in parts if noun in _PAGE_NOUNS}


def of_list(section_id: int) -> str:
    """What is listed below a section: its articles and its own sections."""
    return f"list-section-{section_id}"


def of_front(page_id: int) -> str:
    """What editors place on a home page or a section."""
    return f"front-{page_id}"


def of_live(article_id: int) -> str:
    """The entries of a live blog."""
    return f"live-{article_id}"


def of_translations(translation_key: object) -> str:
    return f"translation-{translation_key}"


def of_image(image_id: int) -> str:
    return f"image-{image_id}"


def of_file(file_id: int) -> str:
    return f"document-{file_id}"


def of_author(author_id: int) -> str:
    return f"author-{author_id}"


def of_tag(tag_id: int) -> str:
    return f"tag-{tag_id}"


def of_site(site_id: int) -> str:
    return f"site-{site_id}"
