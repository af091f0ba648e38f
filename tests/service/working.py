"""Services with a foreman and a small day to plan, for tests of what is done in the background."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar

from api.jobs.foreman import Foreman
from api.jobs.queue import take
from api.jobs.working import Errand, run_job
from api.masters.book import put_book
from api.store.audit import Author
from api.store.jobs import Lane
from scenarios import library
from tests.service.calling import Caller
from tests.service.conftest import Running

Found = TypeVar("Found")
REGIME = library.regime("warranty")
DAY: date = REGIME.day
NOW: datetime = REGIME.now
PATIENCE_S = 300
"""Longer than anything here takes, even on a busy machine that compiles kernels: what is waited for is an event."""


@contextmanager
def at_work(running: Running) -> Iterator[Foreman]:
    """Let a service's foreman work."""
    foreman = running.service.foreman = Foreman(running.service)
    foreman.start()
    try:
        yield foreman
    finally:
        foreman.stop()
        running.service.foreman = None


def fill(running: Running, territory: str = "main") -> None:
    """Put a small book into a service's store, and set its clock to the book's day."""
    running.clock.now = NOW
    with running.service.store.writing(Author("tests", running.clock)) as session:
        put_book(session, REGIME.book, territory, running.clock)


def ask(caller: Caller, **wanted: Any) -> str:
    """Ask for a plan of the book's day; returns the job's address."""
    answer = caller.post("/v1/plans", json={"territory": "main", "first": DAY.isoformat(), **wanted})
    assert answer.status_code == 202, answer.text
    return answer.headers["Location"]


def done_here(running: Running, lane: Lane = "ordinary") -> None:
    """Do all jobs that wait, in this process: what they do does not depend on where."""
    settings = running.service.settings
    while held := take(running.service.store, running.clock, lane):
        run_job(Errand(held.attempt, settings.url, settings.heartbeat_s, running.clock(), threads=1))


def made(running: Running, caller: Caller, **wanted: Any) -> dict[str, Any]:
    """Make a plan of the book's day; returns it as it is read."""
    job = ask(caller, **{"iterations": 200, **wanted})
    done_here(running)
    found = caller.get(job).json()
    assert found["state"] == "done", found
    plan: dict[str, Any] = caller.get(f"/v1/plans/{found['plan']}").json()
    return plan


def eventually(
    look: Callable[[], Found | None], what: str | Callable[[], str], patience_s: float = PATIENCE_S
) -> Found:
    """Look until there is something to be seen; `what` may be told only when it was not."""
    until_s = time.monotonic() + patience_s
    while time.monotonic() < until_s:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what if isinstance(what, str) else what()}: not seen within {patience_s} s")


def ended(caller: Caller, job: str) -> dict[str, Any]:
    """Wait for the end of a job."""

    def look() -> dict[str, Any] | None:
        found: dict[str, Any] = caller.get(job).json()
        return found if found["state"] in ("done", "failed", "stopped") else None

    return eventually(look, f"the end of {job}")


def searching(caller: Caller, job: str) -> dict[str, Any]:
    """Wait until a job has found a first plan."""

    def look() -> dict[str, Any] | None:
        found: dict[str, Any] = caller.get(job).json()
        assert found["state"] in ("queued", "running"), found
        return found if found["progress"]["cost"] is not None else None

    return eventually(look, f"a first plan of {job}")
