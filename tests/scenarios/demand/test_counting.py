"""Counts without tickets follow the law of the tickets."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from optimiser.book import Book
from scenarios.demand import Demand, Drawing, Stream, Surge, draw_counts, expected_counts

MONDAY = date(2026, 12, 7)
DAYS = [MONDAY + timedelta(days=day) for day in range(14)]


def test_means_and_variances_are_what_the_stream_says(stream: Stream) -> None:
    demand = Demand([stream], [Surge(DAYS[9], DAYS[9], 2.0)], growth=1.5)
    counts = draw_counts(demand, DAYS, 1, 20_000, 24)["faults"][:, :, 0]
    means = expected_counts(demand, stream, DAYS)[:, 0]
    assert means[:7] == pytest.approx(1.5 * 20 * np.array([2, 1, 1, 1, 1, 0.5, 0.5]))
    assert means[9] == pytest.approx(2 * means[2])
    assert counts.mean(axis=0) == pytest.approx(means, rel=0.02)
    excess = 1.5 * 1.3 * (1 + 0.2**2) * means[2]  # growth makes good and bad days differ by so much more
    assert counts[:, 2].var() == pytest.approx(1.7 * means[2] + excess + (0.2 * means[2]) ** 2, rel=0.06)


def test_days_of_a_week_go_together_and_weeks_do_not(stream: Stream) -> None:
    counts = draw_counts(Demand([replace(stream, week_cv=0.5)]), DAYS, 1, 4000)["faults"][:, :, 0]
    of_days = np.corrcoef(counts.T)
    assert of_days[0, 1] > 0.5
    assert abs(of_days[0, 8]) < 0.06


def test_tickets_and_counts_have_the_same_law(book: Book, stream: Stream) -> None:
    # 120 weeks of tickets against as many as one likes of counts, by blocks of eight hours of a Monday.
    demand = Demand([stream], growth=1.4)
    blocks = np.zeros((120, 3))
    drawing = Drawing(demand, book, 3, 0)
    for week in range(120):
        for each in drawing.of_day(MONDAY + timedelta(weeks=week)):
            blocks[week, each.ticket.reported_at.hour // 8] += 1
    counts = draw_counts(demand, [MONDAY], 3, 20_000, 8)["faults"][:, 0]
    errors = 4 * counts.std(axis=0) / np.sqrt(120)
    assert (np.abs(blocks.mean(axis=0) - counts.mean(axis=0)) < errors).all()
    assert blocks[:, 1].std() == pytest.approx(counts[:, 1].std(), rel=0.25)
