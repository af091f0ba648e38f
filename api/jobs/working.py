"""In a worker process: one attempt at one job, from the table and back into it."""

import logging
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy.exc import OperationalError

from api.clock import Clock
from api.errors import Refused, fault_document
from api.jobs.heart import Heart, Lost
from api.jobs.kinds import Outcome, Task, work_of
from api.store.audit import Author
from api.store.engine import Store, open_store
from api.store.jobs import DONE, FAILED, STOPPED, Attempt, begin_held, change_held
from api.store.tables import Job
from optimiser import FaultyInput, ImpossiblePlan, RoundsmanError, TravelUnavailable

_LOG = logging.getLogger("roundsman.jobs")
_WRITES, _PAUSE_S = 5, 1.0
_CODE_OF: tuple[tuple[type[RoundsmanError], str], ...] = (
    (FaultyInput, "faulty_input"),
    (ImpossiblePlan, "impossible_plan"),
    (TravelUnavailable, "travel_unavailable"),
)


@dataclass(frozen=True)
class Errand:
    """What a worker is told: which attempt to make, where the database is, and what time it is.

    ``now`` is the service's time when the errand was handed over: the clocks of a cluster's machines need not agree.
    """

    attempt: Attempt
    database_url: str
    heartbeat_s: float
    now: datetime
    threads: int | None


def run_job(errand: Errand) -> None:
    """Make an attempt: read the job, do its work, write result and state in one transaction.

    What goes wrong with the work is written as the job's error. An attempt that was given up, or that another worker
    began, writes nothing.
    """
    store, clock = store_of(errand.database_url), _clock_from(errand.now)
    with store.writing(Author("worker", clock)) as session:
        job = begin_held(session, errand.attempt, f"{socket.gethostname()}:{os.getpid()}")
    if job is None:
        return
    with Heart(store, errand.attempt, clock, errand.heartbeat_s, job.limit_s, time.monotonic) as heart:
        try:
            task = Task(job.id, job.params, job.created_by, store, clock, time.monotonic, errand.threads, hearing=heart)
            outcome = work_of(job.kind)(task)
        except Lost:
            return
        except OperationalError:  # the database is away; that is no fault of the job, which the foreman gives back
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is the job's: the worker goes on
            failure = _error_of(job, error)
            _persistently(lambda: _fail(store, errand.attempt, clock, failure))
            return
        _persistently(lambda: _finish(store, errand.attempt, job, clock, outcome, heart))


def _finish(store: Store, attempt: Attempt, job: Job, clock: Clock, outcome: Outcome, heart: Heart) -> None:
    with store.session_for(Author(job.created_by, clock, job.id)) as session:
        own = change_held(
            session,
            attempt,
            state=STOPPED if heart.stop_asked else DONE,
            result=outcome.result,
            progress=heart.progress,
            ended_at=clock(),
        )
        if own:
            session.add_all(outcome.rows)
            session.commit()
        else:
            _LOG.warning("job %s: an attempt that was given up came to an end; its result is dropped", attempt.job)


def _fail(store: Store, attempt: Attempt, clock: Clock, error: dict[str, Any]) -> None:
    with store.writing(Author("worker", clock)) as session:
        change_held(session, attempt, state=FAILED, error=error, ended_at=clock())


def _error_of(job: Job, error: Exception) -> dict[str, Any]:
    if isinstance(error, Refused):
        return _described(error.code, error.message, list(error.faults))
    for kind, code in _CODE_OF:
        if isinstance(error, kind):
            faults = list(error.faults) if isinstance(error, FaultyInput) else []
            counted = f"{len(faults)} fault{'s' * (len(faults) != 1)}: see `faults`"
            return _described(code, counted if faults else str(error), faults)
    if isinstance(error, RoundsmanError):
        return _described("faulty_input", str(error), [])
    _LOG.error("job %s failed by a mistake of ours", job.id, exc_info=error)
    return _described("internal_error", f"this is a mistake of ours; report it with the job's id, {job.id}", [])


def _described(code: str, message: str, faults: list[Any]) -> dict[str, Any]:
    return {"code": code, "message": message, "faults": [fault_document(fault) for fault in faults[:1000]]}


def _persistently(write: Callable[[], None]) -> None:
    """Write what took long to work out, even where the database is away for a moment."""
    for remaining in reversed(range(_WRITES)):
        try:
            write()
        except OperationalError:
            if not remaining:
                raise
            time.sleep(_PAUSE_S)
        else:
            return


@cache
def store_of(url: str) -> Store:
    """Open a database, once for each worker process, for all its jobs."""
    return open_store(url)


def _clock_from(now: datetime) -> Clock:
    """Make a clock that goes on from an instant."""
    begin_s = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - begin_s)
