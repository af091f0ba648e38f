"""The law of what is drawn, and what must not change when something else does."""

import itertools
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.book import Book
from scenarios.demand import Demand, Drawing, Reported, Stream, Surge, WorkTime

MONDAY = date(2026, 12, 7)
PLAIN = Stream("plain", 8.0, "1", WorkTime(timedelta(minutes=30)))


def drawn(demand: Demand, book: Book, days: int = 1, *, first: date = MONDAY, replication: int = 0) -> list[Reported]:
    drawing = Drawing(demand, book, 7, replication)
    return [each for day in range(days) for each in drawing.of_day(first + timedelta(days=day))]


def by_id(reported: list[Reported]) -> dict[str, Reported]:
    found = {each.ticket.id: each for each in reported}
    assert len(found) == len(reported), "ids are unique"
    return found


def daily_counts(demand: Demand, book: Book, days: int) -> np.ndarray:
    drawing = Drawing(demand, book, 7, 0)
    return np.array([len(drawing.of_day(MONDAY + timedelta(days=day))) for day in range(days)], dtype=float)


def test_the_same_seed_draws_the_same_tickets_in_any_order_of_days(book: Book, stream: Stream) -> None:
    demand = Demand([stream])
    one, other = Drawing(demand, book, 7, 3), Drawing(demand, book, 7, 3)
    tuesday = MONDAY + timedelta(days=1)
    assert [one.of_day(MONDAY), one.of_day(tuesday)] == [other.of_day(tuesday), other.of_day(MONDAY)][::-1]


def test_replications_and_seeds_differ(book: Book, stream: Stream) -> None:
    days = [Drawing(Demand([stream]), book, *names).of_day(MONDAY) for names in ((7, 0), (7, 1), (8, 0))]
    assert days[0] != days[1]
    assert days[0] != days[2]


def test_a_stream_does_not_change_another(book: Book, stream: Stream) -> None:
    alone = drawn(Demand([stream]), book, 14)
    beside = drawn(Demand([PLAIN, stream]), book, 14)
    assert [each for each in beside if each.ticket.id.startswith("faults:")] == alone


def test_tickets_come_in_the_order_of_time_with_what_the_stream_says(book: Book, stream: Stream) -> None:
    reported = drawn(Demand([stream, PLAIN]), book)
    times = [each.ticket.reported_at for each in reported]
    assert times == sorted(times)
    assert {str(at.tzinfo) for at in times} == {"Europe/Berlin"}
    for ticket in (each.ticket for each in reported if each.ticket.id.startswith("faults:2026-12-07:")):
        assert (ticket.severity, ticket.complexity, ticket.skills) == ("2", "simple", {"cctv": 1.0})
        assert ticket.duration == timedelta(hours=1)
        assert ticket.fault == ticket.id
        assert ticket.unit == {"north": "n-cameras", "south": "s-camera"}[ticket.site]


@settings(max_examples=25, deadline=None)
@given(
    factors=st.lists(st.floats(0, 3.5), min_size=2, max_size=4),
    of_site=st.floats(0, 2),
    dispersion=st.sampled_from([(1.0, 1.0), (2.5, 1.0), (2.5, 2.5), (4.0, 2.0)]),
    offset=st.integers(0, 400),
)
def test_what_is_reported_at_a_smaller_factor_is_reported_at_a_larger_one_too(
    book: Book, stream: Stream, factors: list[float], of_site: float, dispersion: tuple[float, float], offset: int
) -> None:
    day = MONDAY + timedelta(days=offset)
    spread = replace(stream, dispersion=dispersion[0], bunching=dispersion[1])
    surges = [Surge(MONDAY, date.max, of_site, sites=("north",))]
    tickets = [
        by_id(drawn(Demand([spread], surges, growth=factor), book, first=day)).items() for factor in sorted(factors)
    ]
    for fewer, more in itertools.pairwise(tickets):
        assert fewer <= more


def test_a_storm_is_three_times_as_much_on_its_days_and_changes_no_other(book: Book, stream: Stream) -> None:
    storm = Surge(MONDAY + timedelta(days=1), MONDAY + timedelta(days=120), 3.0, ("faults",))
    usual, stormy = daily_counts(Demand([stream]), book, 150), daily_counts(Demand([stream], [storm]), book, 150)
    assert usual[0] == stormy[0]
    assert (usual[121:] == stormy[121:]).all()
    assert stormy[1:121].sum() / usual[1:121].sum() == pytest.approx(3.0, rel=0.06)


def test_counts_have_the_mean_and_the_variance_that_the_stream_says(book: Book) -> None:
    even = replace(PLAIN, per_day=10.0, dispersion=3.0, bunching=1.8)
    counts = daily_counts(Demand([even]), book, 1500)
    assert counts.mean() == pytest.approx(10.0, abs=4 * np.sqrt(30 / 1500))
    assert counts.var() / counts.mean() == pytest.approx(3.0, rel=0.16)


def test_good_and_bad_weeks_have_the_variance_that_the_stream_says(book: Book) -> None:
    even = replace(PLAIN, per_day=4.0, week_cv=0.6)
    weeks = daily_counts(Demand([even]), book, 7 * 250).reshape(-1, 7).sum(axis=1)
    assert weeks.var() == pytest.approx(28 + (0.6 * 28) ** 2, rel=0.3)


def test_a_poisson_stream_has_gaps_that_are_exponential(book: Book) -> None:
    times = np.array([each.ticket.reported_at.timestamp() for each in drawn(Demand([PLAIN]), book, 1000)])
    gaps = np.diff(times)
    assert gaps.mean() == pytest.approx(10_800, rel=0.05)
    assert gaps.std() == pytest.approx(10_800, rel=0.05)
    assert (gaps > 10_800).mean() == pytest.approx(np.exp(-1), abs=0.02)


def test_a_bunch_comes_from_one_site_within_minutes(book: Book) -> None:
    bunched = replace(PLAIN, per_day=2.0, dispersion=6.0, bunching=6.0)
    reported = [each.ticket for each in drawn(Demand([bunched]), book, 300)]
    soon = [
        (one.site, other.site)
        for one, other in itertools.pairwise(reported)
        if other.reported_at - one.reported_at < timedelta(minutes=5)
    ]
    assert len(soon) > 200
    assert np.mean([one == other for one, other in soon]) > 0.95


def test_hours_weekdays_and_season_are_followed(book: Book) -> None:
    winter = {MONDAY: 1.0, MONDAY + timedelta(weeks=50): 2.0}
    shaped = replace(PLAIN, weekdays=(1, 1, 1, 1, 1, 0, 0), hours=(0,) * 8 + (1, 3) + (0,) * 14, season=winter)
    times = [each.ticket.reported_at for each in drawn(Demand([shaped]), book, 700)]
    assert {at.weekday() for at in times} == set(range(5))
    hours = Counter(at.hour for at in times)
    assert set(hours) == {8, 9}
    assert hours[9] / hours[8] == pytest.approx(3.0, rel=0.1)
    halves = Counter(at.date() < MONDAY + timedelta(weeks=50) for at in times)
    assert halves[False] / halves[True] == pytest.approx(2.0, rel=0.06)
    assert len(times) == pytest.approx(8 * 350 * 3, rel=0.05)


def test_168_hours_differ_by_weekday(book: Book) -> None:
    hours = [0.0] * 168
    hours[8] = hours[24 + 20] = 1.0  # Monday at eight, Tuesday at twenty
    hours[48:] = [1.0] * 120
    times = [each.ticket.reported_at for each in drawn(Demand([replace(PLAIN, hours=hours)]), book, 28)]
    assert {at.hour for at in times if at.weekday() == 0} == {8}
    assert {at.hour for at in times if at.weekday() == 1} == {20}


@pytest.mark.parametrize(("day", "skipped"), [(date(2027, 3, 28), True), (date(2026, 10, 25), False)])
def test_the_day_on_which_the_clock_changes_has_real_times_in_order(book: Book, day: date, skipped: bool) -> None:
    at_night = replace(PLAIN, per_day=400.0, hours=(0, 1, 1, 1) + (0,) * 20)
    times = [each.ticket.reported_at for each in drawn(Demand([at_night]), book, first=day)]
    instants = [at.timestamp() for at in times]
    assert instants == sorted(instants)
    assert all(at.date() == day for at in times)
    for at in times:
        assert at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) == at.replace(tzinfo=None)
    if skipped:
        assert {at.hour for at in times} == {1, 3}
    else:
        passes = Counter(at.fold for at in times if at.hour == 2)
        assert passes[0] > 30
        assert passes[1] > 30


def test_sites_report_in_proportion_to_their_weights_else_to_their_units_else_alike(book: Book) -> None:
    def shares(stream: Stream) -> dict[str, float]:
        found = Counter(each.ticket.site for each in drawn(Demand([stream]), book, 250))
        return {site: count / found.total() for site, count in found.items()}

    assert shares(replace(PLAIN, sites={"west": 3, "south": 1})) == pytest.approx(
        {"west": 0.75, "south": 0.25}, abs=0.04
    )
    assert shares(replace(PLAIN, unit_kind="camera")) == pytest.approx({"north": 0.75, "south": 0.25}, abs=0.04)
    assert shares(PLAIN) == pytest.approx({"north": 0.6, "south": 0.4}, abs=0.04)
    bare = replace(book, units=())
    found = Counter(each.ticket.site for each in drawn(Demand([PLAIN]), bare, 250))
    assert found["west"] / found.total() == pytest.approx(1 / 3, abs=0.04)


def test_a_demand_of_nothing_draws_nothing(book: Book, stream: Stream) -> None:
    assert drawn(Demand(), book) == []
    assert drawn(Demand([stream], growth=0.0), book) == []
    assert drawn(Demand([replace(stream, per_day=0.0)]), book) == []


def test_a_day_has_times_before_the_epoch_of_its_zone_too(book: Book) -> None:
    for each in drawn(Demand([PLAIN]), book, first=date(1960, 1, 4)):
        assert each.ticket.reported_at > datetime(1960, 1, 3, tzinfo=UTC)
