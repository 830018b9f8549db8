"""Liveness, readiness and the little that is served beside the API."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from ads.counting import statistics
from cms import health
from runtime import timers


@pytest.fixture(autouse=True)
def _one_timer(monkeypatch, tmp_path, settings):
    settings.WARTA_VAR = tmp_path
    monkeypatch.setattr(health, "_migrated", set())
    monkeypatch.setattr(timers, "REGISTRY", {})
    timers.timer(name="roll_up", every=timedelta(seconds=30))(lambda *, now: 0)


def test_lives_without_a_database(client):
    response = client.get("/livez")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response.headers["Cache-Control"]


def test_is_ready_and_warns_of_a_timer_that_never_ran(client, db):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok", "spool": "ok"},
        "warnings": ["timer roll_up is late or never ran"],
    }


def test_warns_no_more_once_it_ran(client, db, clock):
    timers.run("roll_up", now=clock.now())
    assert client.get("/readyz").json()["warnings"] == []
    clock.advance(timedelta(minutes=10))
    response = client.get("/readyz")
    assert (response.status_code, response.json()["warnings"]) == (
        200,
        ["timer roll_up is late or never ran"],
    )


def test_is_not_ready_without_a_database(client, db):
    def away(execute, sql, params, many, context):
        raise DatabaseError("away")

    with connection.execute_wrapper(away):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "failed"
    assert response.json()["warnings"] == []


def test_is_not_ready_with_a_migration_to_come(client, db):
    MigrationRecorder.Migration.objects.filter(app="runtime", name="0001_initial").delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"] == {"database": "ok", "migrations": "failed", "spool": "ok"}


def test_is_not_ready_without_a_place_to_write(client, db, settings, tmp_path):
    settings.WARTA_VAR = tmp_path / "gone"
    response = client.get("/readyz")
    assert (response.status_code, response.json()["checks"]["spool"]) == (503, "failed")


def test_asks_for_the_migrations_once(client, db, django_assert_max_num_queries):
    client.get("/readyz")
    with django_assert_max_num_queries(3):
        client.get("/readyz")


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_only_reads(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_answers_whoever_knows_only_the_address(client, db, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(path, headers={"host": "10.0.0.7:8000"}).status_code == 200


def test_the_front_door_leads_to_the_admin(client):
    response = client.get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")


def test_static_files_come_from_the_apps(client):
    response = client.get("/static/wagtailadmin/css/core.css")
    assert response.status_code == 200
    assert b"".join(response.streaming_content)


# --- media -----------------------------------------------------------------------------------------


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for name in ("images/a.jpg", "documents/secret.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"bytes")


def test_a_picture_is_served_and_can_run_nothing(client, db, files):
    response = client.get("/media/images/a.jpg")
    assert (response.status_code, b"".join(response.streaming_content)) == (200, b"bytes")
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    "path",
    [
        "/media/images/missing.jpg",
        "/media/images/",
        "/media/",
        "/media/documents/secret.pdf",
        "/media/images/../documents/secret.pdf",
        "/media/./documents/secret.pdf",
        "/media/images/%00.jpg",
        "/media/..%2fsettings.py",
        "/media//documents/secret.pdf",
    ],
)
def test_nothing_else_is_served(client, db, files, path):
    assert client.get(path).status_code == 404


def test_warns_of_a_file_of_places_that_it_cannot_read(client, db, clock, settings, tmp_path):
    timers.run("roll_up", now=clock.now())
    settings.GEOIP_PATH = str(tmp_path / "absent.mmdb")
    settings.DATACENTRES_PATH = str(tmp_path / "absent.txt")
    assert client.get("/readyz").json()["warnings"] == [
        "the file of places (GEOIP_PATH) cannot be read",
        "the file of data centres (DATACENTRES_PATH) cannot be read",
    ]


def test_metrics_are_told_to_the_own_network_alone(client, db, clock):
    timers.run("roll_up", now=clock.now())
    statistics.count("forged_token", 3)
    statistics.share_debt(1, "network", 0.5)
    statistics.flush()
    response = client.get("/metrics", HTTP_HOST="10.0.0.7")
    lines = [line for line in response.content.decode().splitlines() if not line.startswith("#")]
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert lines == [
        'warta_ad_total{name="forged_token"} 3',
        "warta_spool_events 0",
        f'warta_timer_success_seconds{{name="roll_up"}} {clock.now().timestamp():.3f}',
    ]
    assert client.get("/metrics", REMOTE_ADDR="8.8.8.8").status_code == 404
    assert client.post("/metrics").status_code == 405
