"""How each kind of shared cache is asked to forget tags: pure, from tags to requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import orjson

CLOUDFLARE, FASTLY = "https://api.cloudflare.com/client/v4", "https://api.fastly.com"
CLOUDFLARE_TAGS, FASTLY_KEYS, VARNISH_TAGS = 100, 256, 100


@dataclass(frozen=True)
class Order:
    """One request to a cache."""

    url: str
    method: str = "POST"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Setting(Protocol):
    """What the environment says: see `cms.env.Purge`."""

    @property
    def kind(self) -> str: ...

    @property
    def urls(self) -> Sequence[str]: ...

    @property
    def id(self) -> str: ...

    @property
    def token(self) -> str: ...


def orders(setting: Setting, tags: Iterable[str]) -> list[Order]:
    """The requests after which the cache holds no answer with one of these tags."""
    return list(KINDS[setting.kind](setting, sorted(set(tags))))


def _cloudflare(setting: Setting, tags: Sequence[str]) -> Iterator[Order]:
    base = setting.urls[0] if setting.urls else CLOUDFLARE
    headers = {"Authorization": f"Bearer {setting.token}", "Content-Type": "application/json"}
    for some in _some(tags, CLOUDFLARE_TAGS):
        yield Order(
            f"{base}/zones/{setting.id}/purge_cache",
            body=orjson.dumps({"tags": some}),
            headers=headers,
        )


def _fastly(setting: Setting, tags: Sequence[str]) -> Iterator[Order]:
    base = setting.urls[0] if setting.urls else FASTLY
    headers = {"Fastly-Key": setting.token, "Content-Type": "application/json"}
    for some in _some(tags, FASTLY_KEYS):
        yield Order(
            f"{base}/service/{setting.id}/purge",
            body=orjson.dumps({"surrogate_keys": some}),
            headers=headers,
        )


def _varnish(setting: Setting, tags: Sequence[str]) -> Iterator[Order]:
    """Every Varnish of a row by itself; the VCL that understands it is in deploy/."""
    for url in setting.urls:
        for some in _some(tags, VARNISH_TAGS):
            yield Order(url, "PURGE", headers={"Surrogate-Key": " ".join(some), **_bearer(setting)})


def _nginx(setting: Setting, tags: Sequence[str]) -> Iterator[Order]:
    """It knows no tags: its zone is emptied (`purge_all` of ngx_cache_purge)."""
    for url in setting.urls:
        yield Order(url, "PURGE", headers=_bearer(setting))


def _some(tags: Sequence[str], at_most: int) -> Iterator[list[str]]:
    return (list(tags[start : start + at_most]) for start in range(0, len(tags), at_most))


def _bearer(setting: Setting) -> dict[str, str]:
    return {"Authorization": f"Bearer {setting.token}"} if setting.token else {}


KINDS = {"cloudflare": _cloudflare, "fastly": _fastly, "varnish": _varnish, "nginx": _nginx}
