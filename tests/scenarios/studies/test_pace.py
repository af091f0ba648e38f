"""Time left follows from what was lived through, policy by policy."""

import pytest

from scenarios.studies.lived import Case
from scenarios.studies.pace import Pace

SLOW = [Case("as it is", "optimiser", number) for number in range(3)]
QUICK = [Case("as it is", "first_come", number) for number in range(3)]


def test_nothing_is_said_of_the_time_before_anything_was_lived_through() -> None:
    pace = Pace(10)
    pace.expect(SLOW)
    assert pace.progress(1).left_s is None


def test_cases_take_as_long_as_others_of_their_policy() -> None:
    pace = Pace(10)
    pace.expect([*SLOW, *QUICK])
    pace.finished(SLOW[0], 100.0)
    pace.finished(QUICK[0], 1.0)
    told = pace.progress(1)
    assert told.left_s == pytest.approx(2 * 100.0 + 2 * 1.0)
    assert (told.done, told.expected, told.days_done, told.days_expected) == (2, 6, 20, 60)


def test_two_workers_take_half_as_long_but_a_case_is_not_shared() -> None:
    pace = Pace(10)
    pace.expect(SLOW)
    pace.finished(SLOW[0], 100.0)
    assert pace.progress(2).left_s == pytest.approx(100.0)
    assert pace.progress(20).left_s == pytest.approx(100.0)


def test_a_case_under_way_counts_by_its_days() -> None:
    pace = Pace(10)
    pace.expect(SLOW[:1])
    pace.heard(SLOW[0], 1, 10.0)
    pace.heard(SLOW[0], 4, 40.0)
    told = pace.progress(1)
    assert told.left_s == pytest.approx(60.0)
    assert told.days_done == 4


def test_what_a_worker_takes_to_start_is_not_taken_for_work() -> None:
    pace = Pace(10)
    pace.expect(SLOW)
    pace.heard(SLOW[0], 1, 90.0)  # nearly all of it to compile
    assert pace.progress(1).left_s is None
    pace.heard(SLOW[0], 3, 94.0)
    assert pace.progress(1).left_s == pytest.approx(2.0 * (7 + 20))
    pace.finished(SLOW[0], 108.0)
    assert pace.progress(1).left_s == pytest.approx(2.0 * 20)


def test_a_case_that_was_first_heard_of_on_its_last_day_counts_as_a_whole_where_nothing_else_is_known() -> None:
    pace = Pace(10)
    pace.expect(SLOW)
    pace.heard(SLOW[0], 10, 100.0)
    pace.finished(SLOW[0], 100.0)
    assert pace.progress(1).left_s == pytest.approx(200.0)
    pace.finished(SLOW[1], 5.0)
    assert pace.progress(1).left_s == pytest.approx(5.0)


def test_a_policy_that_was_not_tried_yet_is_taken_for_an_average_one() -> None:
    pace = Pace(10)
    pace.expect([*SLOW[:1], *QUICK[:1]])
    pace.finished(SLOW[0], 100.0)
    assert pace.progress(1).left_s == pytest.approx(100.0)


def test_what_is_kept_from_before_is_done_and_what_is_asked_again_is_not_awaited() -> None:
    pace = Pace(10)
    pace.finished(SLOW[0], 100.0)
    pace.expect(SLOW[:1])
    assert pace.progress(1).left_s == 0.0
