"""A month or a week for each inspection, so that none has much more to do than the others."""

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.recurrence import Inspection, Levelled, inspections_due, levelled
from optimiser.recurrence.periods import periods_of, place_of
from tests.recurrence.books import HOUR, book, rule

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def inspection(id_: str, ideal: date, tolerance: int, hours: float = 1.0, **more: object) -> Inspection:
    width = timedelta(days=tolerance)
    one = Inspection(id_, "tower", (id_,), (), "inspection", ideal - width, ideal, ideal + width, hours * HOUR,
                     asked_on=YEAR[0])  # fmt: skip
    return replace(one, **more)  # type: ignore[arg-type]


def level(*inspections: Inspection, **how: object) -> Levelled:
    return levelled(book(), inspections, *YEAR, **how)  # type: ignore[arg-type]


def shares(found: Levelled) -> list[float]:
    return [load.after / load.mean for load in found.loads]


def test_a_year_that_is_level_stays_as_it_is() -> None:
    even = [inspection(f"i{month}", date(2026, month, 15), 3) for month in range(1, 13)]
    found = level(*even)
    assert found.inspections == tuple(even) and found.moved_count == 0 and found.held == ()
    assert [load.name for load in found.loads] == [f"2026-{month:02d}" for month in range(1, 13)]


def test_what_piles_up_in_one_month_is_shared_out_to_its_neighbours() -> None:
    steady = [inspection(f"s{month}.{place}", date(2026, month, 15), 0) for month in range(1, 13) for place in range(8)]
    pile = [inspection(f"p{place}", date(2026, 6, 1 + 3 * place), 45) for place in range(10)]
    found = level(*steady, *pile)
    assert max(load.before / load.mean for load in found.loads) > 2
    assert max(shares(found)) <= 1.2 and found.held == ()
    for was, now in zip([*steady, *pile], found.inspections, strict=True):
        assert was.ready_on <= now.ready_on <= now.ideal_on <= now.due_on <= was.due_on
        assert now.ready_on.month == now.due_on.month
    assert found.moved_count == sum(
        was.ideal_on.month != now.ideal_on.month for was, now in zip([*steady, *pile], found.inspections, strict=True)
    )


def test_where_the_tolerances_do_not_allow_it_the_month_and_what_holds_it_are_named() -> None:
    steady = [inspection(f"s{month}", date(2026, month, 15), 5, 2.0) for month in range(1, 13)]
    pile = [inspection(f"p{place}", date(2026, 9, 15), 5, 3.0) for place in range(4)]
    found = level(*steady, *pile)
    (held,) = found.held
    assert held.period == "2026-09"
    assert set(held.inspections) == {"s9", "p0", "p1", "p2", "p3"}
    assert "14 h" in held.sentence and "4.67 times the mean of 3 h" in held.sentence and "p0, p1, p2" in held.sentence


def test_one_month_that_cannot_be_level_does_not_excuse_another() -> None:
    fixed = [inspection(f"f{place}", date(2026, 3, 15), 0) for place in range(20)]
    loose = [inspection(f"l{place}", date(2026, 9, 15), 75) for place in range(12)]
    found = level(*fixed, *loose)
    assert [held.period for held in found.held] == ["2026-03"]
    assert all(share <= 1.2 for place, share in enumerate(shares(found)) if place != 2)


def test_of_many_inspections_too_one_month_does_not_excuse_another() -> None:
    """So many of different lengths that the linear relaxation is rounded."""
    dice = random.Random(2)
    lengths = [minutes / 60 for minutes in range(30, 330)]
    fixed = [inspection(f"f{place}", date(2026, 3, 15), 0, hours) for place, hours in enumerate(lengths)]
    loose = [
        inspection(f"l{place}", date(2026, 9, dice.randint(1, 28)), 75, hours)
        for place, hours in enumerate(lengths[:200] * 2)
    ]
    found = level(*fixed, *loose)
    assert [held.period for held in found.held] == ["2026-03"]
    assert all(share <= 1.2 for place, share in enumerate(shares(found)) if place != 2)
    assert set(found.held[0].inspections) == {one.id for one in fixed}


def test_only_working_days_of_its_calendar_count() -> None:
    # 31 January 2026 is a Saturday, 1 February a Sunday: nothing of this can be done in February.
    (found,) = level(
        inspection("i", date(2026, 1, 30), 2, calendar="office", ready_on=date(2026, 1, 30)), most_of_mean=1.0
    ).inspections
    assert (found.ready_on, found.due_on) == (date(2026, 1, 30), date(2026, 1, 30))


def test_what_is_ideal_after_the_span_counts_nowhere_and_what_is_overdue_counts_at_once() -> None:
    later = inspection("later", date(2027, 1, 3), 10)
    late = inspection("late", date(2025, 12, 1), 3, 5.0, overdue_days=28)
    found = level(later, late)
    assert found.inspections == (later, late)
    assert [load.after / HOUR for load in found.loads] == [5.0] + [0.0] * 11


def test_nothing_due_is_level() -> None:
    found = level()
    assert found.inspections == () and found.held == () and len(found.loads) == 12


def test_weeks_begin_on_monday_and_cut_off_ones_have_less() -> None:
    weeks = periods_of(date(2026, 1, 1), date(2026, 1, 18), "week")
    assert [(week.name, week.first.day, week.last.day, week.share) for week in weeks] == [
        ("2026-W01", 1, 4, pytest.approx(4 / 7)),
        ("2026-W02", 5, 11, 1.0),
        ("2026-W03", 12, 18, 1.0),
    ]
    assert [place_of(date(2026, 1, day), weeks) for day in (1, 4, 5, 18)] == [0, 0, 1, 2]
    months = periods_of(date(2026, 2, 15), date(2026, 3, 31), "month")
    assert [(month.name, month.share) for month in months] == [("2026-02", 0.5), ("2026-03", 1.0)]


def test_weeks_can_be_levelled_too() -> None:
    pile = [inspection(f"p{place}", date(2026, 6, 10), 20) for place in range(10)]
    steady = [inspection(f"s{week}", date(2026, 1, 7) + timedelta(weeks=week), 0) for week in range(51)]
    before = level(*pile, *steady, by="week")
    assert max(load.after for load in before.loads) == 3 * HOUR  # ten in seven weeks that have one already


INSPECTIONS = st.lists(
    st.tuples(st.integers(0, 89), st.integers(0, 40), st.sampled_from([0.5, 1.0, 2.0, 3.5])), min_size=1, max_size=6
)


@settings(deadline=None, max_examples=40)
@given(INSPECTIONS, st.sampled_from([1.0, 1.2, 1.5]))
def test_the_largest_month_is_as_small_as_any_choice_makes_it(
    given_: list[tuple[int, int, float]], most_of_mean: float
) -> None:
    first, last = date(2026, 1, 1), date(2026, 3, 31)
    due = [
        inspection(f"i{place}", first + timedelta(days=day), tolerance, hours)
        for place, (day, tolerance, hours) in enumerate(given_)
    ]
    found = levelled(book(), due, first, last, most_of_mean=most_of_mean)
    limit = sum(hours for _, _, hours in given_) / 3 * most_of_mean
    options = [
        [month for month in (1, 2, 3) if any((first + timedelta(days=d)).month == month for d in range(90)
         if abs(d - day) <= tolerance)]
        for day, tolerance, _ in given_
    ]  # fmt: skip

    def worth(chosen: tuple[int, ...]) -> tuple[float, float, int]:
        loads = [sum(given_[place][2] for place, month in enumerate(chosen) if month == it) for it in (1, 2, 3)]
        moved = sum(month != one.ideal_on.month for month, one in zip(chosen, due, strict=True))
        return max(limit, *loads), round(sum(max(load - limit, 0) for load in loads), 6), moved

    mine = tuple(one.ideal_on.month for one in found.inspections)
    best = min(map(worth, product(*options)))
    assert worth(mine)[0] == pytest.approx(best[0], abs=1e-3)
    assert bool(found.held) == any(load.after > load.limit for load in found.loads)


def test_a_year_of_a_hundred_and_fifty_sites_is_level_and_always_the_same() -> None:
    dice = random.Random(1)
    due = []
    for place in range(2400):
        month = dice.choice([3, 3, 4, 9, 9, *range(1, 13)])
        ideal = date(2026, month, dice.randint(1, 28))
        one = inspection(f"i{place}", ideal, dice.choice([5, 10, 30]), dice.randint(20, 400) / 60)
        due.append(replace(one, ready_on=max(one.ready_on, YEAR[0]), due_on=min(one.due_on, YEAR[1])))
    found = level(*due)
    assert max(load.before / load.mean for load in found.loads) > 1.8
    assert max(shares(found)) <= 1.2 and found.held == ()
    assert level(*due) == found


def test_the_inspections_of_a_book_are_levelled_within_its_working_days() -> None:
    rules = [
        rule(f"r{place}", "FREQ=YEARLY", since=date(2025, 5, 1 + place % 28), last_done_on=date(2025, 6, 1),
             site=f"site{place}", tolerance_before=40, tolerance_after=40, calendar="office")
        for place in range(30)
    ]  # fmt: skip
    small = book(*rules)
    due = inspections_due(small, *YEAR)
    found = levelled(small, due, *YEAR, most_of_mean=3.6)
    assert max(load.before / load.mean for load in found.loads) > 9
    assert max(shares(found)) <= 3.6 and found.held == ()
    assert all(one.ideal_on.weekday() < 5 or one.ideal_on.isoformat() == "2026-05-09" for one in found.inspections)
