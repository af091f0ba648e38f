"""The problem of the rest of a day: what waits, and where everybody will be free."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from optimiser import Break, Engineer, Place, Position, Problem, Shift, Spent, Visit
from scenarios.simulation.presence import Presence
from scenarios.simulation.work import Work
from scenarios.simulation.world import Today, World


def rest_of_day(world: World, today: Today, waiting: Sequence[Work]) -> Problem:
    """Pose the problem of the rest of a day.

    Whoever is travelling, at work or resting begins where and when that is expected to end: what is under way is in no
    problem.

    Parameters
    ----------
    world : World
    today : Today
    waiting : sequence of Work
        What is to be planned, each with its visit.
    """
    base = today.agenda.problem
    places = _Places(world, base.places)
    visits = tuple(_placed(work, places) for work in waiting)
    engineers = tuple(_engineers(world, places))
    ids = {visit.id for visit in visits}
    series = (replace(each, visits=tuple(id_ for id_ in each.visits if id_ in ids)) for each in base.series)
    return replace(
        base,
        now=world.timeline.instant(world.now_s),
        visits=visits,
        engineers=engineers,
        places=tuple(places.by_id.values()),
        series=tuple(each for each in series if len(each.visits) > 1),
    )


class _Places:
    """The places of the day's problem, and those that came to it since."""

    def __init__(self, world: World, places: Sequence[Place]) -> None:
        self._world = world
        self.by_id = {place.id: place for place in places}

    def named(self, id_: str, node: int, setup_s: int = 0) -> str:
        """Take in a place, if nothing needed it in the morning, and give its id."""
        if id_ not in self.by_id:
            self.by_id[id_] = Place(id_, *self._world.ways.point(node), timedelta(seconds=setup_s))
        return id_

    def of(self, nodes: frozenset[int]) -> list[str]:
        """The ids of the places at some nodes, as far as the problem has them."""
        return [id_ for id_, place in self.by_id.items() if self._world.ways.node(place.lat, place.lon) in nodes]


def _placed(work: Work, places: _Places) -> Visit:
    """The visit of a piece of work, its place among those of the problem."""
    if work.visit is None:
        raise ValueError(f"{work.id} is no visit yet")
    places.named(work.visit.place, work.node, work.setup_s)
    return work.visit


def _engineers(world: World, places: _Places) -> Iterator[Engineer]:
    """Those who are on or will be, with the rest of their shifts."""
    own: dict[str, list[Presence]] = {}
    for presence in world.presences.values():
        own.setdefault(presence.engineer.id, []).append(presence)
    for presences in own.values():
        shifts = [shift for each in presences if (shift := _rest_of(world, each, places)) is not None]
        if shifts:
            yield replace(presences[-1].engineer, shifts=tuple(shifts), spent=tuple(_spent(world, presences)))


def _spent(world: World, presences: Sequence[Presence]) -> Iterator[Spent]:
    """What somebody with limits has worked and driven until where the rest of the shifts begins."""
    last = presences[-1]
    if not last.engineer.limits:
        return
    begun = next((each for each in presences if each.out_s is not None), last)
    yield from world.hours.until(begun, world.timeline.dates[begun.day], max(world.now_s, begun.busy_until_s))


def _rest_of(world: World, presence: Presence, places: _Places) -> Shift | None:
    """What is left of a shift; None where that is nothing."""
    now_s, instant = world.now_s, world.timeline.instant
    for home in (presence.shift.from_, presence.shift.to):  # of a shift of yesterday, maybe
        places.named(home, presence.home)
    serves = None if presence.serves is None else tuple(sorted(places.of(presence.serves)))
    shift = replace(presence.shift, serves_only=serves)
    if now_s < presence.start_s:
        return shift
    free_s = max(now_s, presence.busy_until_s)
    if presence.is_leaving or free_s >= presence.limit_s:
        return None
    breaks = tuple(
        Break(instant(max(each.earliest_s, free_s)), instant(each.latest_s), timedelta(seconds=each.length_s))
        for each in presence.pauses
        if each.latest_s >= free_s
    )
    return replace(shift, at=Position(places.named(presence.place, presence.node), instant(free_s)), breaks=breaks)
