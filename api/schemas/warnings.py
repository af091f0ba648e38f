"""Warnings to the dispatcher: a deadline that will be missed unless something is done."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.times import Instant
from api.watch.looking import NoticeKind, SubjectKind


class WarningSubject(BaseModel):
    """What a warning is about."""

    model_config = ConfigDict(strict=True)
    kind: SubjectKind
    id: str = Field(description="Of a certificate: the engineer and the skill, with a slash between.", examples=["t17"])


class WarningDocument(BaseModel):
    """A warning. There is one of a kind for each subject, until it is over."""

    model_config = ConfigDict(strict=True)
    id: int = Field(description="Rises: what was raised later has a larger one.", examples=[12])
    kind: NoticeKind = Field(
        description=(
            "`respond_near`, `on_site_near`, `restore_near`: due soon, and nothing keeps it. `on_site_late`, "
            "`restore_late`: the published route will miss it. `running_late`: an engineer is behind the route. "
            "`stop_off`: nobody need drive to a stop of a published route any more, or not now: its ticket was "
            "cancelled, solved, or waits. `other_engineer`: somebody else than the plan says goes to a stop. "
            "`paper_due`: a report is owed. `certificate_ends`, `hold_expires`: as they say."
        )
    )
    territory: str
    subject: WarningSubject
    due_at: Instant | None = Field(description="The deadline.")
    message: str = Field(
        description="What, by when, by how much, and what to do.",
        examples=["Ticket t17 (severity 1, s4) needs somebody on site by Mon 7 Dec 10:00; no route keeps it: replan"],
    )
    data: dict[str, Any] = Field(description="The figures in it: `late_s`, `expected_at`, `engineer` …")
    raised_at: Instant
    cleared_at: Instant | None = Field(description="When it was over; null: it holds.")
    seen_by: str | None = Field(description="Who has seen it first.")


class WarningPage(BaseModel):
    """Warnings in the order in which they were raised."""

    model_config = ConfigDict(strict=True)
    items: list[WarningDocument]
    next: str | None = Field(description="Send it as `after` for the next page; null: there is none.")
