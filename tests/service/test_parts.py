"""Regions searched side by side by the worker processes of a cluster, and gone on from as a whole."""

import time
from typing import Any

from api.jobs.cluster import Cluster
from api.jobs.kinds import Task
from api.jobs.parts import searched_in_parts
from api.settings import Settings
from api.store.audit import Author
from api.store.engine import open_store
from api.store.tables import Job
from optimiser import SolveParams, check, read_problem, solve, travel_times
from scenarios.library import demo_day
from tests.service.conftest import START, Running


class _Quiet:
    """Hears everything, and never wants anything to stop."""

    def tell(self, **news: Any) -> None:
        pass

    def should_stop(self) -> bool:
        return False

    def require_own(self) -> None:
        pass


def in_parts(url: str, most_together: int) -> tuple[int, int, int]:
    """In a worker: search in parts, then as a whole; tells routes of the parts, violations, visits served."""
    problem = read_problem(demo_day())
    travel = travel_times(problem)
    task = Task("job1", {}, "tests", open_store(url), lambda: START, time.monotonic, 1, _Quiet())
    start = searched_in_parts(task, problem, travel, 1.0, 0, most_together)
    if start is None:
        return 0, 0, 0
    params = SolveParams(iterations=50, threads=1)
    plan = solve(problem, travel, params, clock=time.monotonic, start=start)
    verdict = check(problem, plan, travel.seconds, travel.metres)
    return len(start.routes), len(verdict.violations), verdict.served


def test_a_large_day_is_shared_by_the_workers(running_on_sqlite: Running) -> None:
    running = running_on_sqlite
    running_job = Job(
        id="job1", kind="solve", state="running", params={}, limit_s=60, created_by="tests", created_at=START
    )
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.add(running_job)
    url = running.service.settings.url
    cluster = Cluster(Settings(workers=2))
    try:
        divided = cluster.client.submit(in_parts, url, 20)
        small = cluster.client.submit(in_parts, url, 10_000)
        routes, violations, served = divided.result(timeout=300)
        assert small.result(timeout=300) == (0, 0, 0), "a small day is not divided"
    finally:
        cluster.close()
    assert (routes > 1, violations, served > 0) == (True, 0, True)
    assert in_parts(url, 20) == (0, 0, 0), "outside of a cluster nobody shares it"
