"""Registers what the delivery side adds to Wagtail's admin; nothing else."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from api.previews import userbar


# After those that add checkers of their own.
@hooks.register("construct_wagtail_userbar", order=1000)
def let_checkers_meet(request: Any, items: list[Any], page: Any) -> None:
    userbar.let_checkers_meet(items)
