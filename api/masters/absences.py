"""Absences of engineers, added and taken back one at a time.

Several may begin on one day where they are apart: late in the morning, and at home from three o'clock on.
"""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from sqlalchemy.orm import Session

from api.clock import Clock
from api.errors import Refused, not_found
from api.identity.actor import Actor
from api.masters.kinds import KINDS
from api.masters.writing import replace
from api.store.tables.masters import Master
from optimiser import Absence, Fault, FaultyInput, describing

Document = dict[str, Any]
_ENGINEERS = KINDS["engineers"]


def add_absence(session: Session, row: Master, absence: Document, actor: Actor, clock: Clock) -> Master:
    """Note that an engineer is away.

    Raises
    ------
    Refused
        Where one that begins on that day overlaps it.
    FaultyInput
        With every fault of the absence.
    """
    before = row.document.get("absences", [])
    in_the_way = overlapped(before, absence)
    if in_the_way is not None:
        raise Refused("already_exists", f"{in_the_way} already; take it back first")
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


def overlapped(before: Sequence[Document], absence: Any) -> str | None:
    """Say which of some absences begins on the day of another one and overlaps it; None: none does."""
    new = _read(absence)
    known = [(each, _read(each)) for each in before]
    for each, old in known:
        if old is not None and new is not None and old.first == new.first and old.overlaps(new):
            return f"an absence begins on {' '.join(filter(None, (each['first'], each.get('from'))))}"
    return None


def drop_absence(session: Session, row: Master, first: date, begins: time | None, actor: Actor, clock: Clock) -> Master:
    """Take back the absence that begins on a day; at a time of it, if one is named (midnight where it states none).

    Raises
    ------
    Refused
        Where none does, or some do at different times and none is named.
    """
    before = row.document.get("absences", [])
    meant = [each for each in before if each["first"] == first.isoformat() and begins in (None, _time_of(each))]
    if not meant:
        raise not_found("absence beginning on", first.isoformat() if begins is None else f"{first} at {begins}")
    times = sorted({_time_of(each) for each in meant})
    if len(times) > 1:
        which = " or ".join(f"from={at.isoformat('auto' if at.second else 'minutes')}" for at in times)
        raise Refused("bad_request", f"{len(meant)} absences begin on {first}; say which one with {which}")
    left = [each for each in before if each not in meant]
    return replace(session, _ENGINEERS, row, {**row.document, "absences": left}, actor, clock)


def _read(document: Any) -> Absence | None:
    """Read an absence; None where it is faulty, as whoever keeps it will say."""
    read = describing.ABSENCE.read(document, (), describing.Findings())
    return None if read is describing.FAULTY else read


def _time_of(absence: Document) -> time:
    return time.fromisoformat(absence.get("from", "00:00"))
