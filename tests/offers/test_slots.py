"""Which slots are free: good plans at the price told, no cheaper ones overlooked, what is held respected."""

from dataclasses import replace
from datetime import timedelta

import pytest

from optimiser.documents import read_problem
from optimiser.inputs import Place, Visit, Window
from optimiser.offers import OpenPlan, hold, open_plan, raster, slots
from optimiser.travel import travel_times
from tests.explanation.applying import greedy_plan, plans_with
from tests.explanation.days import plain_day, visit, window

from .opened_days import opened_days
from .placing import cost_before, cost_of, left_out

HOUR = timedelta(hours=1)
NEW = Visit("new", "p2", HOUR, 40.0)


def quiet_day(*visits: object) -> OpenPlan:
    """One engineer's day."""
    problem = read_problem(plain_day(visits))  # type: ignore[arg-type]
    travel = travel_times(problem)
    return open_plan(problem, greedy_plan(problem, travel), travel)


def hours(opened: OpenPlan, first: int, last: int) -> tuple[Window, ...]:
    """Windows of an hour."""
    start = opened.problem.horizon.start
    return raster(start + first * HOUR, start + last * HOUR, HOUR)


def test_every_slot_is_a_good_plan_at_the_price_told_and_starts_in_its_window() -> None:
    told = 0
    for opened in opened_days():
        before = cost_before(opened)
        for name in left_out(opened):
            own = opened.kept.visit(opened.kept.index[name])
            found = slots(opened, name, hours(opened, 7, 19))
            for slot in found:
                assert cost_of(opened, slot.route) - before == pytest.approx(slot.cost_change, abs=0.005)
                assert slot.window.open <= slot.start <= slot.window.close
                assert not own.windows or any(w.open <= slot.start <= w.close for w in own.windows)
                told += 1
            assert [slot.cost_change for slot in found] == sorted(slot.cost_change for slot in found)
    assert told > 15


def test_no_window_that_could_be_kept_is_left_out_or_dearer_than_need_be() -> None:
    compared = 0
    for opened in opened_days():
        for name in left_out(opened):
            windows = hours(opened, 7, 19)
            found = {slot.window: slot for slot in slots(opened, name, windows)}
            for k in range(0, len(windows), 3):
                number = opened.kept.arrays.visits[opened.kept.index[name]]
                visits = list(opened.problem.visits)
                if visits[number].windows or visits[number].wait_cost_per_day:
                    continue
                visits[number] = replace(visits[number], windows=(windows[k],))
                bound = replace(opened.problem, visits=tuple(visits))
                plans = [
                    plan
                    for _, shift in opened.shift_of
                    for plan in plans_with(name, shift, opened.plan, bound, opened.travel)
                ]
                change = min((plan.cost.total for plan in plans), default=0.0) - opened.plan.cost.total
                assert (windows[k] in found) >= bool(plans)
                if plans:
                    assert found[windows[k]].cost_change <= change + 0.005
                    compared += 1
    assert compared > 5


def test_what_is_held_for_others_takes_its_slot() -> None:
    opened = quiet_day()
    promised = [
        Visit(f"h{k}", "p2", 3 * HOUR, None, windows=(slot,))
        for k, slot in enumerate((*hours(opened, 9, 10), *hours(opened, 12, 13)))
    ]
    held = hold(opened, promised)
    assert held.lost == ()
    free = slots(opened.with_visit(NEW), "new", hours(opened, 8, 17))
    left = slots(held.opened.with_visit(NEW), "new", hours(opened, 8, 17))
    assert len(left) < len(free)
    for slot in left:
        assert {"h0", "h1"} <= {stop.visit for stop in slot.route.stops}
        cost_of(held.opened.with_visit(NEW), slot.route)


def test_a_slot_that_can_no_longer_be_kept_is_told_as_lost() -> None:
    opened = quiet_day()
    (window_,) = hours(opened, 9, 10)
    promised = [Visit(f"h{k}", "p2", 3 * HOUR, None, windows=(window_,)) for k in range(2)]
    assert hold(opened, promised).lost == ("h1",)


def test_only_the_cheapest_are_told_and_none_in_the_past() -> None:
    opened = quiet_day(visit("a", windows=[window(10, 11)]))
    later = open_plan(opened.problem, opened.plan, opened.travel, now=opened.problem.horizon.start + 12 * HOUR)
    found = slots(later.with_visit(NEW), "new", hours(opened, 8, 17))
    assert found and all(slot.window.close >= opened.problem.horizon.start + 12 * HOUR for slot in found)
    assert slots(later.with_visit(NEW), "new", hours(opened, 8, 17), most=1) == found[:1]


def test_a_raster_has_whole_slots_only() -> None:
    start = quiet_day().problem.horizon.start
    assert raster(start, start + 5 * HOUR, 2 * HOUR) == (
        Window(start, start + 2 * HOUR),
        Window(start + 2 * HOUR, start + 4 * HOUR),
    )
    assert raster(start, start - HOUR, HOUR) == ()
    with pytest.raises(ValueError, match="longer than nothing"):
        raster(start, start + HOUR, 0 * HOUR)


def test_held_visits_may_be_at_places_that_are_new() -> None:
    document = plain_day([])
    document["travel"] = {"kind": "great_circle", "detour": 1.0, "speed_kmh": 30}
    for k, place in enumerate(document["places"]):
        place |= {"lat": 36.0 + k / 100, "lon": 120.0}
    problem = read_problem(document)
    travel = travel_times(problem)
    opened = open_plan(problem, greedy_plan(problem, travel), travel)
    held = hold(opened, [Visit("h", "new", HOUR, None)], [Place("new", 36.05, 120.05)])
    assert held.lost == () and held.opened.problem.places[-1].id == "new"
