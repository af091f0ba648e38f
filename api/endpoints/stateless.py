"""A problem document in, a plan document out; nothing is kept."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from api.errors import Refused
from api.identity.actor import Actor
from api.identity.admission import Admission
from api.jobs.answering import Order, answer_of, is_over, ordered, pauses
from api.judged_route import JudgedRoute
from api.schemas.jobs import JobShown
from api.schemas.problems import PROBLEMS
from api.service import Service
from api.store.house import house_of
from optimiser import parse

router = APIRouter(prefix="/v1", tags=["stateless"], route_class=JudgedRoute, responses=PROBLEMS)

_MOST_BYTES = 20_000_000
_DEFAULT_SECONDS = 5.0
_SPARE_S, _PATIENCE_S = 60.0, 10.0
EXAMPLE = {
    "format": "roundsman/1",
    "horizon": {"start": "2026-12-07T08:00:00+08:00", "end": "2026-12-07T18:00:00+08:00"},
    "travel": {"kind": "great_circle", "detour": 1.3, "speed_kmh": 30},
    "places": [{"id": "home", "lat": 36.07, "lon": 120.38}, {"id": "site", "lat": 36.1, "lon": 120.4}],
    "engineers": [
        {
            "id": "e1",
            "cost_per_km": 1,
            "shifts": [
                {
                    "id": "e1-1",
                    "start": "2026-12-07T08:00:00+08:00",
                    "end": "2026-12-07T17:00:00+08:00",
                    "from": "home",
                    "to": "home",
                }
            ],
        }
    ],
    "visits": [{"id": "v1", "place": "site", "duration": "PT1H", "skip_cost": 100}],
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}, "example": EXAMPLE}},
    }
}

Seconds = Annotated[float | None, Query(gt=0, le=600, description="How long to search; 5 where nothing is said.")]
Iterations = Annotated[
    int | None, Query(ge=1, le=100_000_000, description="How much to search instead: the same plan every time.")
]
Seed = Annotated[int, Query(ge=0, lt=2**31, description="Where the random numbers begin.")]


@router.post(
    "/solve",
    openapi_extra=_BODY,
    response_model=None,
    responses={
        200: {"description": "The plan document.", "content": {"application/json": {}}},
        202: {"model": JobShown, "description": "It takes longer: the job, whose result is read later."},
    },
)
async def solve_problem(
    request: Request,
    actor: Annotated[Actor, Depends(Admission("solve_problem"))],
    seconds: Seconds = None,
    iterations: Iterations = None,
    seed: Seed = 0,
) -> Response:
    """Plan a problem document (see the page on its format), and answer with the plan document.

    Its `bound` says what no plan can cost less than; with `iterations` it is left out, as it depends on the time that
    there was, and the answer is to be the same every time.
    """
    service: Service = request.app.state.service
    text = await _text(request)
    await run_in_threadpool(parse, text, most_bytes=_MOST_BYTES)  # what is no JSON need not wait for a worker
    seconds = seconds or _DEFAULT_SECONDS
    search = {"seconds": None, "iterations": iterations} if iterations else {"seconds": seconds, "iterations": None}
    allowed = await run_in_threadpool(_travel_of_house, service, actor)
    params = {"text": text, "travel": allowed, "seed": seed, **search}
    order = Order("stateless", params, seconds + _SPARE_S, seconds + _PATIENCE_S)
    return await answered(service, actor, order)


async def answered(service: Service, actor: Actor, order: Order) -> Response:
    """Have a job done and answer with its result; with the job itself where it takes too long."""
    job = await run_in_threadpool(ordered, service, actor, order)
    for pause_s in pauses(order.patience_s):
        await asyncio.sleep(pause_s)
        if await run_in_threadpool(is_over, service, job):
            break
    answer = await run_in_threadpool(answer_of, service, job)
    if isinstance(answer, JobShown):
        return JSONResponse(answer.model_dump(mode="json"), 202, {"Location": f"/v1/jobs/{job}"})
    return Response(answer, media_type="application/json")


async def _text(request: Request) -> str:
    body = await request.body()
    if len(body) > _MOST_BYTES:
        raise Refused("too_large", f"the document has {len(body)} bytes; at most {_MOST_BYTES} are taken")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Refused("bad_json", f"the body is not UTF-8: {error.reason} at byte {error.start}") from None


def _travel_of_house(service: Service, actor: Actor) -> dict[str, Any] | None:
    """What an administrator may use although it opens files or addresses: what the house itself travels by."""
    if actor.role != "administrator":
        return None
    with service.store.reading() as session:
        travel: dict[str, Any] = house_of(session).document["travel"]
        return travel
