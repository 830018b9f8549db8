"""Production as an operator meets it: a process with its environment, and nothing else."""

import shutil
import subprocess
import sys

import pytest

from cms.env import PROJECT_ROOT
from tests.integration.conftest import PLAIN


@pytest.fixture
def manage(tmp_path):
    """Run a management command in production; a variable given as None is unset."""
    production = {
        "WARTA_MODE": "production",
        "WARTA_VAR": str(tmp_path),
        "SECRET_KEY": "a-long-secret-of-mixed-signs-0123456789-abcdefghijklmnop",
        "ALLOWED_HOSTS": "cms.example.org",
        "DATABASE_URL": f"sqlite:///{tmp_path}/warta.sqlite3",
        "PUBLIC_URL": "https://cms.example.org",
        "FRONTEND_URL": "https://www.example.org",
        "CREATIVE_ORIGIN": "https://creatives.example.net",
    }

    def run(*command, **changes):
        variables = {
            name: value for name, value in {**PLAIN, **production, **changes}.items() if value is not None
        }
        return subprocess.run(
            [sys.executable, *command],
            cwd=PROJECT_ROOT,
            env=variables,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


@pytest.fixture
def tables(migrated, tmp_path):
    for database in migrated.glob("*.sqlite3"):
        shutil.copy(database, tmp_path)


def test_check_deploy_has_nothing_to_say(manage):
    done = manage("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr


def test_check_deploy_has_nothing_to_say_behind_a_trusted_proxy(manage):
    done = manage("manage.py", "check", "--deploy", "--fail-level", "WARNING", TRUSTED_PROXIES="127.0.0.1")
    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr


def test_a_command_without_its_database_says_so_in_one_line(manage):
    away = "postgresql://nobody@127.0.0.1:1/none"  # nothing listens there
    done = manage("manage.py", "roll_up", DATABASE_URL=away, LOG_LEVEL="ERROR")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("The database refused: ")


def test_names_every_missing_variable_in_one_line(manage):
    done = manage("manage.py", "check", PUBLIC_URL=None, SECRET_KEY=None, ALLOWED_HOSTS="")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "warta: WARTA_MODE=production needs these variables: SECRET_KEY, ALLOWED_HOSTS, PUBLIC_URL\n"
    )


def test_does_not_start_while_a_user_has_the_demo_password(manage, tables):
    start_then_make = "import cms.wsgi; from django.contrib.auth.models import User; "
    start_then_make += "User.objects.create_user('editor', password='warta-demo')"
    assert manage("-c", start_then_make).returncode == 0
    done = manage("-c", "import cms.wsgi")
    assert done.returncode == 1
    assert done.stderr == "warta: refusing to start: these users still have the demo password: editor\n"
    done = manage("manage.py", "check", "--deploy")
    assert (done.returncode, "cms.E001" in done.stderr) == (1, True)


def test_logs_json(manage, tables):
    code = "import cms.wsgi, logging; logging.getLogger('warta').warning('from %s', '203.0.113.7')"
    done = manage("-c", code)
    assert done.stderr.endswith('"message": "from [address]", "request_id": null}\n')
