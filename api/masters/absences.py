"""Absences of engineers, added and taken back one at a time."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from api.clock import Clock
from api.errors import Refused, not_found
from api.identity.actor import Actor
from api.masters.kinds import KINDS
from api.masters.writing import replace
from api.store.tables.masters import Master
from optimiser import Fault, FaultyInput

Document = dict[str, Any]
_ENGINEERS = KINDS["engineers"]


def add_absence(session: Session, row: Master, absence: Document, actor: Actor, clock: Clock) -> Master:
    """Note that an engineer is away.

    Raises
    ------
    Refused
        Where an absence begins on that day already.
    FaultyInput
        With every fault of the absence.
    """
    before = row.document.get("absences", [])
    if any(each["first"] == absence.get("first") for each in before):
        raise Refused("already_exists", f"an absence begins on {absence['first']} already; take it back first")
    changed = {**row.document, "absences": [*before, absence]}
    prefix = f"$.absences[{len(before)}]"
    try:
        return replace(session, _ENGINEERS, row, changed, actor, clock)
    except FaultyInput as faulty:
        near = (
            Fault("$" + each.path.removeprefix(prefix), each.code, each.message, each.value)
            if each.path.startswith(prefix)
            else each
            for each in faulty.faults
        )
        raise FaultyInput(list(near)) from None


def drop_absence(session: Session, row: Master, first: date, actor: Actor, clock: Clock) -> Master:
    """Take back the absence that begins on a day.

    Raises
    ------
    Refused
        Where none does.
    """
    before = row.document.get("absences", [])
    left = [each for each in before if each["first"] != first.isoformat()]
    if len(left) == len(before):
        raise not_found("absence beginning on", first.isoformat())
    return replace(session, _ENGINEERS, row, {**row.document, "absences": left}, actor, clock)
