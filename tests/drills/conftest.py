from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.drills.portal import Portal, portal


@pytest.fixture(scope="module")
def shared_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One for all drills of a file that leave it standing."""
    with portal(tmp_path_factory.mktemp("portal")) as made:
        yield made
