"""Complaints."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.routes import Id
from api.schemas.times import Instant
from api.work.complaints import ComplaintState

Text = Annotated[str, Field(min_length=1, max_length=20_000)]


class NewComplaint(BaseModel):
    """What somebody is not happy with. The office names the ticket or the customer; a customer need name neither."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={"examples": [{"text": "nobody called before coming", "ticket": "T-4711"}]},
    )
    text: Text
    ticket: Id | None = None
    customer: Id | None = None


class ComplaintChange(BaseModel):
    """What is answered, and how it stands then; an answer alone makes an open complaint an answered one."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"examples": [{"answer": "we are sorry", "state": "closed"}]}
    )
    state: ComplaintState | None = None
    answer: Text | None = None


class ComplaintDocument(BaseModel):
    """A complaint and its answer."""

    model_config = ConfigDict(strict=True)
    id: str
    state: ComplaintState
    text: str
    answer: str | None
    ticket: str | None
    customer: str
    territory: str
    made_at: Instant
    closed_at: Instant | None
    revision: int


class ComplaintPage(BaseModel):
    """One page of complaints; `next` goes into `after` for the following one."""

    model_config = ConfigDict(strict=True)
    items: list[ComplaintDocument]
    next: str | None
