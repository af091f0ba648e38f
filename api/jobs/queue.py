"""The queue: jobs are put in, held by one attempt at a time, given back when the attempt is lost, asked to stop.

Nothing here knows who does the work, or where. An attempt is named by its claim, a random word that is written when a
job is taken: all that the attempt writes says it, and once another attempt has taken the job nothing of the first gets
through.
"""

import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from api.clock import Clock
from api.errors import Refused
from api.identity.actor import Actor
from api.service import Service
from api.store.audit import Author
from api.store.engine import Store
from api.store.jobs import (
    FAILED,
    PLANNING,
    QUEUED,
    RUNNING,
    STUDY,
    Attempt,
    Lane,
    ask_to_stop,
    attempts_of,
    change_held,
    forget_ended,
    lane_of,
    next_queued,
    queued_counts,
    stop_queued,
)
from api.store.numbers import new_id
from api.store.tables import Job

MOST_ATTEMPTS = 3
"""How often a job is tried whose worker dies; what kills three workers would kill the next."""

_RETRY_AFTER_S = 15
_ANSWERS_KEPT, _ENTRIES_KEPT = timedelta(hours=24), timedelta(days=90)


@dataclass(frozen=True)
class Held:
    """A job that was taken from the queue."""

    attempt: Attempt
    kind: str
    lane: Lane
    limit_s: float


def enqueue(
    session: Session,
    service: Service,
    kind: str,
    params: Mapping[str, Any],
    actor: Actor,
    *,
    territory: str | None = None,
    urgent: bool = False,
    limit_s: float | None = None,
) -> Job:
    """Put a job into the queue; it is there once the session is committed.

    Parameters
    ----------
    kind : str
        One of :data:`api.jobs.kinds.KINDS`.
    params : mapping
        Plain JSON: what the kind's function is to do.
    territory : str, optional
        Whose dispatchers see it; None: only who asked for it.
    urgent : bool
        Urgent jobs do not wait behind the others.
    limit_s : float, optional
        How long it may take; by default, and at most, what the settings say of its kind.

    Raises
    ------
    Refused
        Where as many jobs wait in its queue already as may.
    """
    settings = service.settings
    waiting = queued_counts(session)[lane_of(kind, urgent=urgent)]
    if waiting >= settings.most_queued:
        message = f"{waiting} jobs wait already, and no more may; repeat the request when some of them are done"
        raise Refused("queue_full", message, headers={"Retry-After": str(_RETRY_AFTER_S)})
    job = Job(
        id=new_id("job"),
        kind=kind,
        state=QUEUED,
        urgent=urgent,
        territory_id=territory,
        params=dict(params),
        limit_s=min(limit_s or math.inf, settings.study_limit_s if kind == STUDY else settings.job_limit_s),
        created_by=actor.id,
        created_at=service.clock(),
    )
    session.add(job)
    session.flush()
    if service.foreman is not None:
        _after_commit(session, service)
    return job


def _after_commit(session: Session, service: Service) -> None:
    foreman = service.foreman

    @event.listens_for(session, "after_commit", once=True)
    def _tell(_session: Session) -> None:
        if foreman is not None:
            foreman.wake()


def take(store: Store, clock: Clock, lane: Lane) -> Held | None:
    """Take the job that waits longest in a queue, for one attempt at it; None where none waits."""
    with store.writing(Author("foreman", clock)) as session:
        job = next_queued(session, lane)
        if job is None:
            return None
        now = clock()
        job.state, job.claim, job.worker = RUNNING, secrets.token_hex(8), None
        job.attempts += 1
        job.heartbeat_at = job.started_at = now
        return Held(Attempt(job.id, job.claim), job.kind, lane, job.limit_s)


def give_back(store: Store, clock: Clock, attempt: Attempt, why: str, *, tried: bool = True) -> None:
    """Put a job back whose attempt is lost; after several such attempts it has failed.

    Parameters
    ----------
    why : str
        What became of the attempt, as the end of a sentence: ``its worker died``.
    tried : bool
        Whether the attempt counts; one that nobody began does not.
    """
    with store.writing(Author("foreman", clock)) as session:
        attempts = attempts_of(session, attempt)
        if tried and attempts >= MOST_ATTEMPTS:
            message = f"tried {attempts} times, and given up: {why}; look at the service's log, and ask for it again"
            change_held(session, attempt, **_failed("job_lost", message, clock()))
        else:
            back: dict[str, Any] = {
                "state": QUEUED,
                "claim": None,
                "worker": None,
                "attempts": attempts - (not tried),
                "progress": {},
            }
            change_held(session, attempt, **back)


def overrun(store: Store, clock: Clock, attempt: Attempt, limit_s: float) -> None:
    """Fail a job that goes on although its time is over."""
    message = f"it took longer than its limit of {limit_s:g} s and did not stop; ask for less, or raise the limit"
    with store.writing(Author("foreman", clock)) as session:
        change_held(session, attempt, **_failed("job_limit", message, clock()))


def forget(store: Store, clock: Clock) -> None:
    """Delete what nobody asks for any more: answers to documents that were sent, and old entries of plans made."""
    now = clock()
    with store.writing(Author("foreman", clock)) as session:
        forget_ended(session, now - _ANSWERS_KEPT, ("stateless", "vroom"))
        forget_ended(session, now - _ENTRIES_KEPT, PLANNING)


def stop(session: Session, job: Job, now: datetime) -> None:
    """Ask a job to stop: one that waits is ended; one that runs ends soon, with the best that it has found.

    Raises
    ------
    Refused
        Where it has ended already.
    """
    if not (stop_queued(session, job.id, now) or ask_to_stop(session, job.id)):
        raise Refused("wrong_state", f"the job {job.id!r} has ended; there is nothing to stop")
    session.refresh(job)


def _failed(code: str, message: str, now: datetime) -> dict[str, Any]:
    return {"state": FAILED, "error": {"code": code, "message": message}, "ended_at": now}
