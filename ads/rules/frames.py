"""The page of an html or tag creative as a browser gets it: our script before theirs, and what it may do."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

THIRD_PARTY = "third_party"
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
MACROS = ("{click_url}", "{click_url_encoded}", "{timestamp}")
PRELUDE = (Path(__file__).parent / "prelude.js").read_text()

_HEAD = re.compile(rb"<head(?:\s[^<>]*)?>|<html(?:\s[^<>]*)?>|<!doctype[^<>]*>", re.I)


@dataclass(frozen=True, slots=True)
class Origins:
    """`own` serves the page and nothing else; `click` begins every address that counts a click."""

    own: str
    click: str


def document(markup: str, *, stored: str, origins: Origins) -> bytes:
    """A page around markup. One that names a macro is written by the script that knows what to fill in."""
    has_macros = any(macro in markup for macro in MACROS)
    body = f"<script>document.write(warta({_literal(markup)}))</script>" if has_macros else markup
    head = '<meta charset="utf-8"><style>html,body{margin:0;padding:0}</style>'
    opening = f"<!doctype html><html><head>{head}{_prelude(stored, origins)}</head>"
    return f"{opening}<body>{body}</body></html>".encode()


def with_prelude(html: bytes, *, stored: str, origins: Origins) -> bytes:
    """The page of a package, whatever parts of a page are written out in it."""
    places = {found[0][:5].lower(): found.end() for found in reversed(list(_HEAD.finditer(html)))}
    place = places.get(b"<head") or places.get(b"<html") or places.get(b"<!doc") or 0
    return html[:place] + _prelude(stored, origins).encode() + html[place:]


def policy(requires: str | None, *, origins: Origins) -> str:
    """Without consent to third parties the page reaches nothing but its own files."""
    reach = f"{origins.own} https:" if requires == THIRD_PARTY else origins.own
    frames = "https:" if requires == THIRD_PARTY else "'none'"
    return "; ".join(
        (
            f"sandbox {SANDBOX}",
            "default-src 'none'",
            f"script-src 'unsafe-inline' 'unsafe-eval' {reach}",
            f"style-src 'unsafe-inline' {reach}",
            f"img-src data: blob: {reach}",
            f"font-src data: {reach}",
            f"media-src data: blob: {reach}",
            f"connect-src {reach}",
            f"frame-src {frames}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _prelude(stored: str, origins: Origins) -> str:
    """Links of the page open beside it: inside the frame there is no room for another site."""
    facts = _literal({"click": origins.click, "stored": stored})
    return f'<base target="_blank"><script>({PRELUDE})({facts})</script>'


def _literal(value: object) -> str:
    """JSON that can stand inside a script element."""
    text = json.dumps(value)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
