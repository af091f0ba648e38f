"""From what is due to what is still to be planned: what was reported, held and given away since.

::

    agenda ─ done ─> out          what is done is in no plan
           ─ on site, travelling ─> held to who does it, since when
           ─ where everybody was last ─> the route goes on from there
           ─ given to somebody outside ─> out
           ─ slots held for customers ─> room kept; slots taken ─> the visit's window
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from api.store.day_state import TAKEN, DayState
from api.store.tables import HeldSlot, Site, VisitState
from optimiser import Engineer, Pin, Place, Position, Problem, Shift, Visit, Window

UNDER_WAY = ("on_site", "travelling")
ENDED = (
    "done",
    "failed",
    "needs_visit",
    "in_workshop",
    "waiting_for_customer",
    "waiting_for_quote",
    "waiting_for_part",
)
SLOT_PREFIX = "slot:"
_SLOT_PRICE = 100_000.0
"""Price of a plan that leaves out a slot which a customer was offered: above any other."""


@dataclass(frozen=True)
class StillToDo:
    """A problem as it stands now, and what the visits that were added come from."""

    problem: Problem
    sources: Mapping[str, Mapping[str, Any]]


def still_to_do(problem: Problem, state: DayState, now: datetime) -> StillToDo:
    """Take out what is over, hold what is under way, and keep room for what was promised.

    Parameters
    ----------
    problem : Problem
        What is due, as the agenda makes it.
    state : DayState
    now : datetime
    """
    return _Overlay(problem, state, now).result()


class _Overlay:
    def __init__(self, problem: Problem, state: DayState, now: datetime) -> None:
        self.problem, self.state, self.now = problem, state, now
        self.zone = problem.horizon.start.tzinfo
        self.places = {place.id: place for place in problem.places}
        self.shift_of = {shift.id: engineer.id for engineer in problem.engineers for shift in engineer.shifts}
        self.known = {visit.id for visit in problem.visits}
        self.under_way = {id_: row for id_, row in state.visits.items() if self._is_under_way(row)}

    def _is_under_way(self, row: VisitState) -> bool:
        return row.status in UNDER_WAY and row.shift_id in self.shift_of and row.id in self.known

    def result(self) -> StillToDo:
        """Put the problem together again."""
        slots = [slot for slot in self.state.slots if slot.state != TAKEN]
        visits = [*self._visits(), *(self._slot(slot) for slot in slots)]
        left = {visit.id for visit in visits}
        engineers = tuple(self._engineer(engineer) for engineer in self.problem.engineers)
        series = tuple(
            replace(each, visits=tuple(visit for visit in each.visits if visit in left)) for each in self.problem.series
        )
        problem = replace(
            self.problem,
            engineers=engineers,
            visits=tuple(visits),
            places=tuple(self.places.values()),
            series=tuple(each for each in series if each.visits),
        )
        sources = {SLOT_PREFIX + slot.id: {"kind": "slot", "id": slot.id, "site": slot.site_id} for slot in slots}
        return StillToDo(problem, sources)

    def _visits(self) -> Iterator[Visit]:
        taken = {slot.ticket_id: slot for slot in self.state.slots if slot.state == TAKEN and slot.ticket_id}
        for visit in self.problem.visits:
            row = self.state.visits.get(visit.id)
            if visit.id in self.state.outside or (row is not None and row.status == "done"):
                continue
            if visit.id in self.under_way:
                yield self._held(visit, self.under_way[visit.id])
            elif visit.id in taken and (visit.pin is None or not visit.pin.under_way):
                yield replace(visit, windows=(self._window(taken[visit.id]),))
            else:
                yield visit

    def _held(self, visit: Visit, row: VisitState) -> Visit:
        """Hold a visit to who is there, or on the way there; neither hours nor skills are asked any more."""
        begun = None if row.arrived_at is None or row.status != "on_site" else self._local(row.arrived_at)
        spent = timedelta(0) if begun is None else self.now - begun
        return replace(
            visit,
            windows=(),
            skills={},
            preference_costs={},
            excluded_engineers=(),
            duration=max(visit.duration, spent),
            pin=Pin(self.shift_of[row.shift_id or ""], row.shift_id, begun, under_way=True),
        )

    def _window(self, slot: HeldSlot) -> Window:
        return Window(self._local(slot.opens_at), self._local(slot.closes_at))

    def _slot(self, slot: HeldSlot) -> Visit:
        """Keep room for a visit that was offered to a customer."""
        return Visit(
            id=SLOT_PREFIX + slot.id,
            place=self._place_of(self.state.sites[slot.site_id]),
            duration=timedelta(seconds=slot.document["duration_s"]),
            skip_cost=_SLOT_PRICE,
            kind="slot",
            windows=(self._window(slot),),
            skills=dict(slot.document.get("skills", {})),
        )

    def _engineer(self, engineer: Engineer) -> Engineer:
        return replace(engineer, shifts=tuple(self._shift(shift) for shift in engineer.shifts))

    def _shift(self, shift: Shift) -> Shift:
        """Let a shift go on from where the engineer was last, as far as that was reported."""
        rows = [row for row in self.state.visits.values() if row.shift_id == shift.id]
        on_site = [row for row in rows if row.id in self.under_way and row.status == "on_site" and row.arrived_at]
        if on_site:
            last = max(on_site, key=lambda row: row.arrived_at or self.now)
            return replace(shift, at=self._position(last.site_id, last.arrived_at or self.now))
        ended = [row for row in rows if row.status in ENDED and row.ended_at]
        if not ended:
            return shift
        last = max(ended, key=lambda row: row.ended_at or self.now)
        return replace(shift, at=self._position(last.site_id, last.ended_at or self.now))

    def _position(self, site: str, at: datetime) -> Position:
        return Position(self._place_of(self.state.sites[site]), self._local(at))

    def _place_of(self, site: Site) -> str:
        """The problem's place of a site; one that nothing else needs is added."""
        known = self.places.get(site.id)
        if known is not None and (known.lat, known.lon) == (site.lat, site.lon):
            return site.id
        name = site.id if known is None else f"site:{site.id}"
        self.places.setdefault(name, Place(name, site.lat, site.lon))
        return name

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)
