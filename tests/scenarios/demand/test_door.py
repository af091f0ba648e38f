"""The front door of demand."""

import pytest

import scenarios.demand


def test_every_name_of_the_front_door_loads() -> None:
    for name in scenarios.demand.__all__:
        assert getattr(scenarios.demand, name).__name__ == name


def test_a_name_that_is_not_there_is_refused() -> None:
    with pytest.raises(AttributeError, match="Streem"):
        scenarios.demand.Streem  # noqa: B018
