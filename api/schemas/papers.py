"""Papers: reports and calls that are owed after visits."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.times import Instant, Moment


class PaperDocument(BaseModel):
    """A report, or the call to ask how it went (`follow_up`), that is owed after a visit."""

    model_config = ConfigDict(strict=True)
    id: str
    kind: Annotated[str, Field(examples=["follow_up"])]
    visit: str
    ticket: str | None
    site: str
    engineer: str | None
    done_at: Annotated[Instant, Field(description="When the visit ended.")]
    due_at: Instant
    written_at: Instant | None
    overdue: Annotated[bool, Field(description="Whether it should have been written by now, or was written too late.")]


class PaperPage(BaseModel):
    """One page of papers; `next` goes into `after` for the following one."""

    model_config = ConfigDict(strict=True)
    items: list[PaperDocument]
    next: str | None


class PaperWritten(BaseModel):
    """That a report was written, or a call was made."""

    model_config = ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [{}]})
    at: Annotated[Moment | None, Field(description="When; now, unless told.")] = None
    note: Annotated[str | None, Field(max_length=10_000, description="What the customer said.")] = None
