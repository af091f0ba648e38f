"""What ties days together: rest, limits, certificates, places of a shift, waiting, series."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest

from optimiser.errors import RoundsmanError
from optimiser.inputs import Problem, Series, Shift, Visit, Window
from optimiser.search.editing import broken, cut, forget, refresh_rivals, total, undo
from optimiser.search.insertion import best_in_route, placement
from optimiser.search.lane import ABSENT, VISIT
from optimiser.search.random import generator
from optimiser.search.recreate import place_cheapest
from optimiser.search.series import open_days
from optimiser.search.state import new_lane, refresh
from optimiser.solver import SolveParams, solve
from optimiser.travel import travel_times

from .small_days import Day
from .weeks import any_week, date_of, on_day

SEEDS = range(40)


def _solved(problem: Problem, iterations: int = 2000, **params: object) -> tuple[Day, object]:
    day = Day.of(problem)
    travel = travel_times(problem)
    asked = SolveParams(iterations=iterations, **params)  # type: ignore[arg-type]
    return day, solve(problem, travel, asked, clock=lambda: 0.0)


def _alike(problem: Problem) -> Problem:
    """The same week with the visits of its first series alike in all but their names."""
    first, second, *others = problem.visits
    return replace(problem, visits=(first, replace(first, id=second.id), *others))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_plan_of_a_week_breaks_a_rule(seed: int) -> None:
    for problem in (any_week(seed), _alike(any_week(seed))):
        day, plan = _solved(problem)
        assert day.codes(plan) == []
        assert day.verdict(plan).cost.total == pytest.approx(plan.cost.total)


def _of_eves(problem: Problem, random: Random) -> Problem:
    """The same week, in which some shifts belong to the day before the one on which they start."""
    engineers = [
        replace(
            each,
            shifts=[
                replace(shift, dated=shift.day - timedelta(days=1)) if random.random() < 0.4 else shift
                for shift in each.shifts
            ],
        )
        for each in problem.engineers
    ]
    return replace(problem, engineers=engineers)


@pytest.mark.parametrize("seed", range(12))
def test_no_plan_of_a_week_breaks_a_rule_where_shifts_belong_to_the_day_before(seed: int) -> None:
    day, plan = _solved(_of_eves(any_week(seed), Random(seed)))
    assert day.codes(plan) == []
    assert day.verdict(plan).cost.total == pytest.approx(plan.cost.total)


@pytest.mark.parametrize(("rest_h", "served"), [(1, {"night", "duty"}), (6, {"night"})])
def test_whoever_is_called_in_the_night_rests_before_the_duty_of_the_day(rest_h: int, served: set[str]) -> None:
    shifts = [
        Shift("night", on_day(1, 0), on_day(1, 6), "p0", "p0", dated=date_of(0)),
        Shift("duty", on_day(1, 8), on_day(1, 11), "p0", "p0"),
    ]
    week, span = any_week(0, 2), timedelta(hours=2)
    visits = (
        Visit("night", "p1", span, 900.0, windows=[Window(on_day(1, 2), on_day(1, 3))]),
        Visit("duty", "p1", span, 100.0, windows=[Window(on_day(1, 8), on_day(1, 9))]),
    )
    engineer = replace(week.engineers[0], shifts=shifts, limits=(), min_rest=timedelta(hours=rest_h))
    day, plan = _solved(replace(week, engineers=(engineer,), visits=visits, series=()), 200)
    assert {stop.visit for route in plan.routes for stop in route.stops} == served
    assert day.codes(plan) == []


@pytest.mark.parametrize("seed", range(12))
def test_a_tiny_week_reaches_its_optimum(seed: int) -> None:
    for problem in (any_week(seed, 4, 2), _alike(any_week(seed, 4, 2))):
        day, plan = _solved(problem)
        assert day.price(plan) == pytest.approx(day.cheapest())


def test_what_is_remembered_about_a_placement_holds_whatever_was_changed_and_undone() -> None:
    for seed in SEEDS:
        problem = any_week(seed)
        facts = Day.of(problem).arrays.facts
        lane, draw, random = new_lane(facts), generator(seed, 0), Random(seed)
        everywhere = np.ones(len(facts.shift_i), dtype=np.uint8)
        for _ in range(12):
            _cut_some(facts, lane, random)
            for v in random.sample(range(len(lane.home)), len(lane.home)):
                if lane.home[v] == ABSENT:
                    place_cheapest(v, 0.2, draw, everywhere, facts, lane)
            if random.random() < 0.5:
                undo(facts, lane)
            else:
                forget(lane)
            _as_if_anew(facts, lane, seed)


def _cut_some(facts, lane, random) -> None:
    for s in range(len(lane.count)):
        if lane.count[s] and random.random() < 0.5:
            cut(s, random.randint(1, int(lane.count[s])), 1, lane)
            refresh(s, facts, lane)
            refresh_rivals(s, facts, lane)


def _as_if_anew(facts, lane, seed: int) -> None:
    """Everything counted by and by is what a count of the routes gives."""
    assert not broken(facts, lane), seed
    assert np.isfinite(total(lane))
    for v in range(len(lane.home)):
        if lane.home[v] == ABSENT:
            for s in np.flatnonzero(np.isfinite(facts.assign[v])):
                assert placement(v, s, facts, lane) == best_in_route(v, s, facts, lane), seed
    for g in range(len(facts.cap)):
        own = facts.sharing[facts.sharing_first[g] : facts.sharing_first[g + 1]]
        assert (lane.effort[own].sum(axis=0) == lane.used[g]).all()
    for g in range(len(facts.held)):
        days = [facts.day[lane.home[v]] for v in np.flatnonzero(facts.series == g) if lane.home[v] != ABSENT]
        assert lane.taken[g] == sum(1 << int(d) for d in days)
        assert len(set(days)) == len(days)
    for s in range(len(lane.count)):
        assert (lane.home[lane.row[s, 1 : lane.count[s] + 1, VISIT]] == s).all()


def test_open_days_are_those_that_complete_a_pattern() -> None:
    problem = replace(
        any_week(1), series=(Series("c", ["v0", "v1"], [[date_of(0), date_of(1)], [date_of(1), date_of(2)]]),)
    )
    facts = Day.of(problem).arrays.facts
    lane = new_lane(facts)
    assert open_days(0, facts, lane) == 0b111
    lane.taken[0] = 0b001
    assert open_days(0, facts, lane) == 0b010
    lane.taken[0] = 0b010
    assert open_days(0, facts, lane) == 0b101


def test_the_same_seed_gives_the_same_week_with_any_number_of_threads() -> None:
    for seed in range(4):
        plans = [_solved(any_week(seed), 1500, seed=seed, threads=threads)[1] for threads in (1, 2)]
        assert plans[0] == plans[1]


def test_or_tools_says_that_it_does_not_know_what_ties_days() -> None:
    with pytest.raises(RoundsmanError, match="routing"):
        _solved(any_week(0), 10, engine="routing")
