"""A day as it was lived, written down as a problem and its plan, so that the checker can read it.

The problem has the traffic and the work times of that day. Where something outlasted what a plan may allow, as a
break that began late or a way home after the limit of overtime, the bounds are those that were kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import chain, repeat

from optimiser import (
    Cost,
    Engineer,
    Horizon,
    Matrix,
    Place,
    Plan,
    Problem,
    Route,
    Shift,
    Stop,
    Visit,
    Window,
    check,
)
from scenarios.simulation.presence import Presence
from scenarios.simulation.work import Windows, Work
from scenarios.simulation.world import World

_NO_WORK = "no work"


@dataclass(frozen=True)
class _Stop:
    """What somebody did at a place: work, a break, or nothing, at home or before a closed door."""

    arrives_s: int
    begin_s: int
    end_s: int
    place: str
    node: int
    work: Work | None = None
    is_break: bool = False
    windows: Windows = ()


@dataclass
class _Lived:
    """One shift as it was lived; times are seconds of simulated time."""

    presence: Presence
    stops: list[_Stop] = field(default_factory=list)
    leaves_s: int | None = None
    back_s: int = 0


class Recording:
    """Writes down the shifts that begin on some days.

    Parameters
    ----------
    days : sequence of int
        Counted from 0.
    """

    def __init__(self, days: Sequence[int]) -> None:
        self._days = frozenset(days)
        self._world: World | None = None
        self._lived: dict[str, _Lived] = {}

    def watch(self, world: World) -> None:
        """Take note of the world that is watched."""
        self._world = world

    def served(self, presence: Presence, work: Work, leaves_s: int, arrives_s: int, begin_s: int, end_s: int) -> None:
        """Take note of a visit."""
        lived = self._of(presence)
        if lived is not None:
            lived.leaves_s = leaves_s if lived.leaves_s is None else lived.leaves_s
            lived.stops.append(
                _Stop(arrives_s, begin_s, end_s, work.place, work.node, work, windows=tuple(work.windows))
            )

    def went(self, presence: Presence, leaves_s: int, arrives_s: int) -> None:
        """Take note of a way after which no work was done."""
        lived = self._of(presence)
        if lived is not None:
            lived.leaves_s = leaves_s if lived.leaves_s is None else lived.leaves_s
            lived.stops.append(_Stop(arrives_s, arrives_s, arrives_s, presence.place, presence.node))

    def rested(self, presence: Presence, begin_s: int, end_s: int) -> None:
        """Take note of a break."""
        lived = self._of(presence)
        if lived is not None and presence.has_left:  # a break at home, before leaving, is on no route
            lived.stops.append(_Stop(begin_s, begin_s, end_s, presence.place, presence.node, is_break=True))

    def left(self, presence: Presence) -> None:
        """Take note that somebody is home."""
        if presence.shift.id in self._lived and self._world is not None:
            self._lived[presence.shift.id].back_s = self._world.now_s

    def _of(self, presence: Presence) -> _Lived | None:
        if presence.day not in self._days:
            return None
        return self._lived.setdefault(presence.shift.id, _Lived(presence))

    def day(self, day: int) -> tuple[Problem, Plan]:
        """Write down one day.

        Returns
        -------
        problem : Problem
            Its engineers with the shifts that went out, and every visit that was made; travel is a matrix.
        plan : Plan
        """
        if self._world is None:
            raise ValueError("nothing was watched; hand the recording to simulate")
        out = [
            each
            for each in self._lived.values()
            if each.presence.day == day and each.leaves_s is not None and each.back_s
        ]
        return _Writer(self._world, day, out).written()


class _Writer:
    """Makes a problem and its plan of shifts that were lived."""

    def __init__(self, world: World, day: int, lived: Sequence[_Lived]) -> None:
        self._world, self._day, self._lived = world, day, lived
        self._places: dict[str, tuple[Place, int]] = {}
        self._visits: list[Visit] = []

    def written(self) -> tuple[Problem, Plan]:
        """Make them."""
        world, midnights = self._world, self._world.timeline.midnights_s
        routes = tuple(self._route(each) for each in self._lived)
        engineers = tuple(self._engineers())
        nodes = [node for _, node in self._places.values()]
        on = world.timeline.dates[self._day]
        matrix = Matrix(
            [[world.travel_s(a, b, on) for b in nodes] for a in nodes],
            [[world.ways.metres(a, b) for b in nodes] for a in nodes],
        )
        instant = world.timeline.instant
        end_s = max([midnights[self._day + 1], *(each.back_s for each in self._lived)])
        problem = Problem(
            Horizon(instant(midnights[self._day]), instant(end_s)),
            matrix,
            tuple(place for place, _ in self._places.values()),
            engineers,
            tuple(self._visits),
        )
        cost = check(problem, Plan(routes, (), Cost()), matrix.seconds, matrix.metres).cost
        return problem, Plan(routes, (), cost)

    def _route(self, lived: _Lived) -> Route:
        instant = self._world.timeline.instant
        stops = []
        for each in lived.stops:
            begin, end = instant(each.begin_s), instant(each.end_s)
            if each.is_break:
                stops.append(Stop("break", begin, end))
            else:
                visit = self._nothing(each) if each.work is None else self._visit(each, each.work)
                stops.append(Stop("visit", begin, end, visit.id, instant(each.arrives_s)))
        presence = lived.presence
        leaves, back = instant(lived.leaves_s or 0), instant(lived.back_s)
        return Route(presence.engineer.id, presence.shift.id, tuple(stops), leaves, back)

    def _nothing(self, stop: _Stop) -> Visit:
        """A visit that takes no time, of somebody who did no work where they went."""
        place = self._place(stop.place, stop.node, 0)
        number = sum(visit.kind == _NO_WORK for visit in self._visits) + 1
        visit = Visit(f"{_NO_WORK} {number}", place, timedelta(0), skip_cost=0.0, kind=_NO_WORK)
        self._visits.append(visit)
        return visit

    def _visit(self, stop: _Stop, work: Work) -> Visit:
        """A visit as it was: so long as it took, and not before it was reported."""
        instant, begin_s = self._world.timeline.instant, stop.begin_s
        opens = [(max(a, work.since_s), b) for a, b in stop.windows] or [(work.since_s, max(begin_s, work.since_s))]
        known = sum(visit.id.split("#")[0] == work.id for visit in self._visits)
        place = self._place(stop.place, stop.node, work.setup_s)
        visit = Visit(
            id=f"{work.id}#{known + 1}" if known else work.id,
            place=place,
            duration=timedelta(seconds=stop.end_s - begin_s),
            skip_cost=0.0,
            kind=work.kind,
            windows=tuple(Window(instant(a), instant(b)) for a, b in opens if a <= b),
            skills=work.skills,
            excluded_engineers=tuple(sorted(work.excluded)),
        )
        self._visits.append(visit)
        return visit

    def _engineers(self) -> Iterable[Engineer]:
        own: dict[str, list[_Lived]] = {}
        for lived in self._lived:
            own.setdefault(lived.presence.engineer.id, []).append(lived)
        for each in own.values():
            engineer = each[0].presence.engineer
            yield replace(
                engineer, shifts=tuple(self._shift(lived) for lived in each), limits=(), min_rest=timedelta(0)
            )

    def _shift(self, lived: _Lived) -> Shift:
        """The shift, with bounds as they were kept."""
        presence, instant = lived.presence, self._world.timeline.instant
        home = self._place(presence.shift.from_, presence.home, 0)
        late = max(lived.back_s, presence.limit_s)
        begun = [instant(each.begin_s) for each in lived.stops if each.is_break]
        serves = None
        if presence.serves is not None:
            serves = tuple(id_ for id_, (_, node) in self._places.items() if node in presence.serves or id_ == home)
        return replace(
            presence.shift,
            at=None,
            from_=home,
            to=home,
            serves_only=serves,
            overtime_limit=timedelta(seconds=max(0, late - presence.end_s)),
            breaks=tuple(
                replace(each, latest=max(each.latest, taken))
                for each, taken in zip(presence.shift.breaks, chain(begun, repeat(presence.shift.start)), strict=False)
            ),
        )

    def _place(self, id_: str, node: int, setup_s: int) -> str:
        if id_ not in self._places:
            place = Place(id_, *self._world.ways.point(node), timedelta(seconds=setup_s))
            self._places[id_] = place, node
        return id_
