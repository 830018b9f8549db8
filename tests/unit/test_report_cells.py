"""Cells of a CSV that a spreadsheet would run."""

import pytest

from runtime.cells import cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"])
def test_formulas_are_neutralised(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["article-bottom-1", "2026-08-15", 12, -1])
def test_other_cells_stay(value: object) -> None:
    assert cell(value) == value
