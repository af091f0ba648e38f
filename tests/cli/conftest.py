"""A day that is planned once for all tests that only read its plan."""

from pathlib import Path

import pytest

from .days import nobody_can
from .running import roundsman, written


@pytest.fixture(scope="session")
def planned_day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A problem and its plan, which leaves v0 out because nobody can do it."""
    folder = tmp_path_factory.mktemp("planned")
    problem = written(folder, "problem.json", nobody_can())
    ran = roundsman("solve", problem, "-o", folder / "plan.json", "--iterations", 300)
    assert ran.status == 0, ran.err
    return problem, folder / "plan.json"
