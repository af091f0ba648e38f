"""Plans: asked for, listed, read, thrown away."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Response

from api.dependencies import AskedBy, IfMatch, etag, require_match
from api.errors import Refused, not_found
from api.jobs.queue import enqueue
from api.jobs.shown import shown
from api.plans.summaries import plan_body, summary
from api.plans.wanted import Wanted
from api.schemas.jobs import JobShown
from api.schemas.plans import PlanKind, PlanList, PlanShown, PlanState, PlanWanted
from api.schemas.problems import PROBLEMS
from api.schemas.times import Day
from api.store.house import house_of
from api.store.plans import DISCARDED, DRAFT, has_territory, plan_text, visible_plan, visible_plans
from api.store.tables import Plan
from api.transaction import TransactionalRoute, Turn
from optimiser import Fault, FaultyInput

router = APIRouter(prefix="/v1", tags=["plans"], route_class=TransactionalRoute, responses=PROBLEMS)

Limit = Annotated[int, Query(ge=1, le=500, description="So many at most.")]
After = Annotated[str | None, Query(max_length=200, description="The `next` of the page before.")]
Territory = Annotated[str | None, Query(min_length=1, max_length=200)]
_JSON = "application/json"
_DEFAULT_SECONDS = 10.0
_SPARE_S = 120
"""What a job may take beside its search: reading, travel, explanations."""


@router.post("/plans", status_code=202)
def create_plan(turn: AskedBy, wanted: PlanWanted, response: Response) -> JobShown:
    """Plan some days of a territory: a job is begun, and makes a draft."""
    _require_territory(turn, wanted.territory)
    _require_to_come(turn, wanted)
    seconds = wanted.seconds or (None if wanted.iterations else _DEFAULT_SECONDS)
    asked = Wanted(
        territory=wanted.territory,
        first=wanted.first,
        last=wanted.last or wanted.first,
        now=wanted.now or turn.service.clock(),
        seconds=None if wanted.iterations else seconds,
        iterations=wanted.iterations,
        seed=wanted.seed,
        horizon=wanted.horizon,
    )
    job = enqueue(
        turn.session,
        turn.service,
        "solve" if wanted.kind == "days" else "horizon",
        asked.params(),
        turn.actor,
        territory=wanted.territory,
        limit_s=seconds and seconds + _SPARE_S,
    )
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return shown(turn.session, [job])[0]


@router.get("/plans")
def read_plans(
    turn: AskedBy,
    territory: Territory = None,
    on: Annotated[Day | None, Query(description="Plans that this day is in.")] = None,
    state: PlanState | None = None,
    kind: PlanKind | None = None,
    limit: Limit = 50,
    after: After = None,
) -> PlanList:
    """List plans, the latest first."""
    rows = visible_plans(
        turn.session, turn.actor, territory=territory, on=on, state=state, kind=kind, limit=limit + 1, after=after
    )
    page = rows[:limit]
    return PlanList(items=[summary(row) for row in page], next=page[-1].id if len(rows) > limit else None)


@router.get("/plans/{plan}", response_model=None, responses={200: {"model": PlanShown}})
def read_plan(turn: AskedBy, plan: str) -> Response:
    """Read a plan: routes, costs, figures, and the unserved with their reasons."""
    row = found_plan(turn, plan)
    return Response(plan_body(turn.session, row), media_type=_JSON, headers={"ETag": etag(row.revision)})


@router.get("/plans/{plan}/problem", response_model=None, responses={200: {"content": {_JSON: {}}}})
def read_plan_problem(turn: AskedBy, plan: str) -> Response:
    """Read the problem that a plan solves, as a problem document."""
    row = found_plan(turn, plan)
    if row.kind != "days":
        raise Refused("wrong_state", f"the plan {row.id!r} is of a horizon, which has no problem document")
    return Response(plan_text(turn.session, row.id, "problem"), media_type=_JSON)


@router.delete("/plans/{plan}", status_code=204)
def discard_plan(turn: AskedBy, plan: str, if_match: IfMatch = None) -> None:
    """Throw a draft away; it is kept, and no longer in the way."""
    row = found_plan(turn, plan)
    require_match(if_match, row.revision)
    if row.state != DRAFT:
        raise Refused("wrong_state", f"the plan {row.id!r} is {row.state}; only drafts are thrown away")
    row.state = DISCARDED


def found_plan(turn: Turn, id_: str) -> Plan:
    """Find a plan that is for who asks.

    Raises
    ------
    Refused
        Where there is none.
    """
    row = visible_plan(turn.session, turn.actor, id_)
    if row is None:
        raise not_found("plan", id_)
    return row


def _require_to_come(turn: Turn, wanted: PlanWanted) -> None:
    """See to it that the days are not over: a job that cannot end well is not begun."""
    now = wanted.now or turn.service.clock()
    today = now.astimezone(ZoneInfo(house_of(turn.session).document["time_zone"])).date()
    last = wanted.last or wanted.first
    if last < today:
        message = f"{last} is over, today is {today}; ask for days that come"
        path = "$.first" if wanted.last is None else "$.last"
        raise FaultyInput([Fault(path, "in_the_past", message, last.isoformat())])


def _require_territory(turn: Turn, id_: str) -> None:
    if not turn.actor.sees_territory(id_) or not has_territory(turn.session, id_):
        raise not_found("territory", id_)
