"""The `data` of each kind of event: every key always there, nothing but what readers may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson

from api.published import keys
from api.published.portal import Portal
from api.published.told import EVERY_LIST, MISSED, Change, PageChange, RedirectChange
from api.webhooks.types import EventType

MAX_PATHS = 100

Data = dict[str, Any]

TYPES = {
    Change.CREATED: EventType.PAGE_PUBLISHED,
    Change.UPDATED: EventType.PAGE_PUBLISHED,
    Change.MOVED: EventType.PAGE_MOVED,
    Change.REMOVED: EventType.PAGE_UNPUBLISHED,
}


def of_page(change: PageChange, *, portal: Portal, version: int) -> Data:
    return _data(
        version,
        portal,
        locale=change.locale,
        object={"type": change.page_type, "id": change.page_id},
        change=change.change,
        path=change.path,
        previous_path=change.previous_path,
        html_url=portal.root_url + change.path,
        paths=change.paths,
        tags=change.tags,
    )


def of_redirect(change: RedirectChange, *, portal: Portal, version: int) -> Data:
    return _data(
        version,
        portal,
        object={"type": "redirect", "id": change.redirect_id},
        change=change.change,
        path=change.path,
        html_url=portal.root_url + change.path,
        paths=[change.path],
        tags=[MISSED],
    )


def of_site(*, portal: Portal, version: int) -> Data:
    return _data(
        version,
        portal,
        object={"type": "site", "id": portal.site_id},
        paths=[locale.path for locale in portal.locales],
        tags=[keys.of_site(portal.site_id), EVERY_LIST],
    )


def of_content(paths: Iterable[str], tags: Iterable[str], *, portal: Portal, version: int) -> Data:
    return _data(version, portal, paths=sorted(set(paths))[:MAX_PATHS], tags=sorted({*tags, EVERY_LIST}))


def of_desk(row: Any, *, change: str, version: int) -> Data:
    """A line item or a creative; `version` is that of the ad side. `name` is the desk's own word for it."""
    kind = {"type": row._meta.label, "id": row.pk}
    return _data(version, None, object=kind, name=row.name, change=change, paths=[], tags=[])


def of_form(row: Any, *, portal: Portal | None, version: int) -> Data:
    """`name` is the code of the form."""
    kind = {"type": row._meta.label, "id": row.pk}
    return _data(version, portal, object=kind, name=row.form.code, change=Change.CREATED, paths=[], tags=[])


def _data(
    version: int, portal: Portal | None, *, paths: Iterable[str], tags: Iterable[str], **facts: Any
) -> Data:
    data = {
        "version": version,
        "site": portal.host if portal else None,
        "locale": None,
        "object": None,
        "change": Change.UPDATED,
        "path": None,
        "previous_path": None,
        "html_url": None,
        **facts,
    }
    return {**data, "change": str(data["change"]), "paths": list(paths), "tags": list(tags)}


def gathered(parts: Iterable[Data]) -> Data:
    """Several changes of content in one."""
    every = list(parts)
    paths = sorted({path for each in every for path in each["paths"]})[:MAX_PATHS]
    tags = sorted({tag for each in every for tag in each["tags"]})
    version = max(each["version"] for each in every)
    return {**every[-1], "version": version, "paths": paths, "tags": tags}


def superseding(new: Data, old: Data) -> Data:
    """The newer data with what the older one, which nobody received, had to say beside: paths and tags."""
    if "paths" not in new or "paths" not in old:
        return new
    is_unheard_of = old["change"] == Change.CREATED and new["change"] in (Change.UPDATED, Change.MOVED)
    return {
        **new,
        "change": str(Change.CREATED) if is_unheard_of else new["change"],
        "previous_path": new["previous_path"] or (old["previous_path"] if not is_unheard_of else None),
        "paths": list(dict.fromkeys([*new["paths"], *old["paths"]])),
        "tags": sorted({*new["tags"], *old["tags"]}),
    }


def body(event_type: str, data: Data, *, at: datetime) -> str:
    """What is sent: as Standard Webhooks says."""
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return orjson.dumps({"type": event_type, "timestamp": stamp, "data": data}).decode()


def data_of(sent: str) -> Data:
    data: Data = orjson.loads(sent)["data"]
    return data
