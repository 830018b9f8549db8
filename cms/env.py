"""Reads the environment once into one frozen, typed record; nothing else in Warta looks at it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import SplitResult, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from runtime.once import made_once

PROJECT_ROOT = Path(__file__).resolve().parent.parent

Mode = Literal["embedded", "production"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]

DEMANDED_IN_PRODUCTION = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "PUBLIC_URL",
    "FRONTEND_URL",
    "CREATIVE_ORIGIN",
)


PURGE_KINDS = ("cloudflare", "fastly", "varnish", "nginx")


class EnvironmentUnusable(Exception):
    """The environment does not describe a server that could run; the text is one line for the operator."""

    code = "environment_unusable"


@dataclass(frozen=True, kw_only=True)
class Purge:
    """The shared cache that is told what is stale."""

    kind: str
    urls: tuple[str, ...]
    id: str
    token: str


@dataclass(frozen=True, kw_only=True)
class Environment:
    mode: Mode
    var: Path
    database_url: str
    ledger_url: str
    cache_url: str
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    allowed_hosts: tuple[str, ...]
    public_url: str
    frontend_url: str
    creative_origin: str
    cors_origins: tuple[str, ...]
    media_url: str
    trusted_proxies: tuple[str, ...]
    webhook_hosts: tuple[str, ...]
    purge: Purge | None
    geoip_path: str
    datacentres_path: str
    time_zone: str
    language_code: str
    log_level: LogLevel
    web_workers: int
    web_threads: int

    @property
    def is_production(self) -> bool:
        return self.mode == "production"


def load(variables: Mapping[str, str] | None = None) -> Environment:
    """The environment as settings want it. Raises EnvironmentUnusable with everything that is wrong."""
    given = {name: text.strip() for name, text in (os.environ if variables is None else variables).items()}
    mode = cast(Mode, _choice(given, "WARTA_MODE", get_args(Mode), "embedded"))
    if mode == "production":
        _demand(given)
    var = Path(given.get("WARTA_VAR") or PROJECT_ROOT / "var").absolute()
    public_url = _origin(given, "PUBLIC_URL", "http://127.0.0.1:8000")
    database_url = given.get("DATABASE_URL") or f"sqlite:///{var}/warta.sqlite3"
    return Environment(
        mode=mode,
        var=var,
        database_url=database_url,
        ledger_url=given.get("LEDGER_URL") or _default_ledger(database_url, var),
        cache_url=given.get("CACHE_URL", ""),
        secret_key=given.get("SECRET_KEY") or _secret_key_made_once(var),
        secret_key_fallbacks=_words(given, "SECRET_KEY_FALLBACKS"),
        allowed_hosts=_words(given, "ALLOWED_HOSTS") or ("localhost", "127.0.0.1", "[::1]"),
        public_url=public_url,
        frontend_url=_origin(given, "FRONTEND_URL", "http://127.0.0.1:3000"),
        creative_origin=_origin(given, "CREATIVE_ORIGIN", _other_loopback_name(public_url)),
        cors_origins=_origins(given, "CORS_ORIGINS"),
        media_url=_media_url(given, public_url),
        trusted_proxies=_networks(given, "TRUSTED_PROXIES"),
        webhook_hosts=tuple(word.lower() for word in _words(given, "WEBHOOK_HOSTS")),
        purge=_purge(given),
        geoip_path=given.get("GEOIP_PATH", ""),
        datacentres_path=given.get("DATACENTRES_PATH", ""),
        time_zone=_zone(given, "TIME_ZONE", "Asia/Jakarta"),
        language_code=given.get("LANGUAGE_CODE") or "id",
        log_level=cast(LogLevel, _choice(given, "LOG_LEVEL", get_args(LogLevel), "INFO")),
        web_workers=_count(given, "WEB_WORKERS", 1),
        web_threads=_count(given, "WEB_THREADS", 4),
    )


def for_child(**changes: str) -> dict[str, str]:
    """This process's environment with some variables set, for a process that it starts."""
    return {**os.environ, **changes}


def _demand(given: Mapping[str, str]) -> None:
    missing = [name for name in DEMANDED_IN_PRODUCTION if not given.get(name)]
    if missing:
        raise EnvironmentUnusable(f"WARTA_MODE=production needs these variables: {', '.join(missing)}")
    if len(given["SECRET_KEY"]) < 50:
        raise EnvironmentUnusable("SECRET_KEY must have at least 50 characters in production")
    if urlsplit(given["CREATIVE_ORIGIN"]).hostname == urlsplit(given["PUBLIC_URL"]).hostname:
        raise EnvironmentUnusable(
            "CREATIVE_ORIGIN must be another host than PUBLIC_URL, for cookies know no ports"
        )


def _choice(given: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = given.get(name) or default
    if value not in allowed:
        raise EnvironmentUnusable(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
    return value


def _count(given: Mapping[str, str], name: str, default: int) -> int:
    value = given.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 1000:
        raise EnvironmentUnusable(f"{name} must be a whole number from 1 to 1000, not {value!r}")
    return int(value)


def _words(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(word for word in given.get(name, "").replace(",", " ").split() if word)


def _origin(given: Mapping[str, str], name: str, default: str) -> str:
    value = (given.get(name) or default).rstrip("/")
    parts = _split(value)
    if (
        parts is None
        or parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.path
        or parts.query
    ):
        raise EnvironmentUnusable(f"{name} must be an address like https://example.org, not {value!r}")
    return value


def _origins(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(_origin({name: word}, name, "") for word in _words(given, name))


def _split(value: str) -> SplitResult | None:
    """None also for a port that is no number."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        return None
    return parts


def _networks(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    for word in _words(given, name):
        try:
            ip_network(word, strict=False)
        except ValueError:
            raise EnvironmentUnusable(f"{name} must be addresses or networks, not {word!r}") from None
    return _words(given, name)


def _purge(given: Mapping[str, str]) -> Purge | None:
    """None where no cache is named; each kind says what it needs."""
    if not given.get("PURGE"):
        return None
    kind = _choice(given, "PURGE", PURGE_KINDS, "")
    needed = ("PURGE_ID", "PURGE_TOKEN") if kind in ("cloudflare", "fastly") else ("PURGE_URL",)
    missing = [name for name in needed if not given.get(name)]
    if missing:
        raise EnvironmentUnusable(f"PURGE={kind} needs these variables: {', '.join(missing)}")
    urls = tuple(_address(word) for word in _words(given, "PURGE_URL"))
    return Purge(kind=kind, urls=urls, id=given.get("PURGE_ID", ""), token=given.get("PURGE_TOKEN", ""))


def _address(value: str) -> str:
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise EnvironmentUnusable(f"PURGE_URL must be addresses like http://10.0.0.7:6081/, not {value!r}")
    return value.rstrip("/") if parts.path in ("", "/") else value


def _zone(given: Mapping[str, str], name: str, default: str) -> str:
    value = given.get(name) or default
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise EnvironmentUnusable(f"{name} must be a name like Asia/Jakarta, not {value!r}") from None
    return value


def _other_loopback_name(public_url: str) -> str:
    """`localhost` and `127.0.0.1` reach one server and are two origins to a browser."""
    parts = urlsplit(public_url)
    name = "127.0.0.1" if parts.hostname == "localhost" else "localhost"
    return urlunsplit((parts.scheme, f"{name}:{parts.port}" if parts.port else name, "", "", ""))


def _media_url(given: Mapping[str, str], public_url: str) -> str:
    return (given.get("MEDIA_URL") or f"{public_url}/media").rstrip("/") + "/"


def _default_ledger(database_url: str, var: Path) -> str:
    is_postgresql = urlsplit(database_url).scheme in ("postgres", "postgresql")
    return database_url if is_postgresql else f"sqlite:///{var}/ledger.sqlite3"


def _secret_key_made_once(var: Path) -> str:
    path = var / "secret_key"
    text = made_once(path, lambda: secrets.token_urlsafe(64), mode=0o600)
    if not text:
        raise EnvironmentUnusable(f"{path} is empty; delete it to have a new key made")
    return text
