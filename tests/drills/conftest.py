from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.drills.portal import Portal, portal


@pytest.fixture(scope="module")
def shared_portal(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Portal]:
    """One for all drills of a file that leave it standing; the file may say WORKERS."""
    workers = getattr(request.module, "WORKERS", 2)
    with portal(tmp_path_factory.mktemp("portal"), workers=workers) as made:
        yield made
