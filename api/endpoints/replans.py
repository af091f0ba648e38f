"""Replanning the day that runs: answered at once where that can be, and as a job where it takes longer."""

import asyncio
import json
from datetime import datetime
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import TypeAdapter
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.dependencies import AskedBy
from api.endpoints.plans import found_plan
from api.errors import Refused, not_found
from api.identity.actor import Actor
from api.identity.admission import Admission
from api.jobs.answering import Order, answer_of, is_over, ordered_once, pauses
from api.judged_route import JudgedRoute
from api.plans.summaries import summary
from api.plans.wanted import Wanted
from api.schemas.jobs import JobShown
from api.schemas.problems import PROBLEMS
from api.schemas.replans import ChangeList, ChangeShown, ReplanShown, ReplanWanted
from api.service import Service
from api.store.house import house_of
from api.store.plans import visible_plan
from api.store.tables import Plan
from api.transaction import TransactionalRoute

router = APIRouter(prefix="/v1", tags=["plans"], route_class=TransactionalRoute, responses=PROBLEMS)
waiting_router = APIRouter(prefix="/v1", tags=["plans"], route_class=JudgedRoute, responses=PROBLEMS)

_SPARE_S, _PATIENCE_S = 60.0, 10.0
_CHANGES: TypeAdapter[list[ChangeShown]] = TypeAdapter(list[ChangeShown])


@waiting_router.post(
    "/plans/{plan}/replan",
    status_code=201,
    response_model=None,
    responses={
        201: {"model": ReplanShown, "description": "The replanned day."},
        202: {"model": JobShown, "description": "It takes longer: the job, which makes the plan."},
    },
)
async def replan_day(
    request: Request, plan: str, wanted: ReplanWanted, actor: Annotated[Actor, Depends(Admission("replan_day"))]
) -> Response:
    """Plan the rest of a published day anew: new tickets, cancelled visits, who is late or absent, what was reported.

    What is under way stays; every other change has its price. The answer is a draft with the list of its changes. A
    request that is repeated with the same Idempotency-Key is answered with the same draft.
    """
    service: Service = request.app.state.service
    order = partial(_order, service, actor, plan, wanted)
    job = await run_in_threadpool(ordered_once, service, actor, request, await request.body(), order)
    for pause_s in pauses(_patience_s(wanted.seconds)):
        await asyncio.sleep(pause_s)
        if await run_in_threadpool(is_over, service, job):
            break
    return await run_in_threadpool(_answer, service, job)


def _order(service: Service, actor: Actor, plan: str, wanted: ReplanWanted) -> Order:
    now = wanted.now or service.clock()
    with service.store.reading() as session:
        row = visible_plan(session, actor, plan)
        if row is None:
            raise not_found("plan", plan)
        asked = _wanted(session, row, wanted, now)
    prices = {key: value for key, value in wanted.prices.model_dump().items() if value is not None}
    params = {**asked.params(), "plan": row.id, "prices": prices}
    limit_s, patience_s = (asked.seconds or 0.0) + _SPARE_S, _patience_s(asked.seconds)
    return Order("replan", params, limit_s, patience_s, row.territory_id, urgent=True)


def _patience_s(search_s: float | None) -> float:
    return (search_s or 0.0) + _PATIENCE_S


def _wanted(session: Session, row: Plan, wanted: ReplanWanted, now: datetime) -> Wanted:
    if row.kind != "days" or row.state != "published":
        raise Refused("wrong_state", f"plan {row.id} is {row.state} of kind {row.kind}; replan one that is published")
    today = now.astimezone(ZoneInfo(house_of(session).document["time_zone"])).date()
    if today > row.last_on:
        raise Refused("wrong_state", f"the days of plan {row.id} are over; plan the days that come")
    return Wanted(
        territory=row.territory_id,
        first=max(today, row.first_on),
        last=row.last_on,
        now=now,
        seconds=wanted.seconds,
        iterations=wanted.iterations,
        seed=wanted.seed,
    )


def _answer(service: Service, job: str) -> Response:
    answer = answer_of(service, job)
    if isinstance(answer, JobShown):
        return JSONResponse(answer.model_dump(mode="json"), 202, {"Location": f"/v1/jobs/{job}"})
    with service.store.reading() as session:
        row = session.get_one(Plan, json.loads(answer)["plan_id"])
        shown = ReplanShown(plan=summary(row), changes=_changes(row))
        headers = {"Location": f"/v1/plans/{row.id}"}
    return Response(shown.model_dump_json(), 201, headers, media_type="application/json")


@router.get("/plans/{plan}/changes")
def read_plan_changes(turn: AskedBy, plan: str) -> ChangeList:
    """Read what a replanned plan changes against the one that was published, each with why."""
    return ChangeList(items=_changes(found_plan(turn, plan)))


def _changes(row: Plan) -> list[ChangeShown]:
    return _CHANGES.validate_python(row.changes or [], strict=False)
