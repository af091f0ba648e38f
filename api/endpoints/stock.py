"""Parts in depots and vans."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import AskedBy
from api.errors import Refused
from api.masters import stock
from api.masters.stock import Holder, HolderKind
from api.schemas.problems import PROBLEMS
from api.store.stock import reserved_count, stock_page
from api.store.tables import Part, Stock
from api.transaction import TransactionalRoute, Turn

router = APIRouter(prefix="/v1", tags=["stock"], route_class=TransactionalRoute, responses=PROBLEMS)

_MOST = 1_000_000
_Name = Annotated[str, Field(min_length=1, max_length=200)]
_Filter = Annotated[str | None, Query(max_length=200)]
_Id = Annotated[str, Path(max_length=200)]


class HolderDocument(BaseModel):
    """A depot, or the van of an engineer."""

    model_config = ConfigDict(strict=True, extra="forbid")
    kind: HolderKind = Field(examples=["depot"])
    id: _Name = Field(examples=["main"])


class StockCount(BaseModel):
    """How many there are."""

    model_config = ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [{"count": 12}]})
    count: Annotated[int, Field(ge=0, le=_MOST, examples=[12])]


class StockRow(BaseModel):
    """How many of a part somebody holds, how many of these published plans need, and how many are free."""

    model_config = ConfigDict(strict=True)
    holder: HolderDocument
    part: str = Field(examples=["psu-12v"])
    name: str = Field(examples=["Power supply 12 V"])
    count: int = Field(examples=[12])
    reserved: int = Field(examples=[2])
    free: int = Field(examples=[10])


class StockCounted(StockRow):
    """How many there are now; ``warnings`` name the tickets whose reserved parts are not there any more."""

    warnings: list[str]


class StockPage(BaseModel):
    """A page of a list of stock."""

    model_config = ConfigDict(strict=True)
    items: list[StockRow]
    next: str | None


class StockMove(BaseModel):
    """Parts that go from one holder to another."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "part": "psu-12v",
                    "count": 2,
                    "source": {"kind": "depot", "id": "main"},
                    "target": {"kind": "van", "id": "wang"},
                }
            ]
        },
    )
    part: _Name
    count: Annotated[int, Field(ge=1, le=_MOST)]
    source: HolderDocument
    target: HolderDocument


class StockMoved(BaseModel):
    """What both holders have after a move; ``warnings`` name the tickets whose reserved parts were moved away."""

    model_config = ConfigDict(strict=True)
    source: StockRow
    target: StockRow
    warnings: list[str]


@router.get("/stock")
def list_stock(
    turn: AskedBy,
    holder: _Filter = None,
    part: _Filter = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[str | None, Query(max_length=700)] = None,
) -> StockPage:
    """List parts in depots and vans; an engineer sees the own van."""
    rows = stock_page(turn.session, turn.actor, holder, part, _cursor(after), limit)
    items = [_row(*each) for each in rows[:limit]]
    more = "\n".join((items[-1].holder.kind, items[-1].holder.id, items[-1].part)) if len(rows) > limit else None
    return StockPage(items=items, next=more)


@router.put("/stock/{holder_kind}/{holder_id}/{part_id}")
def put_stock(
    turn: AskedBy, holder_kind: HolderKind, holder_id: _Id, part_id: _Id, counted: StockCount
) -> StockCounted:
    """Say how many of a part a depot or a van has, as counted."""
    holder, now = Holder(holder_kind, holder_id), turn.service.clock()
    found = stock.set_count(turn.session, holder, part_id, counted.count, turn.actor, now)
    (row,) = _rows(turn, found)
    return StockCounted(**row.model_dump(exclude={"holder"}), holder=row.holder, warnings=list(found.warnings))


@router.post("/stock/moves", status_code=201)
def move_stock(turn: AskedBy, wanted: StockMove) -> StockMoved:
    """Move parts from a depot or a van to another."""
    source, target = Holder(wanted.source.kind, wanted.source.id), Holder(wanted.target.kind, wanted.target.id)
    moved = stock.move(turn.session, wanted.part, wanted.count, source, target, turn.actor, turn.service.clock())
    left, right = _rows(turn, moved)
    return StockMoved(source=left, target=right, warnings=list(moved.warnings))


def _rows(turn: Turn, counted: stock.Counted) -> list[StockRow]:
    name = turn.session.get_one(Part, counted.rows[0].part_id).document["name"]
    return [_row(row, name, reserved_count(turn.session, row)) for row in counted.rows]


def _row(row: Stock, name: str, reserved: int) -> StockRow:
    holder = HolderDocument(kind=row.holder_kind, id=row.holder_id)  # type: ignore[arg-type]
    free = row.count - reserved
    return StockRow(holder=holder, part=row.part_id, name=name, count=row.count, reserved=reserved, free=free)


def _cursor(after: str | None) -> tuple[str, str, str] | None:
    if after is None:
        return None
    parts = after.split("\n")
    if len(parts) != 3:
        raise Refused("bad_request", f"after is {after[:80]!r}; give what `next` was")
    return parts[0], parts[1], parts[2]
