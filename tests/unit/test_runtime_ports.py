from __future__ import annotations

from collections.abc import Iterator

import pytest

from runtime import ports
from runtime.ports import Port, PortNotFilled, ports_are_filled


@pytest.fixture
def port() -> Iterator[Port[[int], int]]:
    made: Port[[int], int] = Port("cellar.ports.double")
    yield made
    ports.PORTS.remove(made)


def test_a_port_answers_with_the_function_behind_it(port: Port[[int], int]) -> None:
    port.fill(lambda number: 2 * number)
    assert port(21) == 42
    assert port.is_filled


def test_a_port_without_a_function_says_its_name(port: Port[[int], int]) -> None:
    with pytest.raises(PortNotFilled, match=r"^cellar\.ports\.double has no function behind it$"):
        port(1)


def test_the_system_check_fails_on_a_required_port_alone(port: Port[[int], int]) -> None:
    assert [error.msg for error in ports_are_filled()] == ["cellar.ports.double has no function behind it"]
    port.required = False
    assert ports_are_filled() == []
