"""Inspections that are due."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class DueInspection(BaseModel):
    """An inspection that may or must be done in some days."""

    model_config = ConfigDict(strict=True)
    id: str
    site: str
    rules: Annotated[list[str], Field(description="The rules that it serves, the highest level first.")]
    units: list[str]
    kind: str
    ready_on: date
    ideal_on: date
    due_on: date
    overdue_days: int
    duration_s: Annotated[int, Field(description="How long it takes.")]
    skills: dict[str, float]
    checklist: list[str]
    preferred_engineer: str | None
    remote: bool


class DueInspections(BaseModel):
    """One page of inspections, in the order of their ready days; `next` goes into `after` for the following one."""

    model_config = ConfigDict(strict=True)
    territory: str
    first: date
    last: date
    items: list[DueInspection]
    next: str | None
