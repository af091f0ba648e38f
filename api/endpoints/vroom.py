"""VROOM's way in: requests in its JSON, answers in its JSON, faults as it tells them. Nothing is kept."""

import asyncio
import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from api.errors import VROOM_STATUS_OF, Refused
from api.identity.actor import Actor
from api.identity.admission import Admission
from api.interop.vroom.examples import REQUEST_EXAMPLES
from api.jobs.answering import Order, answer_of, is_over, ordered, pauses
from api.jobs.queue import stop
from api.schemas.jobs import JobShown
from api.schemas.vroom import VROOM_ANSWERS, VROOM_REQUEST
from api.service import Service
from api.store.audit import Author
from api.store.tables import Job

router = APIRouter(tags=["stateless"])
"""Not judged: clients of openrouteservice may send an `api_key` beside, and VROOM's may not say that they send JSON."""

_LIMIT_S, _PATIENCE_S = 120.0, 120.0
"""A search takes half a minute at most; the rest is for large requests, and for waiting in the queue."""
_RETRY_AFTER_S = 15
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": VROOM_REQUEST, "examples": REQUEST_EXAMPLES}},
    }
}


@router.post("/optimization", name="optimize", openapi_extra=_BODY, response_model=None, responses=VROOM_ANSWERS)
@router.post("/", name="optimize_at_root", include_in_schema=False, response_model=None)
async def optimize(request: Request, asker: Annotated[Actor, Depends(Admission("optimize"))]) -> Response:
    """Plan a request in VROOM's JSON (see the page on it); clients of VROOM and openrouteservice work unchanged."""
    service: Service = request.app.state.service
    order = Order("vroom", {"text": await _text(request)}, _LIMIT_S, _PATIENCE_S)
    job = await run_in_threadpool(ordered, service, asker, order)
    for pause_s in pauses(order.patience_s):
        await asyncio.sleep(pause_s)
        if await run_in_threadpool(is_over, service, job):
            return await run_in_threadpool(_answer, service, job)
        if await request.is_disconnected():
            break
    await run_in_threadpool(_give_up, service, asker, job)
    message = f"this was not planned within {order.patience_s:g} s, as others were first; repeat the request later"
    raise Refused("busy", message, headers={"Retry-After": str(_RETRY_AFTER_S)})


async def _text(request: Request) -> str:
    try:
        return (await request.body()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("bad_json", f"the body is not UTF-8: {error.reason} at byte {error.start}") from None


def _answer(service: Service, job: str) -> Response:
    answer = answer_of(service, job)
    if isinstance(answer, JobShown):
        raise Refused("internal_error", f"the job {job} ended without an answer; repeat the request")
    return Response(answer, VROOM_STATUS_OF[json.loads(answer)["code"]], media_type="application/json")


def _give_up(service: Service, asker: Actor, job: str) -> None:
    """Let nobody work on for one who waits no longer."""
    with service.store.writing(Author(asker.id, service.clock)) as session:
        row = session.get_one(Job, job)
        try:
            stop(session, row, service.clock())
        except Refused:
            return  # it has just ended
