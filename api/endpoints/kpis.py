"""Key figures of any period."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.dependencies import AskedBy
from api.errors import not_found
from api.kpis.making import make_kpis
from api.kpis.question import Per, Question, require_days
from api.kpis.tidy import tidy_csv
from api.schemas.kpis import Kpis
from api.schemas.problems import PROBLEMS
from api.schemas.times import Day
from api.store.house import house_of
from api.store.kpis import all_territories
from api.transaction import TransactionalRoute, Turn

router = APIRouter(prefix="/v1", tags=["kpis"], route_class=TransactionalRoute, responses=PROBLEMS)

First = Annotated[Day, Query(description="The first day that counts.", examples=["2026-12-01"])]
Last = Annotated[Day, Query(description="The last day that counts.", examples=["2026-12-31"])]
Territory = Annotated[
    str | None, Query(min_length=1, max_length=200, description="This one only; else all that you see together.")
]
By = Annotated[Per | None, Query(description="Each month apart; else all days together.")]


@router.get("/kpis")
def read_kpis(turn: AskedBy, first: First, last: Last, territory: Territory = None, per: By = None) -> Kpis:
    """Read the key figures of some days."""
    return make_kpis(turn.session, _question(turn, first, last, territory, per))


@router.get(
    "/kpis.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "A number a line."}},
)
def read_kpis_csv(turn: AskedBy, first: First, last: Last, territory: Territory = None, per: By = None) -> Response:
    """Read the same figures as a table of measure, group, period, value and unit."""
    text = tidy_csv(make_kpis(turn.session, _question(turn, first, last, territory, per)))
    name = f"kpis-{first}-{last}.csv"
    return Response(text, media_type="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _question(turn: Turn, first: date, last: date, territory: str | None, per: Per | None) -> Question:
    require_days(first, last)
    seen = tuple(each for each in all_territories(turn.session) if turn.actor.sees_territory(each))
    if territory is not None and territory not in seen:
        raise not_found("territory", territory)
    zone = house_of(turn.session).document["time_zone"]
    chosen = seen if territory is None else (territory,)
    return Question(chosen, first, last, zone, turn.service.clock(), per)
