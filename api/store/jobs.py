"""Queries of jobs. What changes a running job names the attempt that does: one that was given up changes nothing."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, LargeBinary, Select, and_, case, delete, func, or_, select, type_coerce, update
from sqlalchemy.orm import Session, defer

from api.identity.actor import Actor
from api.store.tables import Job

QUEUED, RUNNING, DONE, FAILED, STOPPED = "queued", "running", "done", "failed", "stopped"
ENDED = (DONE, FAILED, STOPPED)
PLANNING = ("solve", "replan", "horizon")
"""Kinds of jobs that make plans; their results are small."""
STUDY = "study"
"""The kind of job that lives through the cases of a study; it may take hours."""

Lane = Literal["urgent", "ordinary", "patient"]
"""Queues that do not wait for each other: somebody waits for the answer; a plan; a study, which takes hours."""
LANES: tuple[Lane, ...] = ("urgent", "ordinary", "patient")


@dataclass(frozen=True)
class Attempt:
    """One attempt at one job: what names it in every change that it makes."""

    job: str
    claim: str


@dataclass(frozen=True)
class RunningJob:
    """How a running job stands, for those who look after it."""

    attempt: Attempt
    heartbeat_at: datetime | None
    limit_s: float


@dataclass(frozen=True)
class Beat:
    """What an attempt learns from its heartbeat."""

    stop_asked: bool


_lane: ColumnElement[str] = case((Job.urgent, "urgent"), (Job.kind == STUDY, "patient"), else_="ordinary")


def lane_of(kind: str, *, urgent: bool) -> Lane:
    """Tell in which queue a job waits."""
    if urgent:
        return "urgent"
    return "patient" if kind == STUDY else "ordinary"


def queued_counts(session: Session) -> dict[Lane, int]:
    """Count the jobs that wait, by their queue."""
    lane = _lane.label("lane")
    counts = dict(session.execute(select(lane, func.count()).where(Job.state == QUEUED).group_by(lane)).all())
    return {each: counts.get(each, 0) for each in LANES}


def next_queued(session: Session, lane: Lane) -> Job | None:
    """Find the job that waits longest, and lock it; those that somebody else is about to take are passed over."""
    waiting = select(Job).options(defer(Job.params), defer(Job.result)).where(Job.state == QUEUED, _lane == lane)
    return session.scalar(waiting.order_by(Job.created_at, Job.id).limit(1).with_for_update(skip_locked=True, of=Job))


def running_jobs(session: Session) -> list[RunningJob]:
    """List the jobs that are being done, by whomever."""
    asked = select(Job.id, Job.claim, Job.heartbeat_at, Job.limit_s).where(Job.state == RUNNING)
    return [RunningJob(Attempt(id_, claim or ""), at, limit_s) for id_, claim, at, limit_s in session.execute(asked)]


def change_held(session: Session, attempt: Attempt, **values: Any) -> bool:
    """Change a running job in the name of an attempt; False where the job is no longer its own."""
    held = and_(Job.id == attempt.job, Job.claim == attempt.claim, Job.state == RUNNING)
    return _change(session, held, values)


def begin_held(session: Session, attempt: Attempt, worker: str) -> Job | None:
    """Note which worker makes an attempt, and read the job; None where another worker began the same attempt."""
    first = and_(Job.id == attempt.job, Job.claim == attempt.claim, Job.state == RUNNING, Job.worker.is_(None))
    return session.get(Job, attempt.job) if _change(session, first, {"worker": worker}) else None


def beat(session: Session, attempt: Attempt, progress: dict[str, Any], now: datetime) -> Beat | None:
    """Show that an attempt is alive, and how far it is; None where the job is no longer its own."""
    if not change_held(session, attempt, heartbeat_at=now, progress=progress):
        return None
    return Beat(bool(session.scalar(select(Job.stop_asked).where(Job.id == attempt.job))))


def attempts_of(session: Session, attempt: Attempt) -> int:
    """Count the attempts that were made at a job, this one included."""
    return session.scalar(select(Job.attempts).where(Job.id == attempt.job)) or 0


def stop_queued(session: Session, id_: str, now: datetime) -> bool:
    """End a job that has not begun; False where it has."""
    return _change(session, and_(Job.id == id_, Job.state == QUEUED), {"state": STOPPED, "ended_at": now})


def ask_to_stop(session: Session, id_: str) -> bool:
    """Ask whoever does a job to stop; False where nobody does it."""
    return _change(session, and_(Job.id == id_, Job.state == RUNNING), {"stop_asked": True})


def _change(session: Session, which: ColumnElement[bool], values: dict[str, Any]) -> bool:
    change = update(Job).where(which).values(**values).execution_options(synchronize_session=False)
    return bool(session.execute(change).rowcount)  # type: ignore[attr-defined]  # of a CursorResult, which it is


def forget_ended(session: Session, before: datetime, kinds: Sequence[str]) -> int:
    """Delete jobs of some kinds that ended before an instant; returns how many."""
    old = delete(Job).where(Job.state.in_(ENDED), Job.ended_at < before, Job.kind.in_(kinds))
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]  # of a CursorResult, which it is


def visible_job(session: Session, actor: Actor, id_: str) -> Job | None:
    """Find a job that is for this actor to see, without what is large."""
    return session.scalar(_visible(actor).where(Job.id == id_))


def visible_jobs(
    session: Session, actor: Actor, state: str | None, territory: str | None, limit: int, after: str | None
) -> Sequence[Job]:
    """List jobs that are for this actor to see, the latest first; those before the job `after`."""
    asked = _visible(actor).order_by(Job.id.desc()).limit(limit)
    if state is not None:
        asked = asked.where(Job.state == state)
    if territory is not None:
        asked = asked.where(Job.territory_id == territory)
    if after is not None:
        asked = asked.where(Job.id < after)
    return session.scalars(asked).all()


def positions(session: Session, jobs: Sequence[Job]) -> dict[str, int]:
    """Tell how many jobs are before each that waits, counting itself: 1 is next. One query for all of them."""
    if not any(job.state == QUEUED for job in jobs):
        return {}
    first = Job.urgent.desc(), Job.kind == STUDY
    order = select(Job.id).where(Job.state == QUEUED).order_by(*first, Job.created_at, Job.id)
    wanted = {job.id for job in jobs}
    return {id_: place for place, id_ in enumerate(session.scalars(order), 1) if id_ in wanted}


def plans_made(session: Session, jobs: Sequence[Job]) -> dict[str, str]:
    """Tell which plans some jobs made. One query for all of them."""
    ended = [job.id for job in jobs if job.state in ENDED and job.kind in PLANNING]
    if not ended:
        return {}
    found = session.execute(select(Job.id, Job.result).where(Job.id.in_(ended)))
    return {id_: result["plan_id"] for id_, result in found if result and "plan_id" in result}


def studies_of(session: Session, jobs: Sequence[Job]) -> dict[str, str]:
    """Tell at which studies some jobs work. One query for all of them."""
    asked = [job.id for job in jobs if job.kind == STUDY]
    if not asked:
        return {}
    found = session.execute(select(Job.id, Job.params).where(Job.id.in_(asked)))
    return {id_: params["study"] for id_, params in found}


def state_of(session: Session, id_: str) -> str:
    """Tell how a job stands; no more is read."""
    return session.scalars(select(Job.state).where(Job.id == id_)).one()


def wants_to_go_on(session: Session, id_: str) -> bool:
    """Whether a job runs, and was not asked to stop."""
    asked = select(Job.id).where(Job.id == id_, Job.state == RUNNING, Job.stop_asked.is_(False))
    return session.scalar(asked) is not None


def result_text(session: Session, id_: str) -> bytes | None:
    """Read what a job led to, as JSON text."""
    packed: bytes | None = session.scalar(select(type_coerce(Job.result, LargeBinary)).where(Job.id == id_))
    return None if packed is None else zlib.decompress(packed)


def _visible(actor: Actor) -> Select[Job]:
    """Jobs of the actor's territories, and those that the actor asked for."""
    own: list[ColumnElement[bool]] = [Job.created_by == actor.id]
    if actor.territories:
        own.append(Job.territory_id.in_(actor.territories))
    else:
        own.append(Job.territory_id.is_not(None))
        if actor.role == "administrator":
            own.append(Job.territory_id.is_(None))
    return select(Job).options(defer(Job.params), defer(Job.result)).where(or_(*own))
