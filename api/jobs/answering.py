"""Jobs whose answer somebody waits for: put in, waited for a while, and answered like any request."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from api.errors import STATUS_OF, Refused
from api.identity.actor import Actor
from api.jobs.queue import enqueue
from api.jobs.shown import shown
from api.schemas.jobs import JobShown
from api.service import Service
from api.store.audit import Author
from api.store.jobs import ENDED, result_text, state_of
from api.store.kept_answers import answer_kept, keep_answer
from api.store.tables import Job
from optimiser import Fault

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.02, 0.4


@dataclass(frozen=True)
class Order:
    """A job to be done while somebody waits: its kind, its params, and for how long it is waited for.

    ``territory`` says whose dispatchers see it; ``urgent``: it does not wait behind others.
    """

    kind: str
    params: Mapping[str, Any]
    limit_s: float
    patience_s: float
    territory: str | None = None
    urgent: bool = False


def ordered(service: Service, actor: Actor, order: Order) -> str:
    """Put the job into the queue; returns its id.

    Raises
    ------
    Refused
        Where the queue is full.
    """
    with service.store.session_for(Author(actor.id, service.clock)) as session:
        job = _enqueued(session, service, actor, order)
        session.commit()
        return job


def ordered_once(service: Service, actor: Actor, request: Request, body: bytes, order: Callable[[], Order]) -> str:
    """Put a job into the queue, unless a request with the same Idempotency-Key did; returns its id.

    Parameters
    ----------
    order : callable
        Makes the order; not called for a request that is repeated.

    Raises
    ------
    Refused
        Where the queue is full, the key was used for another request, or as `order` does.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return ordered(service, actor, order())
    with service.store.session_for(Author(actor.id, service.clock)) as session:
        kept = answer_kept(session, actor.id, key, request, body)
        if kept is not None:
            return kept.headers["Location"].rsplit("/", 1)[1]
        job = _enqueued(session, service, actor, order())
        told = Response(status_code=202, headers={"Location": f"/v1/jobs/{job}"})
        keep_answer(session, actor.id, key, request, body, told, service.clock)
        session.commit()
        return job


def _enqueued(session: Session, service: Service, actor: Actor, order: Order) -> str:
    job = enqueue(
        session,
        service,
        order.kind,
        order.params,
        actor,
        territory=order.territory,
        urgent=order.urgent,
        limit_s=order.limit_s,
    )
    return job.id


def pauses(patience_s: float) -> Iterator[float]:
    """How long to wait before each look, until patience is over: short at first, as most problems are small."""
    until_s, pause_s = time.monotonic() + patience_s, _FIRST_PAUSE_S
    while time.monotonic() < until_s:
        yield pause_s
        pause_s = min(_LONGEST_PAUSE_S, pause_s * 1.5)


def is_over(service: Service, job: str) -> bool:
    """Whether a job has ended."""
    with service.store.reading() as session:
        return state_of(session, job) in ENDED


def answer_of(service: Service, id_: str) -> bytes | JobShown:
    """Read the answer of a job: its result as JSON text, or the job itself where it goes on.

    Raises
    ------
    Refused
        Where it failed: with what was wrong.
    """
    with service.store.reading() as session:
        job = session.get_one(Job, id_)
        if job.error is not None:
            raise _refusal(job.error)
        text = result_text(session, id_)
        return text if text is not None else shown(session, [job])[0]


def _refusal(error: Mapping[str, Any]) -> Refused:
    faults = [Fault(each["path"], each["code"], each["message"], each.get("value")) for each in error.get("faults", [])]
    code = error["code"] if error["code"] in STATUS_OF else "internal_error"
    return Refused(code, error["message"], faults)
