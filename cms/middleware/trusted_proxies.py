"""Believes forwarded headers of the proxies that the operator named, and drops everybody else's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from socket import AF_INET, inet_pton

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network

FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_X_REQUEST_ID",
)


def trusted_proxies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware: behind it REMOTE_ADDR and the scheme are the reader's, as far as they can be known."""

    def middleware(request: HttpRequest) -> HttpResponse:
        networks = _networks(tuple(settings.TRUSTED_PROXIES))
        if networks and _is_inside(request.META.get("REMOTE_ADDR", ""), networks):
            _believe(request, networks)
        else:
            for name in FORWARDED:
                request.META.pop(name, None)
        return get_response(request)

    return middleware


def reader_address(peer: str, forwarded_for: str, networks: Sequence[Network]) -> str:
    """The last address of the chain that is no proxy of ours; before it anybody may have written."""
    address = peer
    for hop in reversed([part.strip() for part in forwarded_for.split(",") if part.strip()]):
        if not _is_inside(address, networks) or not _is_address(hop):
            break
        address = hop
    return address


def _believe(request: HttpRequest, networks: Sequence[Network]) -> None:
    meta = request.META
    meta["REMOTE_ADDR"] = reader_address(meta["REMOTE_ADDR"], meta.get("HTTP_X_FORWARDED_FOR", ""), networks)
    scheme = meta.get("HTTP_X_FORWARDED_PROTO", "").strip().lower()
    if scheme in ("http", "https"):
        meta["wsgi.url_scheme"] = scheme


def _is_address(text: str) -> bool:
    """Almost all are of four numbers, and no reader's needs to be more than looked at."""
    try:
        inet_pton(AF_INET, text)
    except (OSError, ValueError):
        return _address(text) is not None
    return True


@lru_cache(maxsize=4096)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _is_inside(text: str, networks: Sequence[Network]) -> bool:
    address = _address(text)
    return address is not None and any(address in network for network in networks)


@lru_cache(maxsize=4)
def _networks(names: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(name, strict=False) for name in names)
