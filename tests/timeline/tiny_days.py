"""Days that last some twenty seconds, and the cheapest timing of a route by trying every second."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from random import Random

from optimiser.inputs import (
    Break,
    Engineer,
    Horizon,
    Matrix,
    Place,
    Planned,
    Position,
    Problem,
    Shift,
    Visit,
    Window,
)

MORNING = datetime(2026, 11, 23, 8, tzinfo=timezone(timedelta(hours=8)))
DAY_S = 86400
PER_HOUR = 3600.0  # a price per hour of so much is one per second


@dataclass(frozen=True)
class Pause:
    """A break in seconds."""

    earliest: int
    latest: int
    length: int


@dataclass(frozen=True)
class Stood:
    """When a visit was planned before, in seconds; what a second earlier or later costs, beyond those free."""

    start: int
    free: int
    earlier: float
    later: float


@dataclass(frozen=True)
class Call:
    """A visit in seconds; what a second costs in `late` and `restore_late`."""

    place: int
    duration: int
    windows: tuple[tuple[int, int], ...]
    due: int | None
    late: float
    per_day: float
    cap: float | None
    restore_by: int | None
    restore_late: float
    stood: Stood | None = None


@dataclass(frozen=True)
class TinyDay:
    """One shift with its visits, in the order in which they are to be served."""

    travel: tuple[tuple[int, ...], ...]
    setup: tuple[int, ...]
    start: int
    end: int
    overtime: int
    overtime_price: float
    longest: int | None
    at: int | None
    now: int | None
    pauses: tuple[Pause, ...]
    calls: tuple[Call, ...]

    def problem(self, unit_s: int = 1) -> Problem:
        """The same as a problem, one second here being `unit_s` there."""

        def at(second: int) -> datetime:
            return MORNING + timedelta(seconds=second * unit_s)

        def span(seconds: int) -> timedelta:
            return timedelta(seconds=seconds * unit_s)

        def visit(k: int, call: Call) -> Visit:
            due = None if call.due is None else at(call.due)
            if due is not None and call.due is not None and call.due < -1000:  # a day begins while the route is out
                due = at(call.due + DAY_S) - timedelta(days=1)
            return Visit(
                id=f"v{k}",
                place=f"p{call.place}",
                duration=span(call.duration),
                skip_cost=None,
                windows=tuple(Window(at(a), at(b)) for a, b in call.windows),
                onsite_by=due,
                late_cost_per_hour=call.late * PER_HOUR / unit_s,
                late_cost_per_started_day=call.per_day,
                late_cost_cap=call.cap,
                restore_by=None if call.restore_by is None else at(call.restore_by),
                restore_late_cost_per_hour=call.restore_late * PER_HOUR / unit_s,
                planned=None if call.stood is None else planned(call.stood),
            )

        def planned(stood: Stood) -> Planned:
            per_hour = PER_HOUR / unit_s
            return Planned(at(stood.start), "s", span(stood.free), stood.earlier * per_hour, stood.later * per_hour)

        shift = Shift(
            id="s",
            start=at(self.start),
            end=at(self.end),
            from_="p0",
            to="p1",
            overtime_limit=span(self.overtime),
            at=None if self.at is None else Position("p0", at(self.at)),
            breaks=tuple(Break(at(b.earliest), at(b.latest), span(b.length)) for b in self.pauses),
            max_duration=None if self.longest is None else span(self.longest),
        )
        engineer = Engineer("e", (shift,), cost_per_overtime_hour=self.overtime_price * PER_HOUR / unit_s)
        seconds = [[s * unit_s for s in row] for row in self.travel]
        return Problem(
            horizon=Horizon(at(0), at(40)),
            travel=Matrix(seconds, [[0] * len(row) for row in seconds]),
            places=tuple(Place(f"p{k}", setup=span(s)) for k, s in enumerate(self.setup)),
            engineers=(engineer,),
            visits=tuple(visit(k, call) for k, call in enumerate(self.calls)),
            now=None if self.now is None else at(self.now),
        )


def tiny_day(seed: int) -> TinyDay:
    """A random one: one to four visits, up to two breaks, and any of the rules that touch time."""
    random = Random(seed)
    end = random.randint(8, 18)
    begin = random.choice((0, 0, 2))
    now = random.choice((None, None, random.randint(0, 6)))
    return TinyDay(
        travel=tuple(tuple(0 if a == b else random.randint(0, 3) for b in range(3)) for a in range(3)),
        setup=tuple(random.choice((0, 0, 2)) for _ in range(3)),
        start=begin,
        end=end,
        overtime=random.choice((0, 4, 8)),
        overtime_price=random.choice((0.0, 1.0, 3.0)),
        longest=random.choice((None, None, random.randint(5, 14))),
        at=random.choice((None, None, random.randint(0, 5))),
        now=now,
        pauses=tuple(_pauses(random)),
        calls=tuple(_call(random) for _ in range(random.choice((1, 2, 2, 3, 3, 4)))),
    )


def planned_day(seed: int) -> TinyDay:
    """A tiny day with visits that stood in a plan before."""
    day, random = tiny_day(seed), Random(-1 - seed)
    stood = [
        Stood(
            random.randint(0, 16), random.choice((0, 0, 1)), random.choice((0.0, 0.5, 3.0)), random.choice((0.0, 1.0))
        )
        for _ in day.calls
    ]
    pairs = zip(day.calls, stood, strict=True)
    return replace(day, calls=tuple(replace(c, stood=s) if random.random() < 0.7 else c for c, s in pairs))


def _pauses(random: Random) -> Iterator[Pause]:
    """Breaks in order, of two seconds at least: the checker takes one second for rounding."""
    first, last = 0, 0
    for _ in range(random.choice((0, 1, 1, 2))):
        earliest = random.randint(first, 12)
        latest = max(last, earliest + random.randint(0, 4))
        yield Pause(earliest, latest, random.randint(2, 4) if not last else 4)
        first, last = earliest, latest


def _call(random: Random) -> Call:
    opens = sorted(random.sample(range(18), random.choice((0, 0, 1, 2, 3))))
    due = random.choice((None, random.randint(0, 14), random.randint(0, 14) - DAY_S))
    return Call(
        place=random.randint(0, 2),
        duration=random.randint(0, 3),
        windows=tuple((o, o + random.randint(0, 8)) for o in opens),
        due=due,
        late=0.0 if due is not None and due < 0 and random.random() < 0.5 else random.choice((0.0, 1.0, 2.0)),
        per_day=random.choice((0.0, 5.0)),
        cap=random.choice((None, None, 4.0)) if due is None or due >= 0 else None,
        restore_by=random.choice((None, random.randint(0, 16))),
        restore_late=random.choice((0.0, 1.0)),
    )


State = tuple[int, int, int]  # the time, the next break, and the second by which the route must be back


def cheapest_timing(day: TinyDay) -> float | None:
    """What lateness and overtime cost at the least; None where no timing keeps the rules."""
    begin = day.start if day.at is None else day.at
    begin = begin if day.now is None else max(begin, day.now)
    prices = (_leaving_at(day, leave) for leave in range(begin, day.end + day.overtime + 1))
    return min((price for price in prices if price is not None), default=None)


def _leaving_at(day: TinyDay, leave: int) -> float | None:
    last = day.end + day.overtime
    if day.longest is not None:
        last = min(last, leave + day.longest)
    states: dict[State, float] = {(leave, 0, last): 0.0}
    here = 0
    for call in day.calls:
        if call is not day.calls[0]:  # whoever has left is no longer at home
            states = _paused(day, leave, states)
        setup = 0 if call.place == here else day.setup[call.place]
        states = _later(states, day.travel[here][call.place])
        states = _later(_paused(day, leave, states), setup)
        states = _served(call, _paused(day, leave, states))
        here = call.place
    states = _later(_paused(day, leave, states), day.travel[here][1])
    best = None
    for (back, b, must), price in states.items():
        owed = min((p.latest + p.length - 1 for p in _owing(day, leave, b, len(day.pauses))), default=back)
        if back <= min(must, owed):
            total = price + max(0, back - day.end) * day.overtime_price
            best = total if best is None else min(best, total)
    return best


def _owing(day: TinyDay, leave: int, first: int, until: int) -> Iterator[Pause]:
    """The breaks of these that a route leaving then owes, if it is out for long enough."""
    for pause in day.pauses[first:until]:
        if leave <= pause.earliest and (day.now is None or pause.latest >= day.now):
            yield pause


def _cheapest(found: Iterable[tuple[State, float]]) -> dict[State, float]:
    states: dict[State, float] = {}
    for state, price in found:
        if state[0] <= state[2]:
            states[state] = min(price, states.get(state, price))
    return states


def _later(states: dict[State, float], seconds: int) -> dict[State, float]:
    return _cheapest(((t + seconds, b, must), price) for (t, b, must), price in states.items())


def _paused(day: TinyDay, leave: int, states: dict[State, float]) -> dict[State, float]:
    """Any breaks may be taken here, at any second within their bounds; one that is passed over must not be owed."""
    for _ in day.pauses:
        found = list(states.items())
        for (t, b, must), price in states.items():
            for k in range(b, len(day.pauses)):
                passed = min((p.latest + p.length - 1 for p in _owing(day, leave, b, k)), default=must)
                pause = day.pauses[k]
                begins = range(max(t, pause.earliest, day.now or 0), pause.latest + 1)
                found += [((begin + pause.length, k + 1, min(must, passed)), price) for begin in begins]
        states = _cheapest(found)
    return states


def _served(call: Call, states: dict[State, float]) -> dict[State, float]:
    """Service may start at any second of a window."""
    windows: Sequence[tuple[int, int]] = call.windows or ((0, 40),)
    starts = sorted({second for a, b in windows for second in range(a, min(b, 40) + 1)})
    return _cheapest(
        ((start + call.duration, b, must), price + _late(call, start))
        for (t, b, must), price in states.items()
        for start in starts
        if start >= t
    )


def _late(call: Call, start: int) -> float:
    price = 0.0
    if call.due is not None and start > call.due:
        over = start - call.due
        price = over * call.late + (1 + (over - 1) // DAY_S) * call.per_day
        price = price if call.cap is None else min(call.cap, price)
    if call.restore_by is not None:
        price += max(0, start + call.duration - call.restore_by) * call.restore_late
    if call.stood is not None:
        price += max(0, call.stood.start - call.stood.free - start) * call.stood.earlier
        price += max(0, start - call.stood.start - call.stood.free) * call.stood.later
    return price
