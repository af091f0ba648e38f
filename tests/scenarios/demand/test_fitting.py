"""Fitting finds the parameters of demand that was made with known ones."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from optimiser import FaultyInput
from optimiser.book import Book
from scenarios.demand import (
    Demand,
    Drawing,
    FittedDemand,
    Reports,
    Stream,
    Surge,
    WorkTime,
    draw_counts,
    expected_counts,
    fit_demand,
    reports_from,
)  # fmt: skip

FIRST = date(2026, 1, 5)
DAYS = [FIRST + timedelta(days=day) for day in range(52 * 7)]
HOLIDAYS = [FIRST + timedelta(days=day) for day in (30, 85, 120, 200, 260, 310)]
STORM = DAYS[150]
SEASON = {FIRST: 0.7, FIRST + timedelta(weeks=17): 1.3}


def history(demand: Demand, book: Book) -> Reports:
    drawing = Drawing(demand, book, 5, 0)
    tickets = [each.ticket for day in DAYS for each in drawing.of_day(day)]
    rows = [(each.reported_at.replace(tzinfo=None), each.id.partition(":")[0], each.site) for each in tickets]
    return reports_from(pd.DataFrame(rows, columns=["at", "type", "site"]), "Europe/Berlin", DAYS[0], DAYS[-1])


@pytest.fixture(scope="module")
def made(stream: Stream) -> Demand:
    """A busy stream with a season, holidays and a storm, and a rare one."""
    rare = Stream("rare", 0.3, "1", WorkTime(timedelta(hours=1)), hours=stream.hours)
    busy = replace(stream, season=SEASON, per_day=15.0, sites={"north": 3.0, "west": 1.0})
    surges = [Surge(day, day, 0.3) for day in HOLIDAYS]
    return Demand([busy, rare], [*surges, Surge(STORM, STORM, 8.0)])


@pytest.fixture(scope="module")
def fitted(made: Demand, book: Book) -> FittedDemand:
    return fit_demand(
        history(made, book), holidays=HOLIDAYS, templates={"faults": replace(made.streams[0], id="any", sites={})}
    )


def test_rates_are_found(fitted: FittedDemand, made: Demand) -> None:
    usual = [day for day in DAYS if day != STORM and day not in HOLIDAYS]
    for stream, was in zip(fitted.demand.streams, made.streams, strict=True):
        total, truth = (
            expected_counts(demand, each, usual).sum() for demand, each in ((fitted.demand, stream), (made, was))
        )
        assert total == pytest.approx(truth, rel=0.12 if was.per_day > 1 else 0.3)


def test_weekdays_hours_and_season_are_found(fitted: FittedDemand, made: Demand) -> None:
    busy = fitted.demand.streams[0]
    truth = np.array(made.streams[0].weekdays)
    assert np.array(busy.weekdays) == pytest.approx(truth / truth.mean(), abs=0.25)
    hours = np.array(busy.hours).reshape(7, 24)
    was = np.array(made.streams[0].hours)
    assert hours.mean(axis=0) == pytest.approx(was / was.sum(), abs=0.03)
    season = np.array(list(busy.season.values()))
    assert season[25:50].mean() / season[:15].mean() == pytest.approx(1.3 / 0.7, rel=0.2)


def test_dispersion_at_all_three_scales_is_found(fitted: FittedDemand) -> None:
    busy = fitted.demand.streams[0]
    assert busy.dispersion == pytest.approx(3.0, abs=0.6)
    assert busy.bunching == pytest.approx(1.7, abs=0.3)
    assert busy.week_cv == pytest.approx(0.2, abs=0.1)
    rare = fitted.demand.streams[1]
    assert rare.dispersion < 1.4


def test_holidays_and_the_storm_become_surges(fitted: FittedDemand) -> None:
    surges = {surge.first: surge.factor for surge in fitted.demand.surges if surge.streams == ("faults",)}
    assert surges[HOLIDAYS[0]] == pytest.approx(0.3, abs=0.15)
    assert surges[STORM] > 4
    assert len(surges) <= len(HOLIDAYS) + 3


def test_a_storm_that_is_named_is_modelled_and_not_searched_for(made: Demand, book: Book) -> None:
    coming = DAYS[-1] + timedelta(days=20)
    named = fit_demand(history(made, book), holidays=HOLIDAYS, storms=[STORM, coming])
    surges = {surge.first: surge.factor for surge in named.demand.surges if surge.streams == ("faults",)}
    assert surges[STORM] == surges[coming] == pytest.approx(8.0, rel=0.6)
    assert named.demand.streams[0].dispersion == pytest.approx(3.0, abs=0.6)


def test_a_type_that_has_tickets_only_on_days_left_out_is_foretold_to_have_none(made: Demand, book: Book) -> None:
    reports = history(made, book)
    once = pd.DataFrame({"at": [pd.Timestamp(DAYS[3])], "type": "once", "site": ""})
    table = pd.concat([reports.table, once]).sort_values("at", ignore_index=True)
    fitted = fit_demand(replace(reports, table=table), left_out=[DAYS[3]])
    (found,) = [stream for stream in fitted.demand.streams if stream.id == "once"]
    assert found.per_day < 1e-3
    assert found.dispersion == 1.0


def test_sites_follow_the_history_unless_the_template_says_otherwise(
    fitted: FittedDemand, made: Demand, book: Book
) -> None:
    weights = fitted.demand.streams[0].sites
    assert weights["north"] / sum(weights.values()) == pytest.approx(0.75, abs=0.05)
    assert fitted.demand.streams[0].remote_share == 0.3
    assert Drawing(fitted.demand, book, 1, 0).of_day(FIRST)


def test_goodness_says_that_a_right_model_fits(fitted: FittedDemand) -> None:
    busy = fitted.goodness.types[0]
    assert busy.dispersion_before > 4
    assert busy.dispersion_after == pytest.approx(1.0, abs=0.3)
    assert busy.weeks_share >= 0.88
    assert busy.days_share >= 0.93
    assert busy.counts_p > 0.01
    assert busy.hours_p > 0.01
    assert "faults" in fitted.goodness.text()


def test_goodness_says_that_wrong_hours_do_not_fit(book: Book) -> None:
    # Reports on the stroke of the hour: within an hour the rate is not even.
    reports = history(Demand([Stream("clocked", 6.0, "1", WorkTime(timedelta(hours=1)))]), book)
    table = reports.table.assign(at=reports.table["at"].dt.floor("6h"))
    kept = fit_demand(replace(reports, table=table)).goodness.types[0]
    assert kept.hours_p < 0.001


def test_a_week_that_stands_out_is_named(book: Book) -> None:
    calm = Demand([Stream("calm", 10.0, "1", WorkTime(timedelta(hours=1)))])
    monday = FIRST + timedelta(weeks=20)
    demand = replace(calm, surges=[Surge(monday, monday + timedelta(days=6), 1.7)])
    failed = fit_demand(history(demand, book)).goodness.failed
    assert monday in [each.monday for each in failed]
    assert all(each.why for each in failed)


def test_weeks_that_were_left_out_are_foretold_by_their_neighbours(book: Book, made: Demand) -> None:
    reports = history(made, book)
    out = [day for day in DAYS if (day - FIRST).days // 7 % 4 == 3]
    fitted = fit_demand(reports, left_out=out, holidays=HOLIDAYS)
    dropped = reports.table[~reports.table["at"].dt.date.isin(set(out))].reset_index(drop=True)
    blind = fit_demand(replace(reports, table=dropped), left_out=out, holidays=HOLIDAYS)
    assert blind.demand.streams[0].season == fitted.demand.streams[0].season
    busy = fitted.demand.streams[0]
    counts = draw_counts(Demand([busy]), out, 1, 400)["faults"].sum(axis=(1, 2)).mean()
    assert counts == pytest.approx(
        reports.hourly("faults").sum(axis=1)[[(day - FIRST).days for day in out]].sum(), rel=0.2
    )


def test_the_season_is_carried_on_as_a_year_before(fitted: FittedDemand) -> None:
    ahead = fitted.until(DAYS[-1] + timedelta(weeks=30)).streams[0].season
    last = max(fitted.demand.streams[0].season)
    assert max(ahead) == last + timedelta(weeks=30)
    assert ahead[last + timedelta(weeks=9)] == ahead[last - timedelta(weeks=43)]


@pytest.mark.parametrize("days", [1, 13])
def test_a_history_that_is_too_short_is_refused(days: int) -> None:
    table = pd.DataFrame({"at": [f"2026-12-07 {hour:02}:00" for hour in range(9)], "type": "a", "site": ""})
    reports = reports_from(table, "UTC", date(2026, 12, 7), date(2026, 12, 6) + timedelta(days=days))
    with pytest.raises(FaultyInput) as refusal:
        fit_demand(reports)
    assert [fault.code for fault in refusal.value.faults] == ["short_history"]
    assert ("has 1 day to" if days == 1 else f"has {days} days to") in str(refusal.value)


def test_a_history_without_tickets_on_the_days_to_fit_on_is_refused() -> None:
    table = pd.DataFrame({"at": ["2026-12-07 08:00"], "type": "a", "site": ""})
    reports = reports_from(table, "UTC", date(2026, 12, 7), date(2026, 12, 31))
    with pytest.raises(FaultyInput) as refusal:
        fit_demand(reports, left_out=[date(2026, 12, 7)])
    assert [fault.code for fault in refusal.value.faults] == ["no_history"]
