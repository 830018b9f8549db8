"""Serves the example portal, a page of files that asks the API for everything else."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from cms.env import PROJECT_ROOT

PORTAL = PROJECT_ROOT / "examples" / "portal"
OF_THE_API = ("/feeds/", "/sitemap.xml", "/news-sitemap.xml", "/ads.txt")
"""What stands on the host of a frontend and is written by the API; a real one passes it on."""
FILE_TYPES = (".css", ".ico", ".js", ".json", ".map", ".mjs", ".png", ".svg", ".webmanifest", ".woff2")


class PortalHandler(SimpleHTTPRequestHandler):
    """A file of the portal where there is one, else `index.html`: the portal knows its own routes."""

    extensions_map = {
        **SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".js": "text/javascript",
    }
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, config: bytes, public_url: str, **kwargs: object) -> None:
        self.config, self.public_url = config, public_url
        super().__init__(*args, directory=str(PORTAL), **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if urlsplit(self.path).path == "/config.json":
            self._send_config(with_body=True)
        elif self._choose_file():
            super().do_GET()

    def do_HEAD(self) -> None:
        if urlsplit(self.path).path == "/config.json":
            self._send_config(with_body=False)
        elif self._choose_file():
            super().do_HEAD()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        # The editor shows previews in a frame.
        self.send_header("Content-Security-Policy", f"frame-ancestors 'self' {self.public_url}")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Quiet: the terminal belongs to the addresses that were printed."""

    def _choose_file(self) -> bool:
        """Whether there is something to send; rewrites a route of the portal to its one page."""
        if self.path.startswith(OF_THE_API):
            self._pass_on()
            return False
        asked = unquote(urlsplit(self.path).path)
        if "\x00" in asked or is_hidden(asked):
            self.send_error(HTTPStatus.NOT_FOUND)
            return False
        if not Path(self.translate_path(self.path)).is_file():
            if asked.endswith(FILE_TYPES):
                self.send_error(HTTPStatus.NOT_FOUND)
                return False
            self.path = "/index.html"
        return True

    def _pass_on(self) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", self.public_url + self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send_config(self, *, with_body: bool) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.config)))
        self.end_headers()
        if with_body:
            self.wfile.write(self.config)


class PortalServer(ThreadingHTTPServer):
    """One thread for each reader; one who hangs up early is no error to print."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def is_hidden(path: str) -> bool:
    """Whether any part of a path names a dot file or a way up."""
    return any(part.startswith(".") for part in path.split("/"))


def serve(*, port: int, public_url: str) -> None:
    """Serve on 127.0.0.1 until the process ends."""
    config = json.dumps({"api": f"{public_url}/api/v1", "public_url": public_url}).encode()
    handler = partial(PortalHandler, config=config, public_url=public_url)
    with PortalServer(("127.0.0.1", port), handler) as server:
        server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--public-url", required=True)
    chosen = parser.parse_args()
    try:
        serve(port=chosen.port, public_url=chosen.public_url)
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
