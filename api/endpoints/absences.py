"""Absences of engineers, one at a time; an absence is known by its first day, and its time where it has some."""

from datetime import date, time
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse, Response

from api.dependencies import AskedBy, RawBody, etag
from api.masters.absences import add_absence as add_to
from api.masters.absences import drop_absence
from api.masters.kinds import KINDS
from api.masters.writing import read
from api.schemas.problems import PROBLEMS
from api.schemas.shapes import Shape
from api.store.tables.masters import Master
from api.transaction import TransactionalRoute
from optimiser import parse

router = APIRouter(prefix="/v1", tags=["masters"], route_class=TransactionalRoute, responses=PROBLEMS)

_ENGINEERS = KINDS["engineers"]
_Id = Annotated[str, Path(alias="id", max_length=200)]
_Time = Annotated[str, Shape(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", "a time of day is written as in 13:00")]
_Begins = Annotated[
    _Time | None,
    Query(
        alias="from",
        description="Where several begin on that day: the one that begins at this time, 00:00 where it states none.",
    ),
]
_ABSENCE = {"$ref": "#/components/schemas/masters.Absence"}
_BODY: dict[str, Any] = {
    "content": {
        "application/json": {
            "schema": _ABSENCE,
            "examples": {
                "holiday": {"value": {"first": "2026-12-24", "last": "2026-12-31", "reason": "holiday"}},
                "home at 13:00": {"value": {"first": "2026-12-08", "last": "2026-12-08", "from": "13:00"}},
                "starts at 10:00": {"value": {"first": "2026-12-09", "last": "2026-12-09", "until": "10:00"}},
            },
        }
    }
}
_LIST: dict[str, Any] = {
    "description": "When the engineer is away.",
    "content": {"application/json": {"schema": {"type": "array", "items": _ABSENCE}}},
}


@router.get("/engineers/{id}/absences", response_class=JSONResponse, response_model=None, responses={200: _LIST})
def list_absences(turn: AskedBy, id_: _Id) -> Response:
    """List when an engineer is away."""
    return _answer(read(turn.session, _ENGINEERS, id_, turn.actor))


@router.post(
    "/engineers/{id}/absences",
    status_code=201,
    response_class=JSONResponse,
    response_model=None,
    responses={201: _LIST},
    openapi_extra={"requestBody": {"required": True, **_BODY}},
)
def add_absence(turn: AskedBy, id_: _Id, content: RawBody) -> Response:
    """Note that an engineer is away."""
    row = read(turn.session, _ENGINEERS, id_, turn.actor)
    return _answer(add_to(turn.session, row, parse(content), turn.actor, turn.service.clock), 201)


@router.delete(
    "/engineers/{id}/absences/{first}", response_class=JSONResponse, response_model=None, responses={200: _LIST}
)
def delete_absence(turn: AskedBy, id_: _Id, first: date, begins: _Begins = None) -> Response:
    """Take back the absence that begins on a day."""
    at = None if begins is None else time.fromisoformat(begins)
    row = read(turn.session, _ENGINEERS, id_, turn.actor)
    return _answer(drop_absence(turn.session, row, first, at, turn.actor, turn.service.clock))


def _answer(row: Master, status: int = 200) -> Response:
    return JSONResponse(row.document.get("absences", []), status, {"ETag": etag(row.revision)})
