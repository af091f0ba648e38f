"""Questions about plans: why a visit stands where it does, what else there was, how two plans differ."""

from fastapi import APIRouter

from api.dependencies import AskedBy
from api.endpoints.plans import found_plan
from api.errors import Refused
from api.plans.asking import compared, explained
from api.plans.opened import OpenedPlan, opened_plans
from api.schemas.edits import Compared, VisitAsked
from api.schemas.problems import PROBLEMS
from api.transaction import TransactionalRoute, Turn

router = APIRouter(prefix="/v1", tags=["plans"], route_class=TransactionalRoute, responses=PROBLEMS)


@router.get("/plans/{plan}/visits/{visit:path}")
def explain_visit(turn: AskedBy, plan: str, visit: str) -> VisitAsked:
    """Read where a visit stands in a plan, why it is left out or late, and what else there would be."""
    with _opened(turn, plan).asked() as asked:
        return explained(asked, visit)


@router.get("/plans/{plan}/compare/{other}")
def compare_plans(turn: AskedBy, plan: str, other: str) -> Compared:
    """Compare a plan with another one: what the other changes, and what that costs."""
    return compared(_opened(turn, plan), _opened(turn, other))


def _opened(turn: Turn, plan: str) -> OpenedPlan:
    row = found_plan(turn, plan)
    if row.kind != "days":
        raise Refused("wrong_state", f"the plan {row.id!r} is of a horizon; ask about a plan of days")
    return opened_plans(turn.service).of(turn.session, row)
