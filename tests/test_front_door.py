"""The front door opens on everything it names, and loads nothing before it is asked for."""

import subprocess
import sys

import pytest

import optimiser

HEAVY = ["numba", "ortools", "scipy", "numpy", "networkx", "httpx", "osmium"]


def ran(program: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", optimiser.__all__)
def test_every_name_is_there_and_says_what_it_is(name: str) -> None:
    assert getattr(optimiser, name).__doc__


def test_the_names_are_sorted_and_nothing_else_is_offered() -> None:
    in_order = sorted(set(optimiser.__all__), key=lambda name: (not name.isupper(), name[0].islower(), name))
    assert optimiser.__all__ == in_order
    assert set(" ".join(optimiser._ROOMS.values()).split()) == set(optimiser.__all__)
    assert set(optimiser.__all__) <= set(dir(optimiser))


def test_a_name_is_the_same_object_as_inside() -> None:
    from optimiser.solver import solve

    assert optimiser.solve is solve


def test_a_misspelt_name_is_an_error_like_anywhere() -> None:
    with pytest.raises(AttributeError, match=r"optimiser.*solv"):
        optimiser.solv  # noqa: B018
    with pytest.raises(ImportError):
        from optimiser import solv  # noqa: F401


def test_the_import_alone_loads_nothing_heavy() -> None:
    assert ran(f"import sys, optimiser; print(sorted(set({HEAVY}) & set(sys.modules)))") == "[]\n"


def test_errors_and_inputs_load_nothing_heavy() -> None:
    program = f"import sys; from optimiser import FaultyInput, Plan, Problem; print(set({HEAVY}) & set(sys.modules))"
    assert ran(program) == "set()\n"


def test_no_name_brings_ortools_before_it_is_used() -> None:
    assert ran("import sys; from optimiser import *; print('ortools' in sys.modules)") == "False\n"


def test_a_short_search_loads_no_solver_that_it_does_not_use() -> None:
    program = (
        "import sys; from optimiser import SolveParams, read_problem, solve, travel_times; "
        "from tests.cli.days import day; problem = read_problem(day()); "
        "solve(problem, travel_times(problem), SolveParams(iterations=100, threads=2), clock=lambda: 0.0); "
        "print({'ortools', 'pandas', 'scipy.optimize'} & set(sys.modules))"
    )
    assert ran(program) == "set()\n"


@pytest.mark.parametrize("name", ["solve", "Explainer"])
def test_the_cache_of_the_machine_code_is_set_whatever_is_loaded_first(name: str) -> None:
    program = (
        f"from optimiser import {name}; import numba, optimiser.compiled as c; "
        "from optimiser.search.state import refresh; "
        "print(numba.config.CACHE_DIR == str(c.FOLDER), refresh.stats.cache_path.startswith(str(c.FOLDER)))"
    )
    assert ran(program) == "True True\n"
