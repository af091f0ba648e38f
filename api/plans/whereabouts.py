"""Who is where: what is under way, and where each route goes on, as it was reported and seen."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from api.plans.time_spent import spent_until_there, times_of
from api.store.day_state import DayState
from api.store.tables import VisitState
from optimiser import Engineer, Matrix, Pin, Place, Position, Problem, Shift, Visit, Window

UNDER_WAY = frozenset({"travelling", "on_site"})
PING_HOLDS = timedelta(minutes=30)
"""For so long an engineer is taken to be where the phone said."""

_ON_THE_WAY = timedelta(days=1)
"""Who is on the way late on the last day may arrive after it."""

FORGOTTEN_AFTER = timedelta(hours=4)
"""So long after the end of a shift nobody is still at its work."""


class Whereabouts:
    """The engineers of a problem at one moment.

    Of each engineer, what began last counts: whoever arrives somewhere else has left, whether or not that was told, and
    in whichever shift. Who is still said to be at work hours after the shift forgot to tell the end. A shift that
    is not in the problem any more, as its engineer is absent, holds nothing.

    Parameters
    ----------
    problem : Problem
    state : DayState
    now : datetime
    """

    def __init__(self, problem: Problem, state: DayState, now: datetime) -> None:
        self._problem, self._state, self._now = problem, state, now
        self._zone = problem.horizon.start.tzinfo
        self._places: dict[str, Place] = {place.id: place for place in problem.places}
        self._at_visit = {visit.id: visit.place for visit in problem.visits}
        self._engineer_of = {shift.id: engineer.id for engineer in problem.engineers for shift in engineer.shifts}
        self._ends = {shift.id: shift.end for engineer in problem.engineers for shift in engineer.shifts}
        self._current = self._currents()
        self._busy = {self._engineer_of[row.shift_id or ""] for row in self._current.values()}

    def _currents(self) -> dict[str, VisitState]:
        """By id, the visit of each engineer that is under way: the last that began, if nothing ended after that."""
        latest: dict[str, tuple[datetime, VisitState]] = {}
        for row in self._state.visits.values():
            at = row.ended_at or row.arrived_at or row.travelling_at
            engineer = self._engineer_of.get(row.shift_id or "")
            if engineer is not None and at is not None and (engineer not in latest or latest[engineer][0] <= at):
                latest[engineer] = at, row
        begun = (row for _, row in latest.values() if row.status in UNDER_WAY and row.id in self._at_visit)
        return {row.id: row for row in begun if self._now <= self._ends[row.shift_id or ""] + FORGOTTEN_AFTER}

    @property
    def silent(self) -> frozenset[str]:
        """The shifts of which nothing was reported, and whose engineers are in no other shift now."""
        heard = {row.shift_id for row in self._state.visits.values() if times_of(row)}
        return frozenset(
            shift for shift, engineer in self._engineer_of.items() if shift not in heard and engineer not in self._busy
        )

    def is_under_way(self, visit: str) -> bool:
        """Whether somebody is at a visit, or on the way to it."""
        return visit in self._current

    def held(self, visit: Visit) -> Visit:
        """Hold a visit to who is there, or on the way there; neither hours nor skills are asked any more."""
        row = self._current[visit.id]
        is_there = row.status == "on_site" and row.arrived_at is not None
        begun = self.local(row.arrived_at) if is_there and row.arrived_at else None
        spent = timedelta(0) if begun is None else self._now - begun
        shift = row.shift_id or ""
        return replace(
            visit,
            windows=() if begun else (Window(self.local(self._now), self._problem.horizon.end + _ON_THE_WAY),),
            skills={},
            preference_costs={},
            excluded_engineers=(),
            duration=max(visit.duration, spent),
            pin=Pin(self._engineer_of[shift], shift, begun, under_way=True),
        )

    def let_go(self, visit: Visit) -> Visit:
        """Free a visit of a pin that says it is under way, where something else is, or nobody is there any more."""
        pin = visit.pin
        if pin is None or not pin.under_way:
            return visit
        row = self._state.visits.get(visit.id)
        over = row is not None and row.ended_at is not None
        engineer = self._engineer_of.get(pin.shift or "")
        return replace(visit, pin=None) if over or engineer is None or engineer in self._busy else visit

    def engineers(self) -> tuple[Engineer, ...]:
        """The engineers, their routes going on from where they are; what they have done by then counts."""
        by_shift: dict[str, list[VisitState]] = {}
        for row in self._state.visits.values():
            by_shift.setdefault(row.shift_id or "", []).append(row)
        return tuple(
            spent_until_there(each, [self._shift(each, shift, by_shift) for shift in each.shifts], by_shift)
            for each in self._problem.engineers
        )

    def places(self) -> tuple[Place, ...]:
        """The places of the problem, and those where engineers are."""
        return tuple(self._places.values())

    def local(self, at: datetime) -> datetime:
        """Write an instant at the offset of the problem's times."""
        return at.astimezone(self._zone)

    def _shift(self, engineer: Engineer, shift: Shift, by_shift: Mapping[str, list[VisitState]]) -> Shift:
        rows = by_shift.get(shift.id, ())
        there = next((row for row in rows if row.id in self._current and row.status == "on_site"), None)
        if there is not None and there.arrived_at is not None:
            return self._at(shift, self._place_of(there), there.arrived_at)
        ended = [row for row in rows if row.ended_at is not None]
        last = max(ended, key=lambda row: row.ended_at or self._now, default=None)
        known_at = max([shift.start, *(row.ended_at for row in ended if row.ended_at)])
        ping = self._state.pings.get(engineer.id)
        on_the_way = any(row.id in self._current for row in rows)
        if ping is not None and (ended or on_the_way) and max(known_at, self._now - PING_HOLDS) < ping.at <= self._now:
            return self._at(shift, self._place_at(f"seen:{engineer.id}", ping.lat, ping.lon), ping.at)
        if last is None or last.ended_at is None:
            return shift
        return self._at(shift, self._place_of(last), min(last.ended_at, self._now))

    def _at(self, shift: Shift, place: str | None, at: datetime) -> Shift:
        return shift if place is None else replace(shift, at=Position(place, self.local(at)))

    def _place_of(self, row: VisitState) -> str | None:
        """Where a visit is, or was."""
        if row.id in self._at_visit:
            return self._at_visit[row.id]
        site = self._state.sites[row.site_id]
        known = self._places.get(site.id)
        if known is not None and (known.lat, known.lon) == (site.lat, site.lon):
            return site.id
        return self._place_at(f"site:{site.id}", site.lat, site.lon)

    def _place_at(self, name: str, lat: float, lon: float) -> str | None:
        """A place that nothing else needs; None where the problem's travel is a matrix, which has no room for it."""
        if name not in self._places:
            if isinstance(self._problem.travel, Matrix):
                return None
            self._places[name] = Place(name, lat, lon)
        return name
