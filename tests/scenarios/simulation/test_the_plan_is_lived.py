"""With nothing random and nothing new in the day, what is carried out is the plan of the morning."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from optimiser import Plan
from scenarios.service import Reality
from scenarios.simulation.policies import POLICIES, Optimised
from tests.scenarios.simulation.lives import live
from tests.scenarios.simulation.small_services import Case, cases

_AT_MIDNIGHT = (1.0,) + (0.0,) * 23


def _certain(case: Case) -> Case:
    """The case without luck: all tickets come in before the shifts, and everything takes as long as planned."""
    service, now = case.service, timedelta(0)
    streams = [
        replace(
            each,
            work=replace(each.work, kind="fixed"),
            repeat_share=0.0,
            cancel_share=0.0,
            part=None,
            part_share=0.0,
            answer=now,
            remote_work=now,
            hours=_AT_MIDNIGHT,
        )
        for each in service.demand.streams
    ]
    by_day = [
        replace(each, duties=tuple(replace(duty, from_=time(8), until=time(17)) for duty in each.duties))
        for each in service.book.engineers
    ]

    return replace(
        case,
        service=replace(
            service,
            book=replace(service.book, engineers=by_day, on_call=None),
            demand=replace(service.demand, streams=streams),
            reality=Reality(travel_cv=0.0, inspection_cv=0.0),
            operations=replace(service.operations, plan_before=now, idle_at_home=False),
        ),
    )


class _Telling(Optimised):
    """The optimiser's policy, which keeps its plans."""

    def __init__(self, *given_: Any) -> None:
        super().__init__(*given_)
        self.plans: list[tuple[int, Plan]] = []

    def _adopt(self, plan: Plan) -> None:
        self.plans.append((self.world.now_s, plan))
        super()._adopt(plan)


@settings(max_examples=20, deadline=None)
@given(cases())
def test_what_is_carried_out_is_the_plan_of_the_morning(case: Case) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(POLICIES, "optimiser", _Telling)
        _, watching = live(_certain(case), "optimiser")
    policy, second = watching.world.policy, watching.timeline.second
    assert isinstance(policy, _Telling)
    planned = {
        (stop.visit, route.shift, second(stop.start), second(stop.end))
        for _, plan in policy.plans
        for route in plan.routes
        for stop in route.stops
        if stop.visit is not None
    }
    lived = {(each.work.id, each.presence.shift.id, each.begin_s, each.end_s) for each in watching.visits}
    assert lived == planned
