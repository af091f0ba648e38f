"""One trip does all that is due at a site."""

from datetime import date, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.recurrence import Inspection, inspections_due, trips
from tests.recurrence.books import HOUR, book, rule

FIRST = date(2026, 4, 1)


def inspection(id_: str, ready: int, ideal: int, due: int, **more: object) -> Inspection:
    days = [FIRST + timedelta(days=day) for day in (ready, ideal, due)]
    given: dict[str, object] = {"site": "tower", "rules": (id_,), "asked_on": FIRST, "duration": HOUR}
    return Inspection(id=id_, units=(), kind="inspection", ready_on=days[0], ideal_on=days[1], due_on=days[2],
                      **(given | more))  # type: ignore[arg-type]  # fmt: skip


def test_what_has_a_common_day_at_one_site_is_one_trip() -> None:
    (trip,) = trips([inspection("a", 0, 3, 6, skills={"cctv": 1}), inspection("b", 5, 8, 12, skills={"cctv": 2})])
    assert [one.id for one in trip.inspections] == ["a", "b"]
    assert (trip.ready_on.day, trip.ideal_on.day, trip.due_on.day) == (6, 6, 7)
    assert trip.duration == 2 * HOUR and trip.skills == {"cctv": 2} and trip.id == "a"


def test_other_sites_other_days_and_desk_work_do_not_share_a_trip() -> None:
    found = trips(
        [
            inspection("a", 0, 3, 6),
            inspection("b", 0, 3, 6, site="mill"),
            inspection("c", 7, 8, 9),
            inspection("d", 0, 3, 6, remote=True),
        ]
    )
    assert [[one.id for one in trip.inspections] for trip in found] == [["a"], ["b"], ["c"]]


def test_two_of_one_rule_never_share_a_trip() -> None:
    assert len(trips([inspection("a", 0, 1, 6, rules=("r", "s")), inspection("b", 4, 7, 9, rules=("s",))])) == 2


def test_a_trip_takes_no_longer_than_it_may() -> None:
    found = trips([inspection(name, 0, 3, 6, duration=3 * HOUR) for name in "abc"], longest=8 * HOUR)
    assert [trip.duration for trip in found] == [6 * HOUR, 3 * HOUR]


def test_what_is_overdue_goes_with_what_is_ready_on_the_first_day() -> None:
    late = inspection("late", -20, -10, -5, overdue_days=5)
    (trip,) = trips([late, inspection("open", -2, 3, 6)])
    assert trip.ready_on == trip.due_on == FIRST


def test_a_quarter_of_calls_maintenance_and_functional_tests_takes_a_trip_a_month() -> None:
    tolerance = {"tolerance_before": 5, "tolerance_after": 5}
    rules = []
    for place in range(40):
        since = date(2026, 1, 5) + timedelta(days=place % 20)
        half_year = since - timedelta(days=0 if place % 2 else 92)
        kept = {"site": f"site{place}", "last_done_on": date(2026, 3, 24), **tolerance}
        rules += [
            rule(f"call{place}", "FREQ=MONTHLY", series="call", since=since, **kept),
            rule(f"care{place}", "FREQ=MONTHLY;INTERVAL=3", series="care", since=since, **kept),
            rule(f"test{place}", "FREQ=MONTHLY;INTERVAL=6", series="test", since=half_year, **kept),
        ]
    due = [one for one in inspections_due(book(*rules), FIRST, date(2026, 6, 30)) if one.ideal_on <= date(2026, 6, 30)]
    assert 170 <= len(due) <= 190  # 4.5 a site
    assert 120 <= len(trips(due)) <= 130  # 3 a site


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=5))
def test_there_are_no_fewer_trips_than_these(spans: list[tuple[int, int, int]]) -> None:
    due = [inspection(str(place), a, a + b, a + b + c) for place, (a, b, c) in enumerate(spans)]
    found = trips(due)
    assert sorted(one.id for trip in found for one in trip.inspections) == sorted(one.id for one in due)
    for trip in found:
        assert trip.ready_on <= trip.ideal_on <= trip.due_on
        assert all(one.ready_on <= trip.ready_on and trip.due_on <= one.due_on for one in trip.inspections)
    last_days = sorted({one.due_on for one in due})  # visits on some of the last days meet all
    fewest = min(
        sum(chosen)
        for chosen in product((0, 1), repeat=len(last_days))
        if all(
            any(on and one.ready_on <= day <= one.due_on for on, day in zip(chosen, last_days, strict=True))
            for one in due
        )
    )
    assert len(found) == fewest
