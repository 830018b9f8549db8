"""The line that long commands show."""

from __future__ import annotations

from io import StringIO
from typing import Any

from runtime import progress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True

    def write(self, text: str, ending: str | None = None) -> Any:
        return super().write(text)


def test_shows_how_much_is_done_and_how_long_the_rest_takes() -> None:
    shown = progress.bar("documents", 500, 2_000, seconds=4)
    assert shown == f"documents [{'#' * 7}{'.' * 23}] 500/2,000, 12 s left"


def test_writes_over_its_own_line_at_a_terminal() -> None:
    terminal = Terminal()
    tell = progress.at_terminal(terminal)
    tell("pictures")
    tell("articles", 2, 2)
    assert terminal.getvalue() == f"\r\x1b[Kpictures\r\x1b[Karticles [{'#' * 30}] 2/2, 0 s left"


def test_writes_nothing_into_a_log() -> None:
    log = StringIO()
    progress.at_terminal(log)("articles", 1, 2)
    assert log.getvalue() == ""
