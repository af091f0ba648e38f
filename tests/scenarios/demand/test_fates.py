"""What becomes of tickets: shares, times, and what a changed share leaves alone."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from optimiser.book import Book
from scenarios.demand import Demand, Drawing, Fate, Stream, WorkTime
from scenarios.demand.fates import COLUMNS, draw_fates, draw_work

HOUR = WorkTime(timedelta(hours=1))


def fates_of(stream: Stream, count: int = 20_000) -> list[Fate]:
    return draw_fates(stream, np.random.default_rng(5).random((count, COLUMNS)))


def test_shares_and_means_are_what_the_stream_says(stream: Stream) -> None:
    told = replace(stream, answer=timedelta(minutes=5), remote_work=timedelta(minutes=10))
    fates = fates_of(told)
    assert np.mean([fate.is_remote for fate in fates]) == pytest.approx(0.3, abs=0.015)
    assert np.mean([fate.cancelled_after is not None for fate in fates]) == pytest.approx(0.1, abs=0.01)
    assert np.mean([fate.part == "board" for fate in fates]) == pytest.approx(0.25, abs=0.015)
    assert np.mean([fate.answered_after.total_seconds() for fate in fates]) == pytest.approx(300, rel=0.04)
    assert np.mean([fate.sorted_after.total_seconds() for fate in fates]) == pytest.approx(900, rel=0.04)
    assert all(fate.sorted_after >= fate.answered_after for fate in fates)
    patience = [fate.cancelled_after.total_seconds() for fate in fates if fate.cancelled_after is not None]
    assert np.mean(patience) == pytest.approx(4 * 3600, rel=0.08)


def test_visits_are_geometric_and_end_at_the_fifth(stream: Stream) -> None:
    visits = np.array([len(fate.work) for fate in fates_of(stream)])
    assert (visits > 1).mean() == pytest.approx(0.2, abs=0.012)
    assert (visits > 2).mean() == pytest.approx(0.04, abs=0.006)
    assert {len(fate.work) for fate in fates_of(replace(stream, repeat_share=1.0), 50)} == {5}
    assert {len(fate.work) for fate in fates_of(replace(stream, repeat_share=0.0), 50)} == {1}


@pytest.mark.parametrize(("kind", "cv"), [("lognormal", 0.4), ("gamma", 0.7), ("exponential", 1.0), ("fixed", 0.0)])
def test_work_has_the_mean_and_the_spread_that_its_kind_says(kind: str, cv: float) -> None:
    times = draw_work(WorkTime(timedelta(hours=2), kind, cv), np.random.default_rng(1).random(50_000))  # type: ignore[arg-type]
    assert times.mean() == pytest.approx(7200, rel=0.02)
    assert times.std() / times.mean() == pytest.approx(cv, abs=0.02)


@pytest.mark.parametrize("kind", ["lognormal", "gamma"])
def test_work_without_spread_is_as_planned(kind: str) -> None:
    times = draw_work(WorkTime(timedelta(hours=2), kind, 0.0), np.array([0.0, 0.3, 0.999]))  # type: ignore[arg-type]
    assert times == pytest.approx([7200] * 3)


def test_a_larger_remote_share_only_adds_tickets_that_are_solved_at_the_desk(book: Book, stream: Stream) -> None:
    day = date(2026, 12, 7)
    before = Drawing(Demand([stream]), book, 1, 0).of_day(day)
    after = Drawing(Demand([replace(stream, remote_share=0.6)]), book, 1, 0).of_day(day)
    assert [each.ticket for each in before] == [each.ticket for each in after]
    pairs = list(zip(before, after, strict=True))
    assert all(replace(one.fate, is_remote=other.fate.is_remote) == other.fate for one, other in pairs)
    assert all(other.fate.is_remote for one, other in pairs if one.fate.is_remote)
    assert any(one.fate.is_remote != other.fate.is_remote for one, other in pairs)


def test_numbers_at_the_edge_give_times_that_are_finite(stream: Stream) -> None:
    for edge in (0.0, np.nextafter(1.0, 0.0)):
        for kind in ("lognormal", "gamma", "exponential", "fixed"):
            work = replace(stream.work, kind=kind)  # type: ignore[arg-type]
            (fate,) = draw_fates(replace(stream, work=work), np.full((1, COLUMNS), edge))
            assert all(each >= timedelta(seconds=1) for each in fate.work)
