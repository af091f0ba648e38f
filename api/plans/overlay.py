"""From what is due to what is still to be planned: what was reported, promised and given away since.

::

    agenda ─ done ─> out                 what is done is in no plan; the agenda itself knows which tickets are open
           ─ failed today ─> later       work without a ticket is tried again on another day
           ─ on site, travelling ─> held to who does it, since when
           ─ where everybody was last ─> the route goes on from there
           ─ given to somebody outside ─> out
           ─ slots held and taken ─> the visit's window, or room that is kept
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from api.plans.plain import plain
from api.plans.rest import with_rest
from api.plans.time_spent import with_earlier_days
from api.plans.whereabouts import Whereabouts
from api.store.day_state import DayState, day_state
from api.store.tables import HeldSlot, VisitState
from optimiser import Agenda, Place, Problem, Visit, Window

Source = dict[str, Any]
Sources = dict[str, Source]
"""What each visit came from, as plain JSON: the fields of an agenda's source."""

GONE = frozenset({"done", "cancelled"})
"""Statuses after which there is nothing left to plan."""

HELD_PREFIX = "held:"
HELD_KIND = "held"
_DAY = timedelta(days=1)
_SPAN: TypeAdapter[timedelta] = TypeAdapter(timedelta)
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
    state = day_state(session, territory, agenda.first, agenda.last, now)
    sources = {visit.id: plain(agenda.sources[visit.id]) for visit in agenda.problem.visits}
    problem = with_earlier_days(session, still_to_do(agenda.problem, sources, state, now), agenda.first)
    problem = with_rest(session, problem, agenda.first)
    kept, places = kept_free(problem, sources, state)
    problem = replace(problem, visits=(*problem.visits, *kept), places=(*problem.places, *places))
    held = {HELD_PREFIX + slot.id: _source(slot) for slot in state.slots}
    return problem, {visit.id: sources.get(visit.id) or held[visit.id] for visit in problem.visits}


def still_to_do(problem: Problem, sources: Mapping[str, Source], state: DayState, now: datetime) -> Problem:
    """Take out what is over, hold what is under way, and let everybody go on from where they are.

    Parameters
    ----------
    problem : Problem
        What is due, as an agenda makes it, or as it was when a plan was made.
    sources : mapping of str to dict
        What each of its visits came from.
    state : DayState
    now : datetime
    """
    where = Whereabouts(problem, state, now)
    promised = _promised(sources, state)
    visits = tuple(_visits(problem, sources, state, where, promised))
    left = {visit.id for visit in visits}
    series = (replace(each, visits=tuple(id_ for id_ in each.visits if id_ in left)) for each in problem.series)
    return replace(
        problem,
        now=where.local(now),
        visits=visits,
        engineers=where.engineers(),
        places=where.places(),
        series=tuple(each for each in series if len(each.visits) > 1),
    )


def _visits(
    problem: Problem,
    sources: Mapping[str, Source],
    state: DayState,
    where: Whereabouts,
    promised: Mapping[str, HeldSlot],
) -> Iterator[Visit]:
    for visit in problem.visits:
        row = state.visits.get(visit.id)
        if visit.id in state.outside or (row is not None and row.status in GONE):
            continue
        if where.is_under_way(visit.id):
            yield where.held(visit)
            continue
        if sources[visit.id]["kind"] == "ticket" and sources[visit.id]["id"] in state.idle:
            continue
        free = where.let_go(visit)
        if row is not None and row.ended_at is not None and sources[visit.id]["kind"] not in ("ticket", "loan"):
            yield from _tried_again(problem, free, row)
        elif visit.id in promised:
            yield replace(free, windows=(_window(problem, promised[visit.id]),), skip_cost=None)
        else:
            yield free


def _tried_again(problem: Problem, visit: Visit, row: VisitState) -> Iterator[Visit]:
    """Let work that could not be done be tried on a later day, as far as the problem has one."""
    zone = problem.horizon.start.tzinfo
    until = datetime(row.on.year, row.on.month, row.on.day, tzinfo=zone) + _DAY
    allowed = visit.windows or (Window(problem.horizon.start, problem.horizon.end),)
    later = tuple(Window(max(each.open, until), each.close) for each in allowed if each.close > until)
    if until < problem.horizon.end and later:
        yield replace(visit, windows=later)


def _promised(sources: Mapping[str, Source], state: DayState) -> dict[str, HeldSlot]:
    """The slots of visits that the problem has: those of its tickets, by the first visit of each."""
    of_ticket: dict[str, str] = {}
    for id_, source in sources.items():
        if source["kind"] == "ticket":
            of_ticket.setdefault(source["id"], id_)
    return {of_ticket[slot.ticket_id]: slot for slot in state.slots if slot.ticket_id in of_ticket}


def kept_free(
    problem: Problem, sources: Mapping[str, Source], state: DayState
) -> tuple[Sequence[Visit], Sequence[Place]]:
    """Make tentative visits for the slots that no visit of the problem stands for, and the places that they need.

    A slot that was taken without a ticket is an appointment of the same id: an agenda made since then has it.
    """
    tickets = {source["id"] for source in sources.values() if source["kind"] == "ticket"}
    appointments = {source["id"] for source in sources.values() if source["kind"] == "appointment"}
    loose = [slot for slot in state.slots if slot.ticket_id not in tickets and slot.id not in appointments]
    places = {f"{HELD_PREFIX}{slot.site_id}": state.sites[slot.site_id] for slot in loose}
    visits = [
        Visit(
            id=HELD_PREFIX + slot.id,
            place=f"{HELD_PREFIX}{slot.site_id}",
            duration=_SPAN.validate_python(slot.document["duration"]),
            skip_cost=None,
            kind=HELD_KIND,
            windows=(_window(problem, slot),),
            skills=dict(slot.document.get("skills", {})),
            carried={"x_held_slot": slot.id},
        )
        for slot in loose
    ]
    return visits, [Place(id_, site.lat, site.lon) for id_, site in places.items()]


def _source(slot: HeldSlot) -> Source:
    return {"kind": HELD_KIND, "id": slot.id, "site": slot.site_id, **_OF_HELD}


def _window(problem: Problem, slot: HeldSlot) -> Window:
    zone = problem.horizon.start.tzinfo
    return Window(slot.opens_at.astimezone(zone), slot.closes_at.astimezone(zone))
