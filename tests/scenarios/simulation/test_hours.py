"""Limits of hours a day and a week are kept, whoever gives out the work, from day to day and over every replan."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.scenarios.simulation.lives import live
from tests.scenarios.simulation.services import HOUR, campus
from tests.scenarios.simulation.small_services import POLICIES, Case


def busy(days: int, **limits: Any) -> Case:
    """More work than hands, as planned to the second, for engineers with limits."""
    case = campus(days, growth=2.0, travel_cv=0.0)
    service = case.service
    streams = tuple(
        replace(each, work=replace(each.work, kind="fixed"), repeat_share=0.0) for each in service.demand.streams
    )
    operations = replace(service.operations, morning_iterations=60, replan_iterations=20)
    engineers = tuple(replace(each, **limits) for each in service.book.engineers)
    return replace(
        case,
        service=replace(
            service,
            book=replace(service.book, engineers=engineers),
            demand=replace(service.demand, streams=streams),
            operations=operations,
        ),
    )


def worked(case: Case, policy: str) -> tuple[Counter[tuple[str, date]], Counter[tuple[str, date]]]:
    """Seconds of work and of travel by engineer and day, as limits count them."""
    _, watching = live(case, policy)
    work: Counter[tuple[str, date]] = Counter()
    travel: Counter[tuple[str, date]] = Counter()
    for presence, out_s, back_s in watching.shifts.values():
        key = presence.engineer.id, watching.timeline.dates[presence.day]
        work[key] += back_s - out_s - presence.stood_by_s - presence.rested_s
        travel[key] += presence.travelled_s
    return work, travel


@pytest.mark.parametrize("policy", POLICIES)
def test_nobody_works_longer_than_a_day_may_be(policy: str) -> None:
    most = 5 * HOUR
    work, _ = worked(busy(1, hours_per_day=most), policy)
    assert max(work.values()) <= most.total_seconds()
    assert max(work.values()) > 3 * 3600


@pytest.mark.parametrize("policy", ["optimiser", "first_come"])
def test_a_week_remembers_its_days(policy: str) -> None:
    most = 14 * HOUR
    work, _ = worked(busy(3, hours_per_week=most), policy)
    weeks: Counter[str] = Counter()
    for (engineer, _), seconds in work.items():
        weeks[engineer] += seconds
    assert max(weeks.values()) <= most.total_seconds()
    assert max(weeks.values()) > 11 * 3600


@pytest.mark.parametrize("policy", ["optimiser", "first_come"])
def test_nobody_drives_longer_than_a_day_may_have(policy: str) -> None:
    most = timedelta(minutes=70)
    _, travel = worked(busy(1, driving_per_day=most), policy)
    assert max(travel.values()) <= most.total_seconds()


def test_a_new_week_begins_with_all_its_hours() -> None:
    case = replace(busy(4, hours_per_week=10 * HOUR), first=date(2026, 3, 6))
    work, _ = worked(case, "first_come")
    days = {day for (_, day), seconds in work.items() if seconds > 3600}
    assert date(2026, 3, 9) in days
