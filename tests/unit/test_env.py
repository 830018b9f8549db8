"""The environment is read once, with a default for everything in embedded mode and demands in production."""

import stat
from dataclasses import FrozenInstanceError

import pytest

from cms import env

PRODUCTION = {
    "WARTA_MODE": "production",
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "cms.example.org",
    "DATABASE_URL": "postgres://warta:word@db/warta",
    "PUBLIC_URL": "https://cms.example.org",
    "FRONTEND_URL": "https://www.example.org",
    "CREATIVE_ORIGIN": "https://creatives.example.net",
}


def load(tmp_path, **variables):
    return env.load({"WARTA_VAR": str(tmp_path), **variables})


def test_runs_with_nothing_set(tmp_path):
    settings = load(tmp_path)
    assert (settings.mode, settings.is_production) == ("embedded", False)
    assert settings.database_url == f"sqlite:///{tmp_path}/warta.sqlite3"
    assert settings.ledger_url == f"sqlite:///{tmp_path}/ledger.sqlite3"
    assert settings.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert (settings.public_url, settings.frontend_url) == ("http://127.0.0.1:8000", "http://127.0.0.1:3000")
    assert (settings.creative_origin, settings.media_url) == (
        "http://localhost:8000",
        "http://127.0.0.1:8000/media/",
    )
    assert (settings.time_zone, settings.language_code, settings.log_level) == ("Asia/Jakarta", "id", "INFO")
    assert (settings.web_workers, settings.web_threads) == (1, 4)
    assert settings.cors_origins == settings.trusted_proxies == settings.secret_key_fallbacks == ()


def test_an_empty_variable_is_an_unset_one(tmp_path):
    assert load(tmp_path, PUBLIC_URL="", WEB_WORKERS=" ", DATABASE_URL="") == load(tmp_path)


def test_cannot_be_changed(tmp_path):
    with pytest.raises(FrozenInstanceError):
        load(tmp_path).mode = "production"


def test_makes_a_secret_key_once_for_its_owner_alone(tmp_path):
    first = load(tmp_path / "new").secret_key
    assert len(first) >= 50
    assert load(tmp_path / "new").secret_key == first
    assert stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret_key"]


def test_refuses_an_empty_secret_key_file(tmp_path):
    (tmp_path / "secret_key").write_text("\n")
    with pytest.raises(env.EnvironmentUnusable, match="is empty; delete it"):
        load(tmp_path)


def test_a_given_secret_key_writes_nothing(tmp_path):
    assert load(tmp_path / "new", SECRET_KEY="given").secret_key == "given"
    assert not (tmp_path / "new").exists()


def test_production_takes_what_it_demands(tmp_path):
    settings = load(tmp_path, **PRODUCTION)
    assert settings.is_production
    assert settings.ledger_url == settings.database_url == "postgres://warta:word@db/warta"
    assert settings.media_url == "https://cms.example.org/media/"


def test_production_names_everything_that_is_missing_at_once(tmp_path):
    with pytest.raises(env.EnvironmentUnusable) as caught:
        load(tmp_path, WARTA_MODE="production", PUBLIC_URL="https://cms.example.org", SECRET_KEY="")
    assert str(caught.value) == (
        "WARTA_MODE=production needs these variables: "
        "SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL, FRONTEND_URL, CREATIVE_ORIGIN"
    )
    assert not (tmp_path / "secret_key").exists()


def test_production_refuses_a_short_secret_key(tmp_path):
    with pytest.raises(env.EnvironmentUnusable, match="at least 50 characters"):
        load(tmp_path, **{**PRODUCTION, "SECRET_KEY": "short"})


def test_production_refuses_a_creative_origin_that_shares_cookies(tmp_path):
    with pytest.raises(env.EnvironmentUnusable, match="CREATIVE_ORIGIN must be another host"):
        load(tmp_path, **{**PRODUCTION, "CREATIVE_ORIGIN": "https://cms.example.org:444"})


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("WARTA_MODE", "prod", "WARTA_MODE must be one of embedded, production, not 'prod'"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL, not 'loud'"),
        ("WEB_WORKERS", "0", "WEB_WORKERS must be a whole number from 1 to 1000, not '0'"),
        ("WEB_THREADS", "four", "WEB_THREADS must be a whole number from 1 to 1000, not 'four'"),
        ("WEB_THREADS", "٤", "WEB_THREADS must be a whole number from 1 to 1000, not '٤'"),
        ("PUBLIC_URL", "cms.example.org", "PUBLIC_URL must be an address like https://example.org"),
        ("PUBLIC_URL", "http://cms.example.org/below", "PUBLIC_URL must be an address like"),
        ("FRONTEND_URL", "ftp://example.org", "FRONTEND_URL must be an address like"),
        ("PUBLIC_URL", "http://example.org:port", "PUBLIC_URL must be an address like"),
        ("TIME_ZONE", "Mars/Olympus", "TIME_ZONE must be a name like Asia/Jakarta, not 'Mars/Olympus'"),
        ("TRUSTED_PROXIES", "10.0.0.0/8 nginx", "TRUSTED_PROXIES must be addresses or networks, not 'nginx'"),
        ("PURGE", "akamai", "PURGE must be one of cloudflare, fastly, varnish, nginx, not 'akamai'"),
        ("PURGE", "fastly", "PURGE=fastly needs these variables: PURGE_ID, PURGE_TOKEN"),
        ("PURGE", "varnish", "PURGE=varnish needs these variables: PURGE_URL"),
        ("CORS_ORIGINS", "https://a.example b.example", "CORS_ORIGINS must be an address like"),
    ],
)
def test_says_what_is_wrong_with_a_variable(tmp_path, name, value, reason):
    with pytest.raises(env.EnvironmentUnusable) as caught:
        load(tmp_path, **{name: value})
    assert str(caught.value).startswith(reason)


def test_lists_may_be_parted_by_commas_or_spaces(tmp_path):
    settings = load(
        tmp_path, ALLOWED_HOSTS="a.example, b.example c.example", TRUSTED_PROXIES="10.0.0.0/8,::1"
    )
    assert settings.allowed_hosts == ("a.example", "b.example", "c.example")
    assert settings.trusted_proxies == ("10.0.0.0/8", "::1")


@pytest.mark.parametrize(
    ("public_url", "creative_origin"),
    [
        ("http://127.0.0.1:8101", "http://localhost:8101"),
        ("http://localhost:8101", "http://127.0.0.1:8101"),
        ("http://localhost", "http://127.0.0.1"),
    ],
)
def test_the_creative_origin_is_the_other_name_of_this_machine(tmp_path, public_url, creative_origin):
    assert load(tmp_path, PUBLIC_URL=public_url).creative_origin == creative_origin


def test_a_ledger_of_its_own_may_be_named(tmp_path):
    assert load(tmp_path, LEDGER_URL="postgres://other/ledger").ledger_url == "postgres://other/ledger"
    assert load(tmp_path, DATABASE_URL="postgres://db/a").ledger_url == "postgres://db/a"


def test_a_cache_to_be_told_is_named_with_its_addresses(tmp_path):
    assert load(tmp_path).purge is None
    purge = load(tmp_path, PURGE="varnish", PURGE_URL="http://10.0.0.7:6081/ http://10.0.0.8:6081").purge
    assert (purge.kind, purge.urls) == ("varnish", ("http://10.0.0.7:6081", "http://10.0.0.8:6081"))
    with pytest.raises(env.EnvironmentUnusable, match="PURGE_URL must be addresses"):
        load(tmp_path, PURGE="varnish", PURGE_URL="10.0.0.7:6081")
