"""Publishing a plan, and showing it: as a page to print, and on a map."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from api.dependencies import AskedBy, IfMatch, etag, require_match
from api.endpoints.geojson_answer import GeoJson
from api.endpoints.plans import found_plan
from api.errors import Refused
from api.interop.geojson import plan_geojson
from api.page import render
from api.plans.opened import opened_plans
from api.plans.publishing import documents_of, publish
from api.plans.summaries import summary
from api.schemas.plans import PlanSummary
from api.schemas.problems import PROBLEMS
from api.store.tables import Plan
from api.transaction import TransactionalRoute, Turn

router = APIRouter(prefix="/v1", tags=["plans"], route_class=TransactionalRoute, responses=PROBLEMS)

Language = Annotated[Literal["en", "zh"], Query(description="English or Simplified Chinese.")]


@router.post("/plans/{plan}/publish")
def publish_plan(turn: AskedBy, plan: str, response: Response, if_match: IfMatch = None) -> PlanSummary:
    """Publish a draft: from now on engineers pull its routes, all of them or none.

    It is refused where another plan was published meanwhile for one of its days.
    """
    row = found_plan(turn, plan)
    require_match(if_match, row.revision)
    publish(turn.session, row, turn.actor.id, turn.service.clock())
    turn.session.flush()
    response.headers["ETag"] = etag(row.revision)
    return summary(row)


@router.get("/plans/{plan}/page", response_class=HTMLResponse)
def read_plan_page(turn: AskedBy, plan: str, language: Language = "en") -> str:
    """Print a plan, on one page that needs no network.

    It shows what was warned of and which parts are missing, chart, map, costs, what is late, what is left out and why.
    """
    matter = opened_plans(turn.service).of(turn.session, _of_days(turn, plan)).matter
    return render(matter.problem, matter.plan, matter.travel.seconds, matter.travel.metres, language, matter.remarks)


@router.get("/plans/{plan}/geojson", response_model=None, response_class=GeoJson)
def read_plan_geojson(turn: AskedBy, plan: str) -> dict[str, Any]:
    """Draw the routes of a plan: stops as points, ways as lines (RFC 7946)."""
    return plan_geojson(documents_of(turn.session, _of_days(turn, plan)))


def _of_days(turn: Turn, plan: str) -> Plan:
    row = found_plan(turn, plan)
    if row.kind != "days":
        raise Refused("wrong_state", f"the plan {row.id!r} is of a horizon, which has no routes; show a plan of days")
    return row
