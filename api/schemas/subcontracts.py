"""Visits that somebody outside does."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.schemas.quotes import Amount
from api.schemas.routes import Id
from api.schemas.times import Instant, Moment
from api.work.subcontracts import SubcontractState

Note = Annotated[str | None, Field(max_length=5000)]


class NewSubcontract(BaseModel):
    """A ticket, or a visit of other work at a site, given to a subcontractor at a price."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"visit": "training-1", "site": "hb-zhongshan", "subcontractor": "north", "price": 120.0}]
        },
    )
    subcontractor: Id
    price: Amount
    ticket: Id | None = None
    visit: Annotated[Id | None, Field(description="Of an inspection or an appointment, as plans name it.")] = None
    site: Annotated[Id | None, Field(description="Where the visit is.")] = None
    note: Note = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.ticket is None) == (self.visit is None) or (self.visit is None) != (self.site is None):
            raise ValueError("give either the ticket, or the visit and its site")
        return self


class SubcontractChange(BaseModel):
    """What the subcontractor says; or that the visit is taken back."""

    model_config = ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [{"state": "accepted"}]})
    state: SubcontractState
    at: Annotated[Moment | None, Field(description="When; now, unless told.")] = None
    note: Note = None


class SubcontractDocument(BaseModel):
    """A visit that was given to somebody outside."""

    model_config = ConfigDict(strict=True)
    id: str
    visit: str
    ticket: str | None
    site: str
    territory: str
    subcontractor: str
    price: float
    state: SubcontractState
    given_at: Instant
    ended_at: Instant | None
    note: str | None
    revision: int


class SubcontractPage(BaseModel):
    """One page of subcontracts; `next` goes into `after` for the following one."""

    model_config = ConfigDict(strict=True)
    items: list[SubcontractDocument]
    next: str | None
