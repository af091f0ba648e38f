"""In a worker: the regions of a very large day, searched side by side on the cluster that the job runs on."""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.jobs.kinds import Task
from api.jobs.working import store_of
from api.plans.regions import Region, joined, regions_of
from api.store.jobs import wants_to_go_on
from optimiser import Plan, Problem, SolveParams, TravelTimes, solve

if TYPE_CHECKING:
    from distributed import Client

_LOG = logging.getLogger("roundsman.jobs")
MOST_TOGETHER = 1500
"""Visits that are searched as one: larger days are worth dividing, where there are workers to share them."""
_LOOK_S = 1.0


@dataclass(frozen=True)
class Part:
    """What a worker is told of a region, and of the job that it is a part of."""

    job: str
    database_url: str
    region: Region
    params: SolveParams


def searched_in_parts(
    task: Task, problem: Problem, travel: TravelTimes, seconds: float, seed: int, most_together: int = MOST_TOGETHER
) -> Plan | None:
    """Search the regions of a large problem side by side; None where it is small, or there is nobody to share it.

    What is returned is a plan to go on from: its regions know nothing of each other.
    """
    client = _cluster() if len(problem.visits) > most_together else None
    workers = 1 if client is None else len(client.scheduler_info(n_workers=-1)["workers"])
    regions = regions_of(problem, travel, min(workers, math.ceil(len(problem.visits) / most_together)), seed)
    if client is None or len(regions) == 1:
        return None
    task.hearing.tell(phase="regions", regions=len(regions))
    params = SolveParams(seconds=seconds, seed=seed, threads=task.threads)
    url = task.store.engine.url.render_as_string(hide_password=False)
    parts = [Part(task.id, url, region, params) for region in regions]
    try:
        searches = [client.submit(search_part, part, pure=False) for part in parts]
        plans: list[Plan] = client.gather(searches)  # type: ignore[no-untyped-call]
    except Exception as error:  # noqa: BLE001 -- a worker that died; the whole can be searched without it
        _LOG.warning("job %s: its regions were not searched, and it is searched as a whole: %s", task.id, error)
        return None
    return joined(plans)


def search_part(part: Part) -> Plan:
    """Search one region, until its time is over or its job is to stop."""
    return solve(
        part.region.problem,
        part.region.travel,
        part.params,
        clock=time.monotonic,
        should_stop=_stopper(part.job, part.database_url),
    )


def _stopper(job: str, database_url: str) -> Callable[[], bool]:
    """Ask the table now and then whether the job is to stop; many threads ask, and few of them look."""
    store, looked_s, stopped = store_of(database_url), time.monotonic(), False

    def should_stop() -> bool:
        nonlocal looked_s, stopped
        if not stopped and time.monotonic() - looked_s > _LOOK_S:
            looked_s = time.monotonic()
            with store.reading() as session:
                stopped = not wants_to_go_on(session, job)
        return stopped

    return should_stop


def _cluster() -> "Client | None":
    """The cluster that this runs on; None where it runs on none."""
    from distributed import get_client, get_worker

    try:
        get_worker()
        return get_client()
    except ValueError:
        return None
