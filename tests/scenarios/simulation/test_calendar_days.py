"""Days on which the clocks change, nights, and days on which there is nothing."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from optimiser import Calendar, Duty
from scenarios.demand import Demand, Stream, WorkTime
from scenarios.measures import readings
from scenarios.simulation.timeline import Timeline
from tests.scenarios.simulation.lives import live
from tests.scenarios.simulation.services import HOUR, campus, campus_book
from tests.scenarios.simulation.small_services import Case

_NIGHT = Duty("clock", time(22), time(6), overtime_limit=3 * HOUR)
_POLICIES = pytest.mark.parametrize("policy", ["first_come", "optimiser"])


def _night_case(first: date) -> Case:
    """One who works by night, in Berlin, with a ticket of minutes every half hour."""
    book = campus_book(1)
    night = replace(book.engineers[0], duties=(_NIGHT,), skills={})
    sites = book.sites[:1]
    book = replace(
        book,
        time_zone="Europe/Berlin",
        calendars=(Calendar("clock", "Europe/Berlin"),),
        engineers=(night,),
        sites=sites,
    )
    stream = Stream("small", 40.0, "minor", WorkTime(timedelta(minutes=4), "fixed"))
    case = campus(days=3, travel_cv=0.0)
    return replace(case, service=replace(case.service, book=book, demand=Demand((stream,))), first=first)


@pytest.mark.parametrize(
    ("first", "hours"), [(date(2026, 3, 28), 23), (date(2026, 10, 24), 25), (date(2026, 5, 1), 24)]
)
def test_a_day_on_which_the_clocks_change_has_an_hour_less_or_more(first: date, hours: int) -> None:
    timeline = Timeline(first, 3, "Europe/Berlin")
    assert timeline.midnights_s[2] - timeline.midnights_s[1] == hours * 3600


def test_the_repeated_hour_is_two_hours() -> None:
    timeline = Timeline(date(2026, 10, 25), 1, "Europe/Berlin")
    zone = ZoneInfo("Europe/Berlin")
    once, again = (datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=zone) for fold in (0, 1))
    assert timeline.second(again) - timeline.second(once) == 3600
    assert [timeline.instant(timeline.second(at)).utcoffset() for at in (once, again)] == [2 * HOUR, HOUR]


@_POLICIES
@pytest.mark.parametrize(("first", "hours"), [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9)])
def test_a_night_shift_over_the_change_of_clocks_is_as_long_as_it_is(policy: str, first: date, hours: int) -> None:
    tally, watching = live(_night_case(first), policy)
    presence, _, _ = watching.shifts[f"e0 {first.isoformat()} duty"]
    assert presence.end_s - presence.start_s == hours * 3600
    assert presence.limit_s - presence.end_s == 3 * 3600
    worked_s = [each.begin_s for each in watching.visits if each.presence is presence]
    assert worked_s == sorted(worked_s)
    assert readings(tally)["utilisation", ""] <= 1.0 + 3 / hours


@pytest.mark.parametrize(
    "policy",
    ["first_come", "optimiser"],
)
def test_what_is_reported_after_midnight_is_done_in_the_night(policy: str) -> None:
    case = _night_case(date(2026, 5, 4))
    _, watching = live(case, policy)
    four_s = watching.timeline.midnights_s[1] + 4 * 3600
    assert any(four_s <= each.begin_s < four_s + 7200 for each in watching.visits)


@_POLICIES
def test_all_can_be_ill(policy: str) -> None:
    tally, watching = live(campus(days=3, sick_share=1.0, sick_days=9.0), policy)
    assert watching.visits == []
    assert readings(tally)["sick_share", ""] == 1.0
    assert tally.of("backlog")[0][-1] > 0


@_POLICIES
@pytest.mark.parametrize("leaves_out", ["engineers", "streams", "everything"])
def test_a_service_may_lack_people_or_work(policy: str, leaves_out: str) -> None:
    case = campus(days=3)
    book, demand = case.service.book, case.service.demand
    if leaves_out != "streams":
        book = replace(book, engineers=())
    if leaves_out != "engineers":
        demand = Demand()
    if leaves_out == "everything":
        book = replace(book, sites=(), contracts=(), policies=())
    tally, watching = live(replace(case, service=replace(case.service, book=book, demand=demand)), policy)
    assert tally.days == 3
    assert watching.visits == []


@_POLICIES
def test_a_year_of_nothing_is_lived_through(policy: str) -> None:
    case = campus(days=365)
    tally, _ = live(replace(case, service=replace(case.service, demand=Demand())), policy)
    assert tally.days == 365
    assert readings(tally)["cost_per_day", ""] == 5 * 300.0


@_POLICIES
def test_sites_and_homes_may_lie_at_one_point(policy: str) -> None:
    case = campus(days=2)
    book = case.service.book
    here: dict[str, Any] = {"lat": 50.0, "lon": 8.0}
    book = replace(
        book,
        sites=tuple(replace(each, **here) for each in book.sites),
        engineers=tuple(replace(each, **here) for each in book.engineers),
    )
    tally, watching = live(replace(case, service=replace(case.service, book=book)), policy)
    assert len(watching.visits) > 10
    assert readings(tally)["travel_share", ""] == 0.0
