"""One vehicle's jobs in order, with its breaks: when each happens, and what the van holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from api.interop.vroom.question import Given, Job, Legs, Pause, Request, Vehicle
from api.interop.vroom.timing import Item, Moment, timed, woven

Done = Job | Pause


@dataclass(frozen=True)
class Itinerary:
    """A route, timed.

    Attributes
    ----------
    done : sequence of Job or Pause
        In the order in which they happen.
    moments : sequence of Moment
        One for each of them, and one for the end of the route.
    paid_setup : frozenset of int
        The ids of the jobs before which set-up is needed: the place before is another one.
    """

    vehicle: Vehicle
    done: Sequence[Done]
    leave_s: int
    moments: Sequence[Moment]
    paid_setup: frozenset[int]

    @property
    def jobs(self) -> list[Job]:
        """The jobs alone."""
        return [step for step in self.done if isinstance(step, Job)]


def setup_paid(vehicle: Vehicle, jobs: Sequence[Job]) -> frozenset[int]:
    """The ids of the jobs, in their order, that are reached from another place."""
    before = [vehicle.start.place if vehicle.start else None, *(job.place for job in jobs)]
    return frozenset(job.id for job, place in zip(jobs, before, strict=False) if job.place != place)


def items_of(vehicle: Vehicle, jobs: Sequence[Job], legs: Legs) -> list[Item]:
    """The jobs and the end of the route, with the travel between them."""
    paid = setup_paid(vehicle, jobs)
    here = vehicle.start.place if vehicle.start else None
    items: list[Item] = []
    for job in jobs:
        way_s = 0 if here is None else int(legs.seconds[here, job.place])
        act_s = job.service_s + (job.setup_s if job.id in paid else 0)
        items.append(Item(way_s, act_s, job.windows))
        here = job.place
    home_s = int(legs.seconds[here, vehicle.end.place]) if vehicle.end and here is not None else 0
    items.append(Item(home_s, 0, (vehicle.window,)))
    return items


def break_item(pause: Pause) -> Item:
    """A break, to be timed."""
    return Item(None, pause.service_s, pause.windows)


def breaks_fit(vehicle: Vehicle) -> bool:
    """Whether the vehicle can take its breaks where it has nothing else to do."""
    over = Item(0, 0, (vehicle.window,))
    return woven([over], [break_item(pause) for pause in vehicle.breaks], vehicle.window[0]) is not None


def itinerary(request: Request, vehicle: Vehicle, jobs: Sequence[Job]) -> Itinerary | None:
    """Time a vehicle's jobs in their order with all of its breaks; None where that does not fit."""
    legs = request.legs[vehicle.legs]
    places = items_of(vehicle, jobs, legs)
    if not _within_limits(vehicle, jobs, legs):
        return None
    pauses = [break_item(pause) for pause in vehicle.breaks]
    order = woven(places, pauses, vehicle.window[0])
    if order is None:
        return None
    every, steps = [*places, *pauses], [*jobs, None, *vehicle.breaks]
    if order[-1] != len(jobs):
        return None
    times = timed([every[k] for k in order], vehicle.window[0])
    if times is None:
        return None
    done = [step for k in order[:-1] if (step := steps[k]) is not None]
    return Itinerary(vehicle, done, times.leave_s, times.moments, setup_paid(vehicle, jobs))


def _within_limits(vehicle: Vehicle, jobs: Sequence[Job], legs: Legs) -> bool:
    """Whether all travel together is as short as it must be."""
    ends = [None if end is None else end.place for end in (vehicle.start, vehicle.end)]
    rows = [row for row in (ends[0], *(job.place for job in jobs), ends[1]) if row is not None]
    seconds = sum(int(legs.seconds[a, b]) for a, b in pairwise(rows))
    metres = 0 if legs.metres is None else sum(int(legs.metres[a, b]) for a, b in pairwise(rows))
    too_long = vehicle.max_travel_s is not None and seconds > vehicle.max_travel_s
    return not too_long and (vehicle.max_metres is None or metres <= vehicle.max_metres)


def given_steps(request: Request, vehicle: Vehicle) -> list[tuple[Done, Given]]:
    """The jobs and breaks of a given route, in its order."""
    jobs = {job.id: job for job in request.jobs}
    pauses = {pause.id: pause for pause in vehicle.breaks}
    found: list[tuple[Done, Given]] = []
    for step in vehicle.steps or ():
        if step.kind == "job" and step.id is not None:
            found.append((jobs[step.id], step))
        elif step.kind == "break" and step.id is not None:
            found.append((pauses[step.id], step))
    return found


def loads(route: Itinerary, quantities: int) -> list[list[int]]:
    """What the van holds on leaving and after each step."""
    held = [sum(job.delivery[q] for job in route.jobs) for q in range(quantities)]
    found = [held]
    for step in route.done:
        if isinstance(step, Job):
            held = [held[q] - step.delivery[q] + step.pickup[q] for q in range(quantities)]
        found.append(held)
    return found
