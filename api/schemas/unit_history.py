"""What happened to a unit."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.times import Instant


class UnitHappening(BaseModel):
    """A ticket about a unit, or what was reported of a visit to it."""

    model_config = ConfigDict(strict=True)
    at: Instant
    kind: Literal["ticket", "report"]
    id: str
    what: Annotated[str, Field(description="The fault, the kind of ticket, or the rules that a visit served.")]
    status: str
    visit: str | None
    ticket: str | None
    engineer: str | None
    note: str | None
    parts_used: list[dict[str, Any]]
    results: list[dict[str, Any]]
    readings: list[dict[str, Any]]


class UnitHistory(BaseModel):
    """One page of a unit's history, the latest first; `next` goes into `after` for the following one."""

    model_config = ConfigDict(strict=True)
    unit: str
    items: list[UnitHappening]
    next: str | None
