"""A plan opened for questions: its sequences and their prices, and every visit in arrays, whoever may serve it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optimiser.errors import Fault, FaultyInput
from optimiser.explanation.others import Others, driven_before, others_of
from optimiser.explanation.trials import Floats, Ints, route_price, tolls
from optimiser.facts import FROM, LIMIT, MAX_DURATION, NEVER, START, TO, Facts, ProblemArrays
from optimiser.inputs import Engineer, Problem, Shift, Visit
from optimiser.labels import Labels, labels
from optimiser.plan import Plan
from optimiser.problem import Builder, arrays
from optimiser.travel import TravelTimes

NO_SPAN = [(NEVER, -NEVER)]
"""Stands for the windows of a visit that can no longer start in any of them."""


@dataclass(frozen=True, eq=False)
class KeptPlan:
    """A plan whose routes are kept as they are while something is tried.

    Attributes
    ----------
    problem : Problem
    builder : object
        Makes rows of arrays from parts of the problem.
    arrays : ProblemArrays
        Every visit that is not under way, whether or not anybody may serve it; ``assign`` holds the preferences alone.
    others : Others
        What the engineer's other routes leave to each shift. Already in the arrays.
    free : int64 array, (shifts, columns)
        The rows of the shifts without that.
    driven_s : sequence of int
        By shift: seconds of travel to what is under way.
    driving : int64 array, (shifts,)
        How many more seconds of travel limits leave to each shift.
    row : int64 array, (shifts, stops); counts : int64 array, (shifts,)
        The routes.
    base : float64 array, (shifts,)
        What each route costs.
    room : Labels
        For timing.
    index : mapping of str to int
        Where each movable visit is in the arrays, by id.
    home : mapping of int to int
        The shift that serves a visit, both by index in the arrays.
    under_way : mapping of str to int
        The shift of each visit under way.
    series : mapping of str to int
        The position in the problem of the series of each visit that is in one, by id.
    """

    problem: Problem
    builder: Builder
    arrays: ProblemArrays
    others: Others
    free: Ints
    driven_s: Sequence[int]
    driving: Ints
    row: Ints
    counts: Ints
    base: Floats
    room: Labels
    index: Mapping[str, int]
    home: Mapping[int, int]
    under_way: Mapping[str, int]
    series: Mapping[str, int]

    def who(self, s: int) -> tuple[Engineer, Shift]:
        """The engineer and the shift at an index of the arrays."""
        key = self.arrays.shifts[s]
        engineer = self.problem.engineers[key.engineer]
        return engineer, engineer.shifts[key.shift]

    def visit(self, u: int) -> Visit:
        """The visit at an index of the arrays."""
        return self.problem.visits[self.arrays.visits[u]]

    def sequence(self, s: int) -> list[int]:
        """The visits of a route, in order."""
        return [int(v) for v in self.row[s, : self.counts[s]]]

    def visit_count(self, s: int) -> int:
        """How many visits a route has, those under way among them."""
        prefix = self.arrays.prefixes.get(s)
        return int(self.counts[s]) + (len(prefix.visits) if prefix else 0)

    def served_in(self, visit_id: str) -> int | None:
        """The shift that serves a visit; None where the plan leaves it out."""
        u = self.index.get(visit_id)
        return self.under_way.get(visit_id) if u is None else self.home.get(u)

    def bound(self, s: int, engineer: Engineer, row: Ints) -> int:
        """Bound a shift's own row by what the other routes leave to it; return the seconds of travel that are left.

        Enough is always left to finish what is under way and to go home.

        Parameters
        ----------
        engineer : Engineer
            The engineer of the shift, or one with another rest and other limits.
        row : int64 array
            As in `free`, or with other limits of the shift; written to.
        """
        soonest, latest = self.others.bounds(s, engineer)
        working, driving = self.others.left(s, engineer)
        row[START], row[LIMIT] = max(row[START], soonest), min(row[LIMIT], latest)
        prefix = self.arrays.prefixes.get(s)
        if prefix is None:
            row[MAX_DURATION] = min(row[MAX_DURATION], working)
            return driving - self.driven_s[s]
        home_s = int(self.arrays.facts.legs[row[FROM], row[TO], 0])
        row[LIMIT] = min(row[LIMIT], max(prefix.leave_s + working, row[START] + home_s))
        return max(driving - self.driven_s[s], home_s)

    def index_of(self, visit_id: str) -> int:
        """Where a visit is in the arrays.

        Raises
        ------
        FaultyInput
            Where there is no such visit, or it is under way.
        """
        if visit_id in self.index:
            return self.index[visit_id]
        if visit_id in self.under_way:
            raise FaultyInput(
                [Fault("$.visits", "under_way", f'"{visit_id}" is under way: it stays where it is', visit_id)]
            )
        message = f'the problem has no visit "{visit_id}"; give the id of one of its {len(self.problem.visits)} visits'
        raise FaultyInput([Fault("$.visits", "unknown_visit", message, visit_id)])

    def left_out(self, visit_id: str) -> int:
        """Where a visit that the plan leaves out is in the arrays.

        Raises
        ------
        FaultyInput
            Where there is no such visit, or it is served or under way.
        """
        u = self.index_of(visit_id)
        if u in self.home:
            engineer, shift = self.who(self.home[u])
            message = (
                f'"{visit_id}" is served already by {engineer.id} in {shift.id}; give a visit that the plan leaves out'
            )
            raise FaultyInput([Fault("$.routes", "already_served", message, visit_id)])
        return u


def every_visit(problem: Problem, travel: TravelTimes, builder: Builder) -> ProblemArrays:
    """The problem in arrays, with all visits: skills, exclusions and pins to somebody left aside."""
    own = arrays(problem, travel)
    moved = {k for prefix in own.prefixes.values() for k in prefix.visits}
    chosen = [k for k in range(len(problem.visits)) if k not in moved]
    spans = [builder.windows_of(problem.visits[k]) or NO_SPAN for k in chosen]
    visit_i, visit_f, windows = builder.visit_rows(chosen, spans, 0.0)
    longest = max([len(visit.windows) for visit in problem.visits], default=0) + 1
    windows = np.concatenate([windows, np.zeros((longest, 2), dtype=np.int64)])  # the last rows are for trying others
    delivered, collected = builder.loads(chosen)
    nothing = np.zeros(0, dtype=np.int64)
    facts = own.facts._replace(
        visit_i=visit_i,
        visit_f=visit_f,
        windows=windows,
        assign=_assigned(problem, chosen, builder),
        delivered=delivered,
        collected=collected,
        serves=nothing,
        first=nothing,
    )
    return ProblemArrays(own.start_at, own.now_s, facts, tuple(chosen), (), own.shifts, own.prefixes, own.must_price)


def _assigned(problem: Problem, chosen: Sequence[int], builder: Builder) -> Floats:
    """What preferences, and waiting for the day of the shift, cost: for each visit in each shift."""
    out = np.zeros((len(chosen), len(builder.shifts)))
    for row, k in zip(out, chosen, strict=True):
        row[:] = builder.serving.price(problem.visits[k])
    return out


def keep(problem: Problem, plan: Plan, travel: TravelTimes) -> KeptPlan:
    """Open a plan for questions.

    Raises
    ------
    FaultyInput
        Where a route breaks rules that bind its times, or the plan has a visit twice: each such route is named.
    """
    builder = Builder(problem, travel)
    open_arrays = every_visit(problem, travel, builder)
    index = {problem.visits[k].id: u for u, k in enumerate(open_arrays.visits)}
    under_way = {problem.visits[k].id: s for s, prefix in open_arrays.prefixes.items() for k in prefix.visits}
    sequences, home = _sequences(problem, plan, open_arrays, index, under_way)
    driven_s = driven_before(problem, open_arrays, travel)
    others = others_of(problem, open_arrays, plan, sequences, driven_s)
    shift_i = open_arrays.facts.shift_i
    longest = max([len(own) for own in sequences.values()], default=0) + 2
    row, counts = np.zeros((len(shift_i), longest), dtype=np.int64), np.zeros(len(shift_i), dtype=np.int64)
    for s, own in sequences.items():
        row[s, : len(own)], counts[s] = own, len(own)
    room = labels(longest)
    kept = KeptPlan(
        problem, builder, open_arrays, others, shift_i.copy(), driven_s, np.zeros(len(shift_i), dtype=np.int64),
        row, counts, np.zeros(len(shift_i)), room, index, home, under_way,
        {name: k for k, series in enumerate(problem.series) for name in series.visits},
    )  # fmt: skip
    for s in range(len(shift_i)):
        kept.driving[s] = kept.bound(s, kept.who(s)[0], shift_i[s])
    kept.base[:] = _prices(open_arrays.facts, row, counts, kept.driving, room)
    _refuse_broken(problem, plan, open_arrays, kept.base)
    return kept


def _sequences(
    problem: Problem, plan: Plan, own: ProblemArrays, index: Mapping[str, int], under_way: Mapping[str, int]
) -> tuple[dict[int, list[int]], dict[int, int]]:
    """The movable visits of each shift in order, and the shift of each; what is under way is there by itself."""
    shift_of = {_ids(problem, own, s): s for s in range(len(own.shifts))}
    sequences: dict[int, list[int]] = {}
    home: dict[int, int] = {}
    faults = []
    for k, route in enumerate(plan.routes):
        path = f"$.routes[{k}]"
        s = shift_of.get((route.engineer, route.shift), -1)
        if s < 0 or s in sequences:
            message = (
                f"{route.shift} of {route.engineer} is no shift of the problem, or has a route already; check the plan"
            )
            faults.append(Fault(path, "broken_route", message, route.shift))
            continue
        sequences[s] = []
        for stop in route.stops:
            if stop.visit is None or under_way.get(stop.visit) == s:
                continue
            u = index.get(stop.visit, -1)
            if u < 0 or u in home:
                message = f'"{stop.visit}" is unknown, in the plan twice, or under way in another shift; check the plan'
                faults.append(Fault(path, "broken_route", message, stop.visit))
                continue
            sequences[s].append(u)
            home[u] = s
    if faults:
        raise FaultyInput(faults)
    return sequences, home


def _ids(problem: Problem, own: ProblemArrays, s: int) -> tuple[str, str]:
    engineer = problem.engineers[own.shifts[s].engineer]
    return engineer.id, engineer.shifts[own.shifts[s].shift].id


def _prices(facts: Facts, row: Ints, counts: Ints, driving: Ints, room: Labels) -> Floats:
    hard, shifts = tolls(), range(len(counts))
    return np.array([route_price(row[s], counts[s], s, facts, driving, hard, room)[0] for s in shifts], dtype=float)


def _refuse_broken(problem: Problem, plan: Plan, own: ProblemArrays, base: Floats) -> None:
    shift_of = {_ids(problem, own, s): s for s in range(len(own.shifts))}
    faults = [
        Fault(
            f"$.routes[{k}]",
            "broken_route",
            f"no timing of the route of {route.shift} keeps the rules; `roundsman check` says which it breaks",
            route.shift,
        )
        for k, route in enumerate(plan.routes)
        if not math.isfinite(base[shift_of[route.engineer, route.shift]])
    ]
    if faults:
        raise FaultyInput(faults)
