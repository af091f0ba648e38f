"""Nobody waits for what a command does not need."""

import subprocess
import sys

import pytest

from .running import environment, roundsman

HEAVY = ["numba", "scipy", "ortools", "jinja2", "openpyxl", "networkx", "numpy", "httpx", "osmium", "geopy", "pydantic"]


def test_the_command_line_loads_nothing_heavy_before_a_command_runs() -> None:
    program = f"import sys, api.cli.app; print(sorted(set({HEAVY}) & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment(), check=True)
    assert ran.stdout == "[]\n"


def test_help_names_every_command_and_every_exit_status() -> None:
    ran = roundsman("--help")
    assert ran.status == 0
    for word in ["solve", "check", "explain", "place", "show", "validate", "import", "demo", "Exit status", "130"]:
        assert word in ran.out


@pytest.mark.parametrize("command", ["solve", "check", "explain", "place", "show", "validate", "import", "demo"])
def test_every_command_explains_itself(command: str) -> None:
    ran = roundsman(command, "--help")
    assert ran.status == 0
    assert f"roundsman {command}" in ran.out


def test_the_version_is_that_of_the_distribution() -> None:
    ran = roundsman("--version")
    assert ran.status == 0
    assert ran.out.startswith("roundsman ")
