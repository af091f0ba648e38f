"""From a request to a problem: vehicles become engineers with one shift each, jobs become visits.

What VROOM means and a problem cannot say is put into places and the travel between them:

- A vehicle without a start or an end begins or ends *nowhere*, a place from and to which travel takes no time.
- VROOM begins set-up within the job's window; a problem ends it there. A job that is alone at its place has its
  set-up in its duration, which is the same. At a place with several jobs, set-up stays the place's, and the windows
  open later by it; windows that are too short for that keep the job apart, as a place of its own.
- VROOM's breaks must be taken; a problem owes none to whoever leaves after it could begin, or is back before it must
  have ended. So vehicles with breaks are under way from the start, with a visit that takes no time; staying there
  costs nothing, and what going out costs at all lies on the ways from there. Their way home takes longer than any of
  their breaks. The extra seconds have no price (:mod:`api.interop.vroom.tariff`) and are not in the answer, which is
  timed anew.

Where this is not exact, the problem is the stricter one.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from api.interop.vroom.document import LATEST_S
from api.interop.vroom.limits import Room, room_of
from api.interop.vroom.matrices import UNREACHABLE
from api.interop.vroom.priorities import skip_costs
from api.interop.vroom.question import Job, Legs, Request, Span, Vehicle
from api.interop.vroom.tariff import Tariff, most_cost, tariff_of
from optimiser import Break, Engineer, Horizon, Limit, Matrix, Pin, Place, Problem, Shift, TravelTimes, Visit, Window

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""VROOM's second 0."""

_NOWHERE = "nowhere"
_LARGEST_M = 1_000_000_000


def at(second: int) -> datetime:
    """The instant of one of VROOM's seconds."""
    return EPOCH + timedelta(seconds=second)


def posed(request: Request) -> tuple[Problem, TravelTimes]:
    """The problem that stands for a request whose vehicles all travel alike, and its travel."""
    return _Posing(request).problem()


class _Posing:
    def __init__(self, request: Request) -> None:
        self.request = request
        self.legs: Legs = request.legs[request.vehicles[0].legs]
        self.tariff: Tariff = tariff_of(request.vehicles, self.legs)
        self.last_s = _last_second(request, self.legs)
        rooms = ((v, room_of(v, self.last_s, padded=self.tariff.extra_free)) for v in request.vehicles)
        self.rooms: list[tuple[Vehicle, Room]] = [(v, room) for v, room in rooms if room is not None]
        self.crowd = Counter(job.place for job in request.jobs)
        self.places: dict[str, Place] = {}
        self.row: list[int] = []
        self.extra_s: list[int] = []
        self.fee: list[int] = []
        self.staying: list[tuple[str, str]] = []
        self.marks: list[Visit] = []

    def problem(self) -> tuple[Problem, TravelTimes]:
        visits = self._visits()
        engineers = [self._engineer(vehicle, room) for vehicle, room in self.rooms]
        travel = self._travel()
        horizon = Horizon(EPOCH, at(self.last_s + 1))
        places = tuple(self.places.values())
        return Problem(horizon, Matrix((), ()), places, engineers, [*visits, *self.marks]), travel

    def _add(self, name: str, row: int, setup_s: int = 0, extra_s: int = 0, fee: int = 0) -> str:
        """A place at a row of the matrices; ways there take `extra_s` more, ways from it cost `fee` more."""
        if name not in self.places:
            self.places[name] = Place(name, setup=timedelta(seconds=setup_s))
            self.row.append(row)
            self.extra_s.append(extra_s)
            self.fee.append(fee)
        return name

    # -- jobs --------------------------------------------------------------------------------------------------------

    def _visits(self) -> list[Visit]:
        jobs = self.request.jobs
        most = most_cost(self.request.vehicles, self.legs, [job.place for job in jobs])
        prices = skip_costs([job.priority for job in jobs], most)
        return [self._visit(job, price) for job, price in zip(jobs, prices, strict=True)]

    def _visit(self, job: Job, skip_cost: float) -> Visit:
        spans, setup_s = job.windows, job.setup_s
        shares = self.crowd[job.place] > 1 and all(b - a >= setup_s or b == LATEST_S for a, b in spans)
        if shares:
            place = self._add(f"{job.place}/{setup_s}", job.place, setup_s)
            spans = [(a + setup_s if a else 0, b) for a, b in spans]
        else:
            place = self._add(f"job {job.id}", job.place)
        return Visit(
            id=str(job.id),
            place=place,
            duration=timedelta(seconds=job.service_s + (0 if shares else setup_s)),
            skip_cost=skip_cost,
            windows=[Window(at(a), at(min(b, self.last_s))) for a, b in spans if a <= self.last_s],
            skills={str(skill): 1.0 for skill in job.skills},
            delivered=_quantities(job.delivery),
            collected=_quantities(job.pickup),
        )

    # -- vehicles ----------------------------------------------------------------------------------------------------

    def _engineer(self, vehicle: Vehicle, room: Room) -> Engineer:
        name = str(vehicle.id)
        per_km, per_hour = self.tariff.prices[vehicle.id]
        fee = round(vehicle.fixed * 1000 / per_km) if vehicle.fixed and per_km and self.tariff.extra_free else 0
        marked = bool(room.breaks) and (not vehicle.fixed or 0 < fee < _LARGEST_M // 4)
        origin, home = self._ends(vehicle, room, fee if marked else 0, marked=marked)
        shift = Shift(
            id=name,
            start=at(room.begin_s),
            end=at(room.end_s + room.after_s),
            from_=origin,
            to=home,
            fixed_cost=0.0 if marked else float(vehicle.fixed),
            breaks=[
                Break(at(a), at(b), timedelta(seconds=pause.service_s))
                for pause, (a, b) in zip(vehicle.breaks, room.breaks, strict=True)
            ],
            max_distance_m=vehicle.max_metres,
            max_stops=None if vehicle.max_tasks is None else vehicle.max_tasks + marked,
            capacity=_quantities(vehicle.capacity),
        )
        limits = []
        if vehicle.max_travel_s is not None:
            limits = [Limit("day", driving_time=timedelta(seconds=vehicle.max_travel_s + room.after_s))]
        skills = {str(skill): 1.0 for skill in vehicle.skills}
        return Engineer(name, [shift], skills, per_km, per_hour, limits=limits)

    def _ends(self, vehicle: Vehicle, room: Room, fee: int, *, marked: bool) -> tuple[str, str]:
        """Where a vehicle begins and ends; one that is marked is under way there from the start."""
        rows = [-1 if end is None else end.place for end in (vehicle.start, vehicle.end)]
        origin, home = (_NOWHERE if row < 0 else f"row {row}" for row in rows)
        if marked:
            origin, home = f"{vehicle.id} leaves", f"{vehicle.id} is back"
            self.staying.append((origin, home))
            pin = Pin(str(vehicle.id), str(vehicle.id), at(room.begin_s), under_way=True)
            self.marks.append(Visit(origin, origin, timedelta(0), None, pin=pin))
        elif room.after_s:
            home = f"{vehicle.id} is back"
        return self._add(origin, rows[0], fee=fee), self._add(home, rows[1], extra_s=room.after_s)

    # -- travel ------------------------------------------------------------------------------------------------------

    def _travel(self) -> TravelTimes:
        row = np.array(self.row or [-1], dtype=np.int64)
        known = (row >= 0)[:, None] & (row >= 0)[None, :]
        cells = np.ix_(np.maximum(row, 0), np.maximum(row, 0))
        way_s = np.where(known, self.legs.seconds[cells], 0)
        metres = np.where(known, self.tariff.metres[cells], 0)
        cut_off = way_s >= UNREACHABLE
        extra_s, fee = np.array(self.extra_s or [0])[None, :], np.array(self.fee or [0])[:, None]
        seconds = np.where(cut_off, UNREACHABLE, np.minimum(way_s + extra_s, UNREACHABLE))
        metres = np.where(cut_off, _LARGEST_M, np.minimum(metres + fee, _LARGEST_M))
        number = {name: k for k, name in enumerate(self.places)}
        for here, there in self.staying:
            seconds[number[here], number[there]] = metres[number[here], number[there]] = 0
        np.fill_diagonal(seconds, 0)
        np.fill_diagonal(metres, 0)
        return TravelTimes(seconds.astype(np.int32), metres.astype(np.int32))


def _quantities(amounts: Sequence[int]) -> dict[str, float]:
    return {str(k): float(amount) for k, amount in enumerate(amounts) if amount}


def _last_second(request: Request, legs: Legs) -> int:
    """When everything could be done and everybody back, one job after the other, begun when all windows are open."""
    dearest = np.where(legs.seconds < UNREACHABLE, legs.seconds, 0).max(axis=0, initial=0)
    opens: list[Span] = [span for job in request.jobs for span in job.windows]
    opens += [v.window for v in request.vehicles]
    opens += [span for v in request.vehicles for pause in v.breaks for span in pause.windows]
    work_s = sum(job.setup_s + job.service_s + int(dearest[job.place]) for job in request.jobs)
    rest_s = max((sum(pause.service_s for pause in v.breaks) for v in request.vehicles), default=0)
    return max((a for a, _ in opens), default=0) + work_s + rest_s + int(dearest.max(initial=0))
