"""Laws of replanning: nothing moves for nothing, and the dearer a change, the fewer there are."""

import time
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from optimiser.inputs import Problem, Visit
from optimiser.plan import Plan, Stop
from optimiser.replanning import DisruptionPrices, Replanned, replan, with_planned
from optimiser.solver import Progress, SolveParams, solve
from optimiser.travel import travel_times

from .days import World, clock, engineer, minutes, random_day, road_day, stops_of, under_way, visit

WORK = SolveParams(iterations=2000, threads=2)
EARLY = clock(7)
Stops = dict[str, tuple[str, Stop]]


def solved(problem: Problem, params: SolveParams = WORK, start: Plan | None = None) -> Plan:
    """The plan of a problem."""
    return solve(problem, travel_times(problem), params, clock=time.monotonic, start=start)


def replanned(
    problem: Problem,
    published: Plan,
    now: datetime,
    prices: DisruptionPrices | None = None,
    told: Collection[str] = (),
    params: SolveParams = WORK,
) -> Replanned:
    """What replanning makes of a plan."""
    travel = travel_times(problem)
    return replan(problem, published, travel, now, params, clock=time.monotonic, prices=prices, told=told)


def crowd(visits: int = 24, people: int = 3) -> Problem:
    """A busy day on the road."""

    def work(k: int) -> Visit:
        due = clock(9 + k % 7)
        return visit(
            f"v{k}", "abcde"[k * 7 % 5], duration=minutes(30 + 15 * (k % 4)), onsite_by=due, late_cost_per_hour=20.0
        )

    return road_day(*map(work, range(visits)), engineers=[engineer(f"e{k}") for k in range(people)])


def with_urgent(problem: Problem, now: datetime, count: int = 1) -> Problem:
    """The problem with new tickets that cannot wait."""
    new = visit("urgent", "c", skip_cost=5000.0, onsite_by=now + timedelta(hours=1), late_cost_per_hour=400.0)
    more = [replace(new, id=f"urgent{k}", place="ce"[k % 2]) for k in range(count)]
    return replace(problem, visits=(*problem.visits, *more))


def test_where_nothing_has_changed_in_the_world_nothing_changes_in_the_plan() -> None:
    for seed in range(12):
        problem = random_day(seed, 5)
        published = solved(problem)
        now = EARLY
        found = replanned(problem, published, now, DisruptionPrices(free=timedelta(0)))
        assert not found.changes, seed
        assert found.cost_of_changes == pytest.approx(0.0), seed
        assert found.plan.cost.total == pytest.approx(published.cost.total), seed


def test_an_urgent_ticket_changes_little_and_what_is_under_way_stays() -> None:
    problem, now = crowd(), clock(10)
    published = solved(problem)
    world = with_urgent(under_way(problem, published, now), now)
    found = replanned(world, published, now)
    assert World.of(world).faults(found.plan) == []
    was, stands = stops_of(published), stops_of(found.plan)
    begun = [v.id for v in world.visits if v.pin]
    assert begun
    assert all(stands[name][0] == was[name][0] and stands[name][1].start == was[name][1].start for name in begun)
    assert "urgent0" in stands
    assert 1 <= len(found.changes) <= 15
    assert {change.visit for change in found.changes} == moved(was, stands)


def moved(was: Stops, stands: Stops) -> set[str]:
    """The visits that stand elsewhere, or more than a minute earlier or later."""
    out = set(was) ^ set(stands)
    for name in set(was) & set(stands):
        apart = abs(was[name][1].start - stands[name][1].start)
        if was[name][0] != stands[name][0] or apart > timedelta(minutes=1):
            out.add(name)
    return out


def test_what_the_search_made_small_is_the_plan_and_its_changes_together() -> None:
    prices = DisruptionPrices()
    for seed in range(10):
        problem = random_day(seed, 9)
        now = clock(9)
        published = solved(problem, SolveParams(iterations=400))
        world = replace(problem, visits=(*problem.visits[:7], visit("new", "a")), now=now)
        found = replanned(world, published, now, prices, told=["v3"])
        priced = with_planned(world, published, now, prices=prices, told=["v3"])
        assert World.of(priced).cost(found.plan).total == pytest.approx(
            found.plan.cost.total + found.cost_of_changes, abs=1e-6
        ), seed
        assert World.of(world).faults(found.plan) == [], seed


def test_the_dearer_changes_are_the_less_of_them_is_made() -> None:
    for seed in range(12):
        problem = random_day(seed, 4)
        published = solved(problem)
        world = with_urgent_at_once(problem)
        amounts = []
        for factor in (0.05, 0.5, 2.0, 20.0):
            hour = 20 * factor
            prices = DisruptionPrices(30 * factor, hour, hour, 120 * factor)
            amounts.append(replanned(world, published, clock(9), prices).cost_of_changes / factor)
        assert all(less <= more + 1e-6 for more, less in pairwise(amounts)), (seed, amounts)


def with_urgent_at_once(problem: Problem) -> Problem:
    """The problem with one more visit, at one of its places, that is late soon."""
    new = visit("urgent", "c", skip_cost=900.0, onsite_by=clock(10), late_cost_per_hour=200.0)
    return replace(problem, visits=(*problem.visits, new))


def test_visits_whose_customers_were_told_move_less() -> None:
    problem, now = crowd(), clock(9)
    published = solved(problem)
    world = with_urgent(under_way(problem, published, now), now, count=4)
    free = [v.id for v in world.visits if not v.pin and v.id in stops_of(published)]
    told = free[::2]
    alike, apart = replanned(world, published, now), replanned(world, published, now, told=told)
    plain = DisruptionPrices()
    priced = with_planned(world, published, now, prices=plain)

    def paid(found: Replanned) -> float:
        return sum(cost_in(priced, found.plan, name) for name in told)

    assert paid(apart) <= paid(alike) + 1e-6


def cost_in(priced: Problem, plan: Plan, name: str) -> float:
    """What one visit's change costs at the plain prices."""
    stood = next(v.planned for v in priced.visits if v.id == name)
    assert stood is not None
    stands = stops_of(plan).get(name)
    if stands is None:
        return 120.0
    off = max(timedelta(0), abs(stands[1].start - stood.start) - stood.free)
    return off / timedelta(hours=1) * stood.later_cost_per_hour + (stood.move_cost if stands[0] != stood.shift else 0.0)


def test_a_search_that_starts_from_a_plan_never_gives_a_dearer_one() -> None:
    for seed in range(20):
        problem = random_day(seed, 9)
        start = solved(problem, SolveParams(iterations=40, seed=seed))
        for iterations in (1, 200):
            found = solved(problem, SolveParams(iterations=iterations, seed=seed + 1), start)
            assert found.cost.total <= start.cost.total + 1e-6, seed


def test_the_plan_that_a_search_starts_from_is_told_first() -> None:
    problem = crowd()
    start = solved(problem)
    news: list[Progress] = []
    travel = travel_times(problem)
    solve(problem, travel, SolveParams(iterations=40), clock=time.monotonic, start=start, on_progress=news.append)
    assert news[0].cost == pytest.approx(start.cost.total)


def test_what_of_a_plan_no_longer_holds_is_mended() -> None:
    problem = crowd(12, 2)
    start = solved(problem)
    gone, fewer = engineer("e1"), [engineer("e0"), engineer("e2")]
    assert gone.id in {route.engineer for route in start.routes}
    other = replace(crowd(14, 2), engineers=tuple(fewer), visits=crowd(14, 2).visits[3:])
    found = solved(other, SolveParams(iterations=40), start)
    assert World.of(other).faults(found) == []


def test_a_visit_waits_for_the_time_that_its_customer_was_told_where_one_before_it_is_cancelled() -> None:
    problem = road_day(visit("first", "a"), visit("second", "b"), engineers=[engineer("ann")])
    published = World.of(problem).plan({"ann-day": ["first", "second"]})
    world = replace(problem, visits=problem.visits[1:])
    dear = replanned(world, published, EARLY, DisruptionPrices(free=timedelta(0)))
    assert dear.changes == ()
    free = DisruptionPrices(earlier_per_hour=0.0)
    (change,) = replanned(world, published, EARLY, free).changes
    assert (change.kind, change.code, change.other) == ("retimed", "STOP_GONE", "first")
    assert World.of(world).faults(dear.plan) == []


def test_prices_fall_with_time_and_rise_for_customers_who_were_told() -> None:
    prices = DisruptionPrices(told=3.0, halving=timedelta(hours=4))
    assert [prices.weight(timedelta(hours=h)) for h in (-1, 0, 4, 8)] == [1.0, 1.0, 0.5, 0.25]
    assert prices.weight(timedelta(hours=4), told=True) == 1.5


@pytest.mark.parametrize("wrong", [{"moved": -1.0}, {"dropped": float("nan")}, {"halving": timedelta(0)}], ids=str)
def test_prices_that_mean_nothing_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"above zero|finite"):
        DisruptionPrices(**wrong)


def test_only_visits_that_the_published_plan_serves_and_that_are_not_under_way_get_a_price() -> None:
    problem, now = crowd(12, 2), clock(10)
    published = solved(problem)
    world = with_urgent(under_way(problem, published, now), now)
    priced = with_planned(world, published, now, prices=DisruptionPrices())
    served = stops_of(published)
    for old, new in zip(world.visits, priced.visits, strict=True):
        expected = old.id in served and old.pin is None
        assert (new.planned is not None) == expected, old.id
        assert (new.skip_cost != old.skip_cost) == expected, old.id
        if new.planned is not None:
            assert (new.planned.shift, new.planned.start) == (served[old.id][0], served[old.id][1].start)
