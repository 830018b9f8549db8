"""The `data` of each kind of event: every key always there, nothing but what readers may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson

from api.published import keys
from api.published.portal import Portal
from api.published.told import EVERY_LIST, MAX_PATHS, MISSED, Change, PageChange, RedirectChange, bounded
from api.webhooks.types import EventType

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
    found = sorted(bounded({*tags, EVERY_LIST}, [portal.site_id]))
    return _data(version, portal, paths=sorted(set(paths)), tags=found)


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
    return {**data, "change": str(data["change"]), **_shown(paths), "tags": list(tags)}


def _shown(paths: Iterable[str], *, had_more: bool = False) -> Data:
    """As many paths as one letter holds."""
    found = list(dict.fromkeys(paths))
    return {"paths": found[:MAX_PATHS], "has_more_paths": had_more or len(found) > MAX_PATHS}


def gathered(parts: Iterable[Data], *, site_ids: Iterable[int]) -> Data:
    """Several changes of content in one."""
    every = list(parts)
    paths = sorted({path for each in every for path in each["paths"]})
    return {
        **every[-1],
        "version": max(each["version"] for each in every),
        **_shown(paths, had_more=any(each.get("has_more_paths") for each in every)),
        "tags": sorted(bounded({tag for each in every for tag in each["tags"]}, site_ids)),
    }


def superseding(new: Data, old: Data, *, site_ids: Iterable[int]) -> Data:
    """The newer data with what the older one, which nobody received, had to say beside: paths and tags."""
    if "paths" not in new or "paths" not in old:
        return new
    had_more = bool(new.get("has_more_paths") or old.get("has_more_paths"))
    is_unheard_of = old["change"] == Change.CREATED and new["change"] in (Change.UPDATED, Change.MOVED)
    return {
        **new,
        "change": str(Change.CREATED) if is_unheard_of else new["change"],
        "previous_path": new["previous_path"] or (old["previous_path"] if not is_unheard_of else None),
        **_shown([*new["paths"], *old["paths"]], had_more=had_more),
        "tags": sorted(bounded({*new["tags"], *old["tags"]}, site_ids)),
    }


def body(event_type: str, data: Data, *, at: datetime) -> str:
    """What is sent: as Standard Webhooks says."""
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return orjson.dumps({"type": event_type, "timestamp": stamp, "data": data}).decode()


def data_of(sent: str) -> Data:
    data: Data = orjson.loads(sent)["data"]
    return data
