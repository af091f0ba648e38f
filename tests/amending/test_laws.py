"""Random edits of random plans: what is done is a good plan at the price told, what is refused does not fit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.amending import CODES, Amended, Assign, Edit, Lock, Move, Refused, Swap, Unassign, Unlock, amend
from optimiser.errors import FaultyInput
from optimiser.offers import OpenPlan, open_plan
from tests.explanation.applying import plans_with
from tests.offers.opened_days import opened_days, total


@st.composite
def edits(draw: st.DrawFn) -> tuple[OpenPlan, Edit]:
    """An open plan and an edit of one of its visits."""
    opened = draw(st.sampled_from(opened_days()))
    visits = [visit.id for visit in opened.problem.visits]
    name, other = draw(st.sampled_from(visits)), draw(st.sampled_from(visits))
    shift = draw(st.sampled_from([shift for _, shift in opened.shift_of]))
    position = draw(st.none() | st.integers(0, 5))
    kinds: list[Edit] = [
        Move(name, shift, position), Assign(name, shift, position), Unassign(name), Swap(name, other),
        Lock(name), Lock(name, start=True), Unlock(name),
    ]  # fmt: skip
    return opened, draw(st.sampled_from(kinds))


def done(opened: OpenPlan, edit: Edit) -> Amended | Refused | None:
    """What an edit comes to; None for one that makes no sense."""
    try:
        return amend(opened, edit)
    except FaultyInput:
        return None


@settings(max_examples=300, deadline=None)
@given(edits())
def test_an_edit_makes_a_good_plan_at_the_price_told(asked: tuple[OpenPlan, Edit]) -> None:
    opened, edit = asked
    amended = done(opened, edit)
    if isinstance(amended, Amended):
        before = total(opened.problem, opened.plan, opened.travel)
        change = total(amended.problem, amended.plan, opened.travel) - before
        assert amended.cost_change == pytest.approx(change, abs=0.005)
        assert amended.cost.total == pytest.approx(amended.cost_change)
        assert all(late_s > 0 for late_s in amended.made_late.values())
    elif amended is not None:
        assert all(refusal.code in CODES and refusal.message for refusal in amended.refusals)


@settings(max_examples=150, deadline=None)
@given(edits())
def test_a_visit_that_cannot_be_assigned_fits_nowhere_in_the_shift(asked: tuple[OpenPlan, Edit]) -> None:
    opened, edit = asked
    if isinstance(edit, Assign) and edit.position is None:
        amended = done(opened, edit)
        fitting = plans_with(edit.visit, edit.shift, opened.plan, opened.problem, opened.travel)
        if isinstance(amended, Refused):
            assert not fitting
        if isinstance(amended, Amended) and fitting:
            assert amended.plan.cost.total <= min(plan.cost.total for plan in fitting) + 0.005


@settings(max_examples=100, deadline=None)
@given(edits())
def test_unassigning_and_assigning_again_at_the_same_place_costs_nothing(asked: tuple[OpenPlan, Edit]) -> None:
    opened, edit = asked
    route = next((r for r in opened.plan.routes if edit.visit in {stop.visit for stop in r.stops}), None)
    without = done(opened, Unassign(edit.visit))
    if route is not None and isinstance(without, Amended):
        position = [stop.visit for stop in route.stops if stop.visit].index(edit.visit)
        again = open_plan(without.problem, without.plan, opened.travel)
        back = done(again, Assign(edit.visit, route.shift, position))
        assert isinstance(back, Amended)
        assert back.plan.cost.total <= opened.plan.cost.total + 0.005


@settings(max_examples=100, deadline=None)
@given(edits())
def test_what_is_locked_stays_through_other_edits(asked: tuple[OpenPlan, Edit]) -> None:
    opened, edit = asked
    locked = done(opened, Lock(edit.visit, start=True))
    if not isinstance(locked, Amended):
        return
    assert (locked.cost_change, locked.plan) == (0.0, opened.plan)
    pin = next(visit.pin for visit in locked.problem.visits if visit.id == edit.visit)
    again = open_plan(locked.problem, locked.plan, opened.travel)
    for visit in locked.problem.visits:
        other = done(again, Unassign(visit.id))
        if isinstance(other, Amended):
            assert visit.id != edit.visit
            at = {stop.visit: (r.shift, stop.start) for r in other.plan.routes for stop in r.stops}
            assert pin is not None and at[edit.visit] == (pin.shift, pin.start)
    assert isinstance(done(again, Unlock(edit.visit)), Amended)
