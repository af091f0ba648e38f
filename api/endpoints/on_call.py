"""The on-call rota: what it says, and planning a month of it."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import AskedBy
from api.errors import not_found
from api.identity.actor import Actor
from api.identity.admission import Admission
from api.judged_route import JudgedRoute
from api.masters import on_call
from api.masters.book import book_of
from api.schemas.problems import PROBLEMS
from api.schemas.shapes import Shape
from api.schemas.times import Day, Instant
from api.service import Service
from api.store import rotas
from api.store.audit import Author
from api.store.tables import Rota as RotaRow
from api.store.tables import Territory
from api.transaction import TransactionalRoute, Turn
from optimiser import Stint

router = APIRouter(prefix="/v1/on-call", tags=["on call"], route_class=TransactionalRoute, responses=PROBLEMS)
planning_router = APIRouter(prefix="/v1/on-call", tags=["on call"], route_class=JudgedRoute, responses=PROBLEMS)

_Territory = Annotated[str, Query(min_length=1, max_length=200, examples=["qingdao"])]


class StintShown(BaseModel):
    """Hours in which an engineer is on call."""

    model_config = ConfigDict(strict=True)
    engineer: str = Field(examples=["wang"])
    name: str | None
    phone: str | None
    day: date
    start: Instant
    end: Instant
    kind: str = Field(examples=["evening"], description="`evening`, `weekend` or `holiday`.")


class RotaShown(BaseModel):
    """Who is on call on some days, and of which months nothing is planned yet."""

    model_config = ConfigDict(strict=True)
    stints: list[StintShown]
    not_planned: list[str] = Field(examples=[["2027-01"]])
    gaps: list[str]
    warnings: list[str]


class RotaWanted(BaseModel):
    """Which month is to be planned."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"examples": [{"territory": "qingdao", "month": "2026-12"}]}
    )
    territory: Annotated[str, Field(min_length=1, max_length=200)]
    month: Annotated[str, Shape(r"20\d\d-(0[1-9]|1[0-2])", "give a month, as in 2026-12")]


@router.get("/rota")
def read_rota(turn: AskedBy, territory: _Territory, first: Day, last: Day) -> RotaShown:
    """Say who is on call on some days."""
    _require_territory(turn, territory)
    rows = rotas.rotas_of(turn.session, territory, on_call.months_around(first, last))
    return _shown(turn, rows, on_call.stints(rows, first, last), on_call.not_planned(rows, first, last))


@router.get("/now")
def read_on_call(turn: AskedBy, territory: _Territory) -> RotaShown:
    """Say who is on call at this moment."""
    _require_territory(turn, territory)
    return _shown(turn, [], on_call.on_call_at(turn.session, territory, turn.service.clock()), [])


@planning_router.post("/rota", status_code=201)
def plan_on_call(
    request: Request, wanted: RotaWanted, actor: Annotated[Actor, Depends(Admission("plan_on_call"))]
) -> RotaShown:
    """Plan who is on call in a month, in fair turns; what was planned for it before is replaced."""
    service: Service = request.app.state.service
    with service.store.reading() as session:
        if not actor.sees_territory(wanted.territory):
            raise not_found("territory", wanted.territory)
        book = book_of(session, wanted.territory, service.clock())
        before = session.get(RotaRow, (wanted.territory, on_call.month_before(wanted.month)))
    rota = on_call.plan_month(book, wanted.month, before)  # takes a while: no transaction is open meanwhile
    author = Author(actor.id, service.clock, getattr(request.state, "request_id", None))
    with service.store.writing(author) as session:
        row = on_call.keep(session, wanted.territory, wanted.month, rota, service.clock)
        turn = Turn(service, session, actor)
        return _shown(turn, [row], on_call.stints([row], rota.first, rota.last), [])


def _require_territory(turn: Turn, territory: str) -> None:
    actor: Actor = turn.actor
    if not actor.sees_territory(territory) or turn.session.get(Territory, territory) is None:
        raise not_found("territory", territory)


def _shown(turn: Turn, rows: Sequence[RotaRow], found: list[Stint], not_planned: list[str]) -> RotaShown:
    names = rotas.people(turn.session, {each.engineer for each in found})
    return RotaShown(
        stints=[StintShown(**on_call.as_shown(each, names)) for each in found],
        not_planned=not_planned,
        gaps=[gap for row in rows for gap in row.document["gaps"]],
        warnings=[warning for row in rows for warning in row.document["warnings"]],
    )
