"""What a job tells of the cost that no plan can undercut."""

import pytest

from tests.service.conftest import Running
from tests.service.working import ask, done_here, fill, made


def test_a_job_that_has_ended_tells_its_bound_and_the_gap_to_it(running_on_sqlite: Running) -> None:
    fill(running_on_sqlite)
    caller = running_on_sqlite.as_("dispatcher")
    job = ask(caller, iterations=200)
    done_here(running_on_sqlite)
    progress = caller.get(job).json()["progress"]
    assert 0 < progress["bound"] <= progress["cost"]
    assert progress["gap"] == pytest.approx((progress["cost"] - progress["bound"]) / progress["cost"], abs=1e-3)


def test_the_plan_beside_it_is_the_same_each_time(running_on_sqlite: Running) -> None:
    fill(running_on_sqlite)
    caller = running_on_sqlite.as_("dispatcher")
    first, second = (made(running_on_sqlite, caller, iterations=300, seed=3)["plan"] for _ in range(2))
    assert first == second
