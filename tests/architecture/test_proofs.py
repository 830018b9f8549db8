"""Every rule of docs/proof.md names tests that there are."""

import ast
import re
from functools import lru_cache

import pytest

from cms.env import PROJECT_ROOT

ROW = re.compile(r"^\| (\d+) \| [^|]+ \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PROOF = (PROJECT_ROOT / "docs" / "proof.md").read_text()
INVARIANTS, VECTORS = (
    ROW.findall(part.split("\n\n|")[1].split("\n\n")[0])
    for part in PROOF.split("What must hold always")[1].split("The reference vectors")
)


@lru_cache
def defined_in(path: str) -> frozenset[str]:
    tree = ast.parse((PROJECT_ROOT / path).read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_invariant_and_every_vector_is_listed() -> None:
    assert [int(number) for number, _ in INVARIANTS] == list(range(1, 16))
    assert [int(number) for number, _ in VECTORS] == list(range(1, 17))


@pytest.mark.parametrize(("number", "cell"), [*INVARIANTS, *VECTORS])
def test_what_proves_a_rule_is_there(number: str, cell: str) -> None:
    named = NAMED.findall(cell)
    assert named
    assert [name for path, name in named if name not in defined_in(path)] == []
