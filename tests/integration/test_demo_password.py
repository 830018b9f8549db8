"""The demo's password opens nothing from elsewhere and keeps production from starting."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.db import DatabaseError, connection
from django.test import RequestFactory

from cms import demo_password, startup
from cms.management.commands.runserver import Command as RunServer

DEMO = demo_password.DEMO_PASSWORD


@pytest.fixture
def editor(db, settings, tmp_path):
    settings.WARTA_VAR = tmp_path
    return User.objects.create_user("editor", password=DEMO)


def log_in(address, password=DEMO):
    return authenticate(RequestFactory(REMOTE_ADDR=address).post("/"), username="editor", password=password)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1"])
def test_opens_from_this_machine(editor, address):
    assert log_in(address) == editor


@pytest.mark.parametrize("address", ["10.0.0.7", "172.17.0.1", "203.0.113.7", "", "localhost.example"])
def test_opens_from_nowhere_else(editor, address):
    assert log_in(address) is None


def test_opens_nothing_in_production(editor, settings):
    settings.IS_PRODUCTION = True
    assert log_in("127.0.0.1") is None


def test_another_password_opens_from_everywhere(editor):
    editor.set_password("a longer word")
    editor.save()
    assert log_in("203.0.113.7", "a longer word") == editor


def test_nobody_may_choose_it():
    with pytest.raises(ValidationError) as caught:
        validate_password(DEMO)
    assert "demo_password" in [error.code for error in caught.value.error_list]


def test_names_the_users_who_have_it(editor):
    User.objects.create_user("another", password="a longer word")
    User.objects.create_user("admin", password=DEMO)
    User.objects.create_user("gone", password=DEMO, is_active=False)
    User.objects.create_user("service")
    assert demo_password.users_with_it() == ["admin", "editor"]


def test_tries_each_stored_hash_once(editor, monkeypatch):
    User.objects.create_user("another", password="a longer word")
    assert demo_password.users_with_it() == ["editor"]
    tried = []
    monkeypatch.setattr(demo_password, "check_password", lambda word, stored: tried.append(stored) or True)
    assert demo_password.users_with_it() == ["editor"]
    assert tried == [editor.password]


def test_a_user_who_takes_it_later_is_found(editor):
    other = User.objects.create_user("another", password="a longer word")
    demo_password.users_with_it()
    other.set_password(DEMO)
    other.save()
    assert demo_password.users_with_it() == ["another", "editor"]


def test_production_does_not_start_while_it_works(editor, settings):
    settings.IS_PRODUCTION = True
    with pytest.raises(SystemExit) as caught:
        startup.refuse_if_unsafe()
    assert str(caught.value) == "warta: refusing to start: these users still have the demo password: editor"
    editor.delete()
    startup.refuse_if_unsafe()


def test_embedded_mode_starts_with_it(editor):
    startup.refuse_if_unsafe()


def test_production_starts_while_the_database_is_away(editor, settings):
    settings.IS_PRODUCTION = True

    def away(execute, sql, params, many, context):
        raise DatabaseError

    with connection.execute_wrapper(away):
        startup.refuse_if_unsafe()


def test_the_deploy_check_names_them(editor):
    (error,) = startup.no_demo_password(None)
    assert (error.id, error.msg) == ("cms.E001", "These users still have the demo password: editor.")
    editor.delete()
    assert startup.no_demo_password(None) == []


@pytest.mark.parametrize(
    ("host", "is_refused"), [("0.0.0.0", True), ("192.168.1.5", True), ("127.0.0.1", False)]
)
def test_the_development_server_stays_on_this_machine(editor, host, is_refused):
    command = RunServer()
    command.addr = host
    if is_refused:
        with pytest.raises(CommandError, match=f"refusing to listen on {host}: these users still have"):
            command._refuse_strangers()
    else:
        command._refuse_strangers()
