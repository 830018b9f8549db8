"""What tests of whole processes share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cms.env import PROJECT_ROOT

PLAIN = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
"""The environment of a shell that knows nothing of Warta."""


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WARTA_VAR whose SQLite databases have their tables; to be copied, for making them takes its time."""
    var = tmp_path_factory.mktemp("migrated")
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=PROJECT_ROOT,
        env=PLAIN | {"WARTA_VAR": str(var)},
        check=True,
    )
    return var
