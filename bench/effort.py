"""Seconds of CPU that processes have used: neighbours on the machine change them less than the clock."""

from __future__ import annotations

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def of_children(process: int) -> float:
    """What the children of a server, its workers, have used so far."""
    return sum(_ticks(child, ended=False) for child in _children(process)) / TICK


def of_family(process: int) -> float:
    """A process, its children, and those of its children that have ended."""
    family = [process, *_children(process)]
    return sum(_ticks(each, ended=True) for each in family) / TICK


def of_one(process: int) -> float:
    """To the nanosecond, of a process with one thread."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


def _children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _ticks(process: int, *, ended: bool) -> int:
    """In user and system mode; with the children that it has waited for."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:  # it ended just now
        return 0
    return sum(int(each) for each in fields[11 : 15 if ended else 13])
