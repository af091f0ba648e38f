"""The front door opens on everything it names, and loads nothing before it is asked for."""

import subprocess
import sys

import pytest

import scenarios

HEAVY = ["numba", "ortools", "scipy", "numpy", "pandas", "pyarrow", "simpy", "distributed", "matplotlib"]
PLAIN = {"ALL", "BASELINE", "MEASURES", "MOST_STUDY_BYTES", "WAIT_EDGES_S"}


@pytest.mark.parametrize("name", scenarios.__all__)
def test_every_name_is_there_and_says_what_it_is(name: str) -> None:
    found = getattr(scenarios, name)
    assert name in PLAIN or found.__doc__


def test_the_names_are_sorted_and_nothing_else_is_offered() -> None:
    in_order = sorted(set(scenarios.__all__), key=lambda name: (not name.isupper(), name[0].islower(), name))
    assert scenarios.__all__ == in_order
    assert set(" ".join(scenarios._ROOMS.values()).split()) == set(scenarios.__all__)
    assert set(scenarios.__all__) <= set(dir(scenarios))


def test_a_misspelt_name_is_an_error_like_anywhere() -> None:
    with pytest.raises(AttributeError, match=r"scenarios.*run_studdy"):
        scenarios.run_studdy  # noqa: B018


def test_the_import_alone_loads_nothing_heavy() -> None:
    program = f"import sys, scenarios, scenarios.studies; print(sorted(set({HEAVY}) & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout == "[]\n"
