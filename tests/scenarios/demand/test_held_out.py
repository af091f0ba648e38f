"""Leaving weeks out, on demand that is known."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from optimiser import FaultyInput
from scenarios.demand import Reports, hold_out, reports_from

FIRST = date(2026, 1, 5)


def poisson_history(per_day: float, weeks: int = 24) -> Reports:
    """Tickets of a plain Poisson process."""
    hours = np.cumsum(np.random.default_rng(3).exponential(24 / per_day, int(per_day * 7 * weeks)))
    times = pd.Timestamp(FIRST) + pd.to_timedelta(hours[hours < 24 * 7 * weeks], unit="h")
    table = pd.DataFrame({"at": times, "type": "plain", "site": ""})
    return reports_from(table, "UTC", FIRST, FIRST + timedelta(days=7 * weeks - 1))


def test_where_demand_is_poisson_the_fitted_bands_are_nearly_poissons() -> None:
    (found,) = hold_out(poisson_history(60.0), replications=1000).summary().to_dict("records")
    assert found["cells"] == 6 * 7 * 6
    assert found["fit_share"] >= 0.92
    assert found["fit_width"] == pytest.approx(found["poisson_width"], rel=0.15)
    assert found["fit_score"] == pytest.approx(found["poisson_score"], rel=0.15)


def test_cells_are_the_counts_of_the_weeks_left_out() -> None:
    reports = poisson_history(60.0, 8)
    cells = hold_out(reports, replications=200, block_h=24).cells
    days = [FIRST + timedelta(days=day) for day in (*range(21, 28), *range(49, 56))]
    assert [each.date() for each in cells["day"]] == days
    assert cells["count"].tolist() == reports.hourly("plain").sum(axis=1)[[(day - FIRST).days for day in days]].tolist()


@pytest.mark.parametrize(
    ("per_day", "weeks", "code"),
    [(60.0, 3, "short_history"), (1.0, 24, "too_few_tickets")],
    ids=["too short", "too few"],
)
def test_a_history_that_cannot_be_held_out_is_refused(per_day: float, weeks: int, code: str) -> None:
    with pytest.raises(FaultyInput) as refusal:
        hold_out(poisson_history(per_day, weeks))
    assert [fault.code for fault in refusal.value.faults] == [code]
