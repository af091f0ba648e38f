"""What a day has brought beside its book: visits that are over or under way, those given away, slots that are held."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.plans.plain import plain
from api.store.plans import held_slots_of, subcontracted, visit_states_of
from api.store.tables import HeldSlot, Site, VisitState
from optimiser import (
    Agenda,
    Engineer,
    Pin,
    Position,
    Problem,
    Shift,
    Visit,
    Window,
    read_problem,
    write_problem,
)

OVER = frozenset({"done", "failed", "needs_visit", "in_workshop", "signed", "followed_up", "cancelled"})
"""Statuses after which a visit is not planned any more; whatever is left to do is another visit."""
UNDER_WAY = frozenset({"travelling", "on_site"})

Sources = dict[str, dict[str, Any]]
"""What each visit came from, as plain JSON: the fields of an agenda's source."""

_TOLD_OF_HELD = ("duration", "skills", "delivered")
_OF_HELD = {"rules": [], "part": 1, "parts": 1, "due_on": None, "desk": False}


def overlaid(session: Session, agenda: Agenda, territory: str, now: datetime) -> tuple[Problem, Sources]:
    """Bring the problem of an agenda up to date with what the store knows of its days.

    Returns
    -------
    problem : Problem
        Without visits that are over or given away; those under way pinned, held slots added.
    sources : mapping of str to dict
        What each of its visits came from, as plain JSON.
    """
    states = {row.id: row for row in visit_states_of(session, territory, agenda.first, agenda.last)}
    away = subcontracted(session, territory)
    over = {id_ for id_, row in states.items() if row.status in OVER}
    kept = [visit for visit in agenda.problem.visits if visit.id not in away | over]
    shifts = {shift.id for engineer in agenda.problem.engineers for shift in engineer.shifts}
    visits = [_under_way(visit, states.get(visit.id), shifts) for visit in kept]
    places = {visit.id: visit.place for visit in agenda.problem.visits}
    problem = replace(agenda.problem, visits=visits, engineers=_where_they_are(agenda.problem, states, places))
    problem = _without_lost_series(problem)
    sources = {visit.id: plain(agenda.sources[visit.id]) for visit in visits}
    slots = held_slots_of(session, territory, agenda.first, agenda.last, now)
    return _with_held(session, problem, sources, slots) if slots else (problem, sources)


def _under_way(visit: Visit, state: VisitState | None, shifts: set[str]) -> Visit:
    """Pin a visit that somebody is at, or on the way to; the book may have done so already."""
    if state is None or state.status not in UNDER_WAY or state.shift_id not in shifts:
        return visit
    if visit.pin is not None and visit.pin.under_way:
        return visit
    begun = state.status == "on_site"
    pin = Pin(state.engineer_id, state.shift_id, state.arrived_at if begun else None, under_way=begun)
    return replace(visit, pin=pin)


def _where_they_are(
    problem: Problem, states: Mapping[str, VisitState], places: Mapping[str, str]
) -> Sequence[Engineer]:
    """Let each shift begin where its last visit ended, unless it is known better."""
    last: dict[str, VisitState] = {}
    for row in states.values():
        if row.shift_id and row.ended_at and row.id in places and row.status in OVER:
            known = last.get(row.shift_id)
            if known is None or known.ended_at is None or known.ended_at < row.ended_at:
                last[row.shift_id] = row
    busy = {row.shift_id for row in states.values() if row.status == "on_site"}

    def placed(shift: Shift) -> Shift:
        row = last.get(shift.id)
        if row is None or row.ended_at is None or shift.at is not None or shift.id in busy:
            return shift
        return replace(shift, at=Position(places[row.id], row.ended_at))

    return [replace(each, shifts=[placed(shift) for shift in each.shifts]) for each in problem.engineers]


def _without_lost_series(problem: Problem) -> Problem:
    """Drop from series the visits that are gone; one that is left with a single visit is no series."""
    ids = {visit.id for visit in problem.visits}
    kept = [replace(each, visits=[id_ for id_ in each.visits if id_ in ids]) for each in problem.series]
    return replace(problem, series=[each for each in kept if len(each.visits) > 1])


def _with_held(
    session: Session, problem: Problem, sources: Sources, slots: Sequence[HeldSlot]
) -> tuple[Problem, Sources]:
    """Keep what was offered: the visit of its ticket at that time, or a visit of its own that stands for it."""
    of_ticket = {source["id"]: id_ for id_, source in sources.items() if source["kind"] == "ticket"}
    held = {of_ticket[slot.ticket_id]: slot for slot in slots if slot.ticket_id in of_ticket}
    visits = [_at_slot(visit, held[visit.id]) if visit.id in held else visit for visit in problem.visits]
    problem = replace(problem, visits=visits)
    loose = [slot for slot in slots if slot.ticket_id not in of_ticket]
    document = write_problem(problem)
    sources = dict(sources)
    for slot in loose:
        site = session.get_one(Site, slot.site_id)
        place = f"held:{slot.id}"
        document["places"].append({"id": place, "lat": site.lat, "lon": site.lon})
        document["visits"].append(_tentative(slot, place))
        sources[place] = {"kind": "held", "id": slot.id, "site": slot.site_id, **_OF_HELD}
    return (read_problem(document) if loose else problem), sources


def _at_slot(visit: Visit, slot: HeldSlot) -> Visit:
    return replace(visit, windows=[Window(slot.opens_at, slot.closes_at)], skip_cost=None)


def _tentative(slot: HeldSlot, place: str) -> dict[str, object]:
    """A visit that stands for a slot: its document says how long and with which skills."""
    said: dict[str, object] = {key: slot.document[key] for key in _TOLD_OF_HELD if key in slot.document}
    window = {"open": slot.opens_at.isoformat(), "close": slot.closes_at.isoformat()}
    return {"id": place, "place": place, "skip_cost": None, "windows": [window], "x_held_slot": slot.id, **said}
