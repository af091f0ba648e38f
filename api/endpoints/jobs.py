"""Jobs: what is done in the background, how far it is, and how to stop it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.dependencies import AskedBy
from api.errors import Refused, not_found
from api.identity.actor import Actor
from api.identity.admission import admitted
from api.jobs import queue
from api.jobs.shown import shown
from api.judged_route import JudgedRoute
from api.schemas.jobs import JobList, JobShown, JobState
from api.schemas.problems import PROBLEMS
from api.service import Service
from api.store.jobs import ENDED, result_text, visible_job, visible_jobs
from api.store.tables import Job
from api.transaction import TransactionalRoute, Turn

router = APIRouter(prefix="/v1", tags=["jobs"], route_class=TransactionalRoute, responses=PROBLEMS)
stream_router = APIRouter(prefix="/v1", tags=["jobs"], route_class=JudgedRoute, responses=PROBLEMS)

_LOOK_S = 0.25

Limit = Annotated[int, Query(ge=1, le=500, description="So many at most.")]
After = Annotated[str | None, Query(max_length=200, description="The `next` of the page before.")]
Territory = Annotated[str | None, Query(min_length=1, max_length=200)]


@router.get("/jobs")
def read_jobs(
    turn: AskedBy, state: JobState | None = None, territory: Territory = None, limit: Limit = 50, after: After = None
) -> JobList:
    """List jobs, the latest first."""
    rows = visible_jobs(turn.session, turn.actor, state, territory, limit + 1, after)
    page = rows[:limit]
    return JobList(items=shown(turn.session, page), next=page[-1].id if len(rows) > limit else None)


@router.get("/jobs/{job}")
def read_job(turn: AskedBy, job: str) -> JobShown:
    """Read how far a job is."""
    return shown(turn.session, [_found(turn, job)])[0]


@router.post("/jobs/{job}/stop")
def stop_job(turn: AskedBy, job: str) -> JobShown:
    """End a job early: one that waits is not begun; one that searches keeps the best that it has found."""
    row = _found(turn, job)
    queue.stop(turn.session, row, turn.service.clock())
    return shown(turn.session, [row])[0]


@router.get("/jobs/{job}/result", response_model=None, responses={200: {"content": {"application/json": {}}}})
def read_job_result(turn: AskedBy, job: str) -> Response:
    """Read what a job led to: the plan document of a problem that was sent, or the id of the plan that it made."""
    row = _found(turn, job)
    text = result_text(turn.session, row.id)
    if text is None:
        raise Refused("wrong_state", f"the job {row.id!r} is {row.state} and has no result; look at its state")
    return Response(text, media_type="application/json")


def _found(turn: Turn, id_: str) -> Job:
    row = visible_job(turn.session, turn.actor, id_)
    if row is None:
        raise not_found("job", id_)
    return row


def _listener(request: Request, job: str) -> Actor:
    """See to it that who listens may; before the stream begins, as nothing can be refused after."""
    service: Service = request.app.state.service
    actor = admitted(request, "read_job_events")
    with service.store.reading() as session:
        if visible_job(session, actor, job) is None:
            raise not_found("job", job)
    return actor


@stream_router.get("/jobs/{job}/events", response_class=EventSourceResponse)
async def read_job_events(
    request: Request,
    job: str,
    actor: Annotated[Actor, Depends(_listener)],
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", max_length=100)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Follow a job: `progress` whenever there is news, `done` when it has ended, and then the end of the stream.

    Each event holds the whole job. Whoever was cut off sends Last-Event-ID, and hears nothing twice.
    """
    service: Service = request.app.state.service
    while not service.closing.is_set() and (now := await run_in_threadpool(_present, service, actor, job)) is not None:
        stamp, is_over = _stamp(now), now.state in ENDED
        if stamp != last_event_id:
            last_event_id = stamp
            yield ServerSentEvent(event="done" if is_over else "progress", id=stamp, data=now.model_dump(mode="json"))
        if is_over:
            return
        await asyncio.sleep(_LOOK_S)


def _present(service: Service, actor: Actor, job: str) -> JobShown | None:
    with service.store.reading() as session:
        row = visible_job(session, actor, job)
        return None if row is None else shown(session, [row])[0]


def _stamp(job: JobShown) -> str:
    """Name what can be seen of a job at present."""
    news = (job.progress.model_extra or {}).get("news_count", 0)
    return f"{job.attempts}-{news}-{job.position or 0}-{job.state}{'-stop' * job.stop_asked}"
