"""Random days with every rule of the plain format, a greedy planner for them, and damages to its plans."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from optimiser.inputs import Break, Engineer, Horizon, Matrix, Pin, Place, Position, Problem, Shift, Visit, Window
from optimiser.plan import Bound, Cost, Plan, Route, Stop, Unserved

from .days import clock, minutes

SKILLS = ("cctv", "network")
Damage = Callable[[Plan, Random], Plan]


def seconds(count: float) -> timedelta:
    """A span."""
    return timedelta(seconds=count)


def random_problem(random: Random, visit_count: int = 7) -> Problem:
    """A day of two engineers, some with two shifts; half of the days are already running."""
    places = [f"p{number}" for number in range(5)]
    travel = Matrix(
        [[0 if a == b else random.randint(0, 1800) for b in places] for a in places],
        [[0 if a == b else random.randint(0, 20_000) for b in places] for a in places],
    )
    now = clock(8, random.randint(0, 300)) if random.random() < 0.5 else None
    engineers = tuple(_engineer(f"e{number}", places, now, random) for number in range(2))
    visits = [_visit(f"v{number}", places, random) for number in range(visit_count)]
    visits = [_pinned(visit, engineers, now, random) for visit in visits]
    return Problem(Horizon(clock(0), clock(30)), travel, tuple(map(Place, places)), engineers, tuple(visits), now=now)


def _engineer(name: str, places: Sequence[str], now: datetime | None, random: Random) -> Engineer:
    shifts = []
    for number in range(random.randint(1, 2)):
        begin = clock(8 + 6 * number, random.choice((0, 30)))
        breaks = tuple(
            Break(begin + minutes(60 + 90 * n), begin + minutes(100 + 90 * n), minutes(random.choice((0, 20, 30))))
            for n in range(random.randint(0, 2))
        )
        at = Position(random.choice(places), now - minutes(random.randint(0, 60))) if now and number == 0 else None
        shifts.append(
            Shift(
                id=f"{name}-{number}",
                start=begin,
                end=begin + minutes(random.choice((240, 330, 480))),
                from_=random.choice(places),
                to=random.choice(places),
                overtime_limit=minutes(random.choice((0, 60, 120))),
                fixed_cost=random.choice((0.0, 12.5)),
                at=at if random.random() < 0.5 else None,
                breaks=breaks,
            )
        )
    skills = {skill: random.randint(1, 2) for skill in SKILLS if random.random() < 0.8}
    return Engineer(name, tuple(shifts), skills, 1.2, 24.0, 90.0)


def _visit(name: str, places: Sequence[str], random: Random) -> Visit:
    opens = sorted(random.sample(range(7 * 60, 18 * 60, 30), 2))
    windows = tuple(Window(clock(0, o), clock(0, o + random.choice((60, 240)))) for o in opens)
    due = clock(0, random.randint(8 * 60, 16 * 60)) if random.random() < 0.6 else None
    return Visit(
        id=name,
        place=random.choice(places),
        duration=seconds(random.choice((0, 900, 1800, 2700.5))),
        skip_cost=random.choice((None, 100.0, 250.0)),
        windows=windows[: random.randint(0, 2)],
        skills={random.choice(SKILLS): random.randint(1, 2)} if random.random() < 0.4 else {},
        excluded_engineers=("e1",) if random.random() < 0.1 else (),
        preference_costs={"e0": 15.0} if random.random() < 0.3 else {},
        onsite_by=due,
        late_cost_per_hour=random.choice((0.0, 120.0)),
        late_cost_per_started_day=random.choice((0.0, 30.0)),
        late_cost_cap=random.choice((None, 50.0)),
        restore_by=None if due is None else due + minutes(30),
        restore_late_cost_per_hour=random.choice((0.0, 60.0)),
    )


def _pinned(visit: Visit, engineers: Sequence[Engineer], now: datetime | None, random: Random) -> Visit:
    engineer = random.choice(engineers)
    shift = engineer.shifts[0]
    if now is not None and random.random() < 0.1:
        begun = max(shift.start, now - minutes(20)) if shift.at is None else shift.at.time
        pin = Pin(engineer.id, shift.id, begun + minutes(40) if random.random() < 0.3 else None, under_way=True)
        return replace(visit, pin=pin, windows=())
    if random.random() < 0.1:
        start = clock(11) if random.random() < 0.3 else None
        return replace(visit, pin=Pin(random.choice((None, engineer.id)), random.choice((None, shift.id)), start))
    return visit


@dataclass
class _Day:
    """A route while it is planned."""

    place: str
    free: datetime
    stops: list[Stop]
    due: list[Break]


def greedy_plan(problem: Problem, random: Random, stated_share: float = 0.5) -> Plan:
    """Fill one shift after another with whatever comes next and fits; most of these plans are good.

    So many of the routes state when they leave, arrive and are back; the others state less.
    """
    waiting = list(problem.visits)
    waiting.sort(key=lambda visit: not (visit.pin is not None and visit.pin.under_way))
    routes: list[Route] = []
    for engineer in problem.engineers:
        for shift in engineer.shifts:
            route = _fill(problem, engineer, shift, waiting, random, stated_share)
            if route.stops:
                routes.append(route)
    return Plan(tuple(routes), tuple(Unserved(visit.id) for visit in waiting), Cost())


def _fill(
    problem: Problem, engineer: Engineer, shift: Shift, waiting: list[Visit], random: Random, stated_share: float
) -> Route:
    begin = shift.at.time if shift.at else shift.start
    day = _Day(shift.at.place if shift.at else shift.from_, begin, [], list(shift.breaks))
    if problem.now and not any(v.pin and v.pin.under_way and v.pin.shift == shift.id for v in waiting):
        day.free = max(begin, problem.now)
    leave = day.free
    for visit in list(waiting):
        stops = _appended(problem, engineer, shift, day, visit)
        if stops is not None and random.random() < 0.8:
            day.stops += stops
            day.place, day.free = visit.place, stops[-1].end
            waiting.remove(visit)
    if not any(stop.kind == "visit" for stop in day.stops):
        return Route(engineer.id, shift.id, ())
    back = day.free + _way(problem, day.place, shift.to)
    if random.random() >= stated_share:  # state less than everything
        day.stops = [replace(stop, arrive=None) if random.random() < 0.5 else stop for stop in day.stops]
        return Route(engineer.id, shift.id, tuple(day.stops))
    return Route(engineer.id, shift.id, tuple(day.stops), leave, back)


def _appended(problem: Problem, engineer: Engineer, shift: Shift, day: _Day, visit: Visit) -> list[Stop] | None:
    """The stops that put a visit at the end of a route: a break that is due by then, and the visit; None if unfit."""
    pin = visit.pin or Pin()
    able = all(engineer.skills.get(skill, 0) >= level for skill, level in visit.skills.items())
    pinned = pin.engineer in (None, engineer.id) and pin.shift in (None, shift.id)
    if not able or not pinned or engineer.id in visit.excluded_engineers:
        return None
    stops: list[Stop] = []
    free = day.free
    if not pin.under_way and problem.now:
        free = max(free, problem.now)
    arrive = free + _way(problem, day.place, visit.place)
    ready = arrive
    for pause in day.due:
        if pause.earliest <= ready + visit.duration and ready <= pause.latest:  # at the door, before service
            begin = max(ready, pause.earliest)
            stops.append(Stop("break", begin, begin + pause.duration))
            ready = begin + pause.duration
    start = _start(problem, visit, ready if pin.start is None else max(ready, pin.start))
    if (
        start is None
        or start + visit.duration + _way(problem, visit.place, shift.to) > shift.end + shift.overtime_limit
    ):
        return None
    day.due = [pause for pause in day.due if pause.earliest > start + visit.duration]
    return [*stops, Stop("visit", start, start + visit.duration, visit.id, arrive)]


def _start(problem: Problem, visit: Visit, ready: datetime) -> datetime | None:
    windows = visit.windows or (Window(problem.horizon.start, problem.horizon.end),)
    starts = [max(ready, window.open) for window in windows if ready <= window.close]
    return min(starts, default=None)


def _way(problem: Problem, origin: str, target: str) -> timedelta:
    order = [place.id for place in problem.places]
    return seconds(problem.travel.seconds[order.index(origin)][order.index(target)])  # type: ignore[union-attr]


def _with_some_route(plan: Plan, random: Random, change: Callable[[Route], Route]) -> Plan:
    if not plan.routes:
        return plan
    number = random.randrange(len(plan.routes))
    routes = list(plan.routes)
    routes[number] = change(routes[number])
    return replace(plan, routes=tuple(routes))


def _with_some_stop(plan: Plan, random: Random, change: Callable[[Stop], Stop]) -> Plan:
    def changed(route: Route) -> Route:
        number = random.randrange(len(route.stops)) if route.stops else 0
        stops = (change(stop) if at == number else stop for at, stop in enumerate(route.stops))
        return replace(route, stops=tuple(stops))

    return _with_some_route(plan, random, changed)


def _nudge(random: Random) -> timedelta:
    """A little or a lot, to either side; often about the second that is forgiven."""
    return seconds(random.choice((-3600, -600, -2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2, 600, 3600)))


def swap_stops(plan: Plan, random: Random) -> Plan:
    """Two stops of a route change places, with their times or without."""

    def changed(route: Route) -> Route:
        stops = list(route.stops)
        if len(stops) > 1:
            at = random.randrange(len(stops) - 1)
            stops[at], stops[at + 1] = stops[at + 1], stops[at]
        return replace(route, stops=tuple(stops))

    return _with_some_route(plan, random, changed)


def shift_start(plan: Plan, random: Random) -> Plan:
    """One start moves."""
    return _with_some_stop(plan, random, lambda stop: replace(stop, start=stop.start + _nudge(random)))


def shift_stop(plan: Plan, random: Random) -> Plan:
    """One stop moves, with everything in it."""
    by = _nudge(random)
    return _with_some_stop(plan, random, lambda stop: replace(stop, start=stop.start + by, end=stop.end + by))


def shift_end(plan: Plan, random: Random) -> Plan:
    """One end moves."""
    return _with_some_stop(plan, random, lambda stop: replace(stop, end=stop.end + _nudge(random)))


def shift_arrival(plan: Plan, random: Random) -> Plan:
    """One visit states another arrival."""
    return _with_some_stop(
        plan, random, lambda stop: replace(stop, arrive=(stop.arrive or stop.start) + _nudge(random))
    )


def shift_departure(plan: Plan, random: Random) -> Plan:
    """One route states another departure, or none."""
    return _with_some_route(plan, random, lambda r: replace(r, leave=r.leave and r.leave + _nudge(random)))


def shift_return(plan: Plan, random: Random) -> Plan:
    """One route states another return."""

    def changed(route: Route) -> Route:
        back = route.back or (route.stops[-1].end + minutes(30) if route.stops else None)
        return replace(route, back=back and back + _nudge(random))

    return _with_some_route(plan, random, changed)


def drop_stop(plan: Plan, random: Random) -> Plan:
    """One stop vanishes."""
    return _with_some_route(plan, random, lambda route: replace(route, stops=route.stops[1:]))


def insert_break(plan: Plan, random: Random) -> Plan:
    """One break more, right after some stop."""

    def changed(route: Route) -> Route:
        at = random.randrange(len(route.stops)) if route.stops else 0
        begin = route.stops[at].end if route.stops else clock(9)
        pause = Stop("break", begin, begin + minutes(random.choice((0, 20, 30))))
        return replace(route, stops=(*route.stops[: at + 1], pause, *route.stops[at + 1 :]))

    return _with_some_route(plan, random, changed)


def double_stop(plan: Plan, random: Random) -> Plan:
    """The last stop of a route comes twice."""
    return _with_some_route(plan, random, lambda route: replace(route, stops=(*route.stops, *route.stops[-1:])))


def change_engineer(plan: Plan, random: Random) -> Plan:
    """A route is given to another engineer."""
    return _with_some_route(plan, random, lambda r: replace(r, engineer=random.choice(("e0", "e1", "e9"))))


def change_shift(plan: Plan, random: Random) -> Plan:
    """A route is given to another engineer's other shift, or to another one of the same engineer."""
    name = random.choice(("e0", "e1"))
    return _with_some_route(plan, random, lambda r: replace(r, engineer=name, shift=f"{name}-{random.randint(0, 1)}"))


def rename_stop(plan: Plan, random: Random) -> Plan:
    """A stop serves another visit, perhaps one that does not exist."""
    return _with_some_stop(
        plan, random, lambda s: s if s.visit is None else replace(s, visit=f"v{random.randint(0, 8)}")
    )


def change_unserved(plan: Plan, random: Random) -> Plan:
    """The unserved name one visit more, or one less."""
    if plan.unserved and random.random() < 0.5:
        return replace(plan, unserved=plan.unserved[1:])
    return replace(plan, unserved=(*plan.unserved, Unserved(f"v{random.randint(0, 8)}")))


DAMAGES: Sequence[Damage] = (
    swap_stops,
    shift_start,
    shift_stop,
    shift_end,
    shift_arrival,
    shift_departure,
    shift_return,
    drop_stop,
    insert_break,
    double_stop,
    change_engineer,
    change_shift,
    rename_stop,
    change_unserved,
)


def false_claim(plan: Plan, random: Random) -> Plan:
    """The plan claims a cost, a bound or a status that may be false by much, by little or not at all."""
    off = random.choice((0.0, 0.005, 0.02, 5.0))
    total = plan.cost.total
    choice = random.randrange(4)
    if choice == 0:
        return replace(plan, cost=replace(plan.cost, fixed=plan.cost.fixed + off))
    if choice == 1:
        return replace(plan, status="optimal")
    lower = total + random.choice((-1, 1)) * off
    gap = (total - lower) / total if total else 0.0
    return replace(plan, bound=Bound(lower, gap + random.choice((0.0, 0.0005, 0.002))), status="optimal")
