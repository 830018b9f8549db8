"""The portal's server gives its own files, one page for every route, and nothing else."""

import http.client
import json
import threading
from functools import partial

import pytest

from cms import portal_server


@pytest.fixture
def get(tmp_path, monkeypatch):
    """Ask a server whose portal is a directory of the test."""
    (tmp_path / "portal" / "css").mkdir(parents=True)
    (tmp_path / "portal" / "index.html").write_text("the page")
    (tmp_path / "portal" / "app.js").write_text("export {}")
    (tmp_path / "portal" / ".hidden").write_text("hidden")
    (tmp_path / "secret_key").write_text("secret")
    monkeypatch.setattr(portal_server, "PORTAL", tmp_path / "portal")
    api = "http://127.0.0.1:8101"
    config = b'{"api":"http://127.0.0.1:8101/api/v1"}'
    handler = partial(portal_server.PortalHandler, config=config, public_url=api)
    server = portal_server.PortalServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def ask(path, method="GET", header="Content-Type"):
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
        connection.request(method, path)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, response.headers[header], body

    yield ask
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "path", ["/", "/index.html", "/ekonomi/", "/no/such/route?x=1", "/css/", "/css", "/a%20b/"]
)
def test_every_route_is_the_one_page(get, path):
    assert get(path) == (200, "text/html", b"the page")


def test_a_file_is_a_file(get):
    assert get("/app.js") == (200, "text/javascript", b"export {}")


def test_a_missing_file_is_missing(get):
    assert [get(path)[0] for path in ("/missing.js", "/css/missing.css", "/favicon.ico")] == [404, 404, 404]


def test_the_configuration_names_the_api(get):
    status, content_type, body = get("/config.json")
    assert (status, content_type, json.loads(body)["api"]) == (
        200,
        "application/json",
        "http://127.0.0.1:8101/api/v1",
    )


@pytest.mark.parametrize(
    "path",
    [
        "/../secret_key",
        "/%2e%2e/secret_key",
        "/css/../../secret_key",
        "/.hidden",
        "/x/.git/config",
        "/%00",
        "//../secret_key",
    ],
)
def test_nothing_beside_the_portal_is_served(get, path):
    status, _, body = get(path)
    assert status in (200, 404)
    assert b"secret" not in body
    assert b"hidden" not in body


def test_head_has_no_body(get):
    assert [get(path, "HEAD")[2] for path in ("/", "/config.json", "/route/")] == [b"", b"", b""]


def test_other_methods_are_refused(get):
    assert get("/", "POST")[0] == 501


@pytest.mark.parametrize(
    "path", ["/feeds/tag/umkm/rss.xml", "/sitemap.xml?page=1", "/news-sitemap.xml", "/ads.txt"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_the_api_writes_for_this_host_is_passed_on(get, path, method):
    assert get(path, method, header="Location") == (302, f"http://127.0.0.1:8101{path}", b"")


@pytest.mark.parametrize(("error", "is_told"), [(ConnectionResetError(), False), (ValueError("odd"), True)])
def test_a_reader_who_hangs_up_is_no_error_to_print(capsys, error, is_told):
    with portal_server.PortalServer(("127.0.0.1", 0), portal_server.PortalHandler) as server:
        try:
            raise error
        except type(error):
            server.handle_error(None, ("127.0.0.1", 1))
    assert ("Traceback" in capsys.readouterr().err) == is_told
