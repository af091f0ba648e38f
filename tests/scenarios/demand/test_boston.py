"""Real tickets: three of every four weeks of Boston's foretell the fourth."""

from pathlib import Path

import holidays
import numpy as np
import pytest

from scenarios.demand import Columns, HeldOut, Reports, fit_demand, hold_out, interval_score, read_reports

SHARED = Path(__file__).parents[4] / "shared"
COLUMNS = Columns("OPEN_DT", "TYPE", "neighborhood")
HOLIDAYS = list(holidays.country_holidays("US", subdiv="MA", years=2015))


@pytest.fixture(scope="module")
def boston() -> Reports:
    path = SHARED / "data" / "boston311" / "tickets_2015_jan_sep.csv.gz"
    if not path.exists():
        pytest.skip(f"{path} is missing: it holds Boston's tickets")
    return read_reports(path, COLUMNS, "America/New_York")


@pytest.fixture(scope="module")
def held_out(boston: Reports) -> HeldOut:
    return hold_out(boston, holidays=HOLIDAYS, replications=1000)


def test_weeks_that_were_left_out_lie_in_the_bands(held_out: HeldOut) -> None:
    (found,) = held_out.summary().to_dict("records")
    assert found["cells"] >= 150
    assert found["fit_share"] >= 0.90


def test_the_bands_score_better_than_those_of_a_seasonal_poisson(held_out: HeldOut) -> None:
    (found,) = held_out.summary().to_dict("records")
    assert found["fit_score"] < 0.8 * found["month_score"]
    assert found["fit_score"] < 0.8 * found["poisson_score"]
    assert found["fit_width"] < 2.5 * found["month_width"]


def test_no_large_type_is_left_behind(held_out: HeldOut) -> None:
    by_type = held_out.summary("type")
    large = by_type[by_type["cells"] >= 20]
    assert len(large) >= 3
    assert (large["fit_share"] >= 0.85).all()


def test_february_s_storm_days_are_set_apart(boston: Reports) -> None:
    fitted = fit_demand(boston, holidays=HOLIDAYS)
    apart = {surge.first.isoformat() for surge in fitted.demand.surges} - {day.isoformat() for day in HOLIDAYS}
    assert {"2015-01-27", "2015-02-22", "2015-07-22"} <= apart  # the blizzard, the thaw, and a day without records
    assert len(apart) <= 8


def test_the_interval_score_is_width_and_forty_times_the_miss() -> None:
    counts, low, high = np.array([5.0, 1.0, 12.0]), np.full(3, 2.0), np.full(3, 10.0)
    assert interval_score(counts, low, high).tolist() == [8.0, 48.0, 88.0]
