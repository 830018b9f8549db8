"""Questions and films of a body as schema.org describes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

Raw = dict[str, Any]


def ld_of_body(blocks: Iterable[Raw], *, uploaded_at: str | None) -> Iterator[Raw]:
    """One FAQPage of all questions, as a page may have one alone; one VideoObject a film with a picture."""
    blocks = list(blocks)
    items = [item for block in blocks if block["type"] == "faq" for item in block["value"]["items"]]
    if items:
        yield {"@type": "FAQPage", "mainEntity": [_question(item) for item in items]}
    for block in blocks:
        # Without a picture search engines take none.
        if block["type"] == "video" and block["value"]["poster"]:
            yield _video(block["value"], uploaded_at=uploaded_at)


def _question(item: Raw) -> Raw:
    answer = {"@type": "Answer", "text": item["answer"]}
    return {"@type": "Question", "name": item["question"], "acceptedAnswer": answer}


def _video(value: Raw, *, uploaded_at: str | None) -> Raw:
    seconds = value["duration_seconds"]
    return {
        "@type": "VideoObject",
        "name": value["title"],
        "thumbnailUrl": [value["poster"]["src"]],
        "uploadDate": uploaded_at,
        "contentUrl": value["sources"][0]["url"],
        **({"duration": f"PT{seconds}S"} if seconds else {}),
        **({"transcript": value["transcript"]} if value["transcript"] else {}),
    }
