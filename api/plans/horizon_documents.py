"""Horizon plans as they are kept: their document, and beside it the inspections that it chose days for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from api.store.plans import horizon_documents, latest_horizon
from optimiser import (
    Book,
    Fault,
    FaultyInput,
    HorizonPlan,
    HorizonQuestion,
    Inspection,
    inspections_due,
    read_horizon,
)

_INSPECTIONS: TypeAdapter[list[Inspection]] = TypeAdapter(list[Inspection])


def horizon_matter(question: HorizonQuestion, plan: HorizonPlan) -> dict[str, Any]:
    """Write what is kept beside the document of a horizon plan."""
    chosen = plan.by_inspection
    inspections = [each for each in plan.inspections if each.id in chosen]
    return {"warnings": list(question.warnings), "inspections": _INSPECTIONS.dump_python(inspections, mode="json")}


def stored_horizon(session: Session, territory: str, id_: str, book: Book) -> HorizonPlan:
    """Read a horizon plan with those of its inspections that are still due.

    Raises
    ------
    FaultyInput
        Where there is no such plan of this territory, or the book has changed too much since.
    """
    found = horizon_documents(session, territory, id_)
    if found is None:
        message = f"there is no horizon plan {id_!r} of this territory; leave it out, or look at the list of them"
        raise FaultyInput([Fault("$.horizon", "unknown_plan", message, id_)])
    document, matter = found
    plan = read_horizon(document, book)
    return replace(plan, inspections=_still_due(plan, matter, book))


def _still_due(plan: HorizonPlan, matter: Mapping[str, Any], book: Book) -> list[Inspection]:
    """Leave out what was done since; what is too long for a shift was divided, and its whole is looked for."""
    due = {each.id for each in inspections_due(book, plan.first, plan.last)}
    kept = _INSPECTIONS.validate_python(matter["inspections"])
    return [each for each in kept if each.id in due or each.whole in due]


def promised_horizon(session: Session, territory: str, first: date, book: Book) -> HorizonPlan | None:
    """Read what was promised for a day and later; None where nothing was, or the book has changed too much since."""
    document = latest_horizon(session, territory, first)
    if document is None:
        return None
    try:
        return read_horizon(document, book)
    except FaultyInput:
        return None
