"""What charts are made of: scales, numbers, the frontier, places in per cent."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.measures import WAIT_EDGES_S
from scenarios.report import numbers
from scenarios.report.backlog import MOST_POINTS, backlog_plots
from scenarios.report.bars import load_charts, splits
from scenarios.report.frontier import beyond
from scenarios.report.reading import Case, Estimate, Reading
from scenarios.report.scale import around
from scenarios.report.waits import wait_plots
from scenarios.report.words import Words

from .results import NAMES, drawn_result

FINITE = st.floats(-1e7, 1e7, allow_nan=False).map(lambda value: round(value, 4))


@given(st.lists(FINITE, max_size=8), st.integers(2, 8))
def test_a_scale_shows_every_value_and_names_few_round_numbers(values: list[float], count: int) -> None:
    scale = around(values, count)
    assert scale.low < scale.high
    assert all(scale.low <= value <= scale.high for value in values)
    assert 0 < len(scale.steps) <= count + 1
    assert all(0 <= tick.at <= 100 for tick in scale.ticks(str))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_shares_are_drawn_between_nothing_and_all(values: list[float]) -> None:
    scale = around(values, least=0.0, most=1.0)
    assert scale.low >= 0 and scale.high <= 1.0 + 0.11 * (max(values) == min(values))


@given(st.floats(-1e8, 1e8, allow_nan=False), st.sampled_from(["share", "hours", "money/day", "count"]))
def test_numbers_read_back_as_what_they_were(value: float, unit: str) -> None:
    text = numbers.plain(value, unit)
    back = float(text.replace(",", "").replace("−", "-").rstrip("\u202f%")) / (100 if unit == "share" else 1)
    assert back == pytest.approx(value, rel=0.02, abs=0.0051 if abs(value) < 1 else 0.051)
    assert not re.fullmatch(r"[-−+]0?\.?0*", text)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0468, "share", "+4.7"), (-0.0004, "share", "0.0"), (-612.4, "money/day", "−612"), (3.14159, "hours", "+3.1"),
        (0.25, "hours", "+0.25"), (12345.6, "count", "+12,346"), (0.0, "count", "0.00"),
    ],
)  # fmt: skip
def test_a_difference_has_its_sign_and_zero_has_none(value: float, unit: str, text: str) -> None:
    assert numbers.signed(value, unit) == text


@given(st.lists(st.tuples(FINITE, st.floats(0, 1)), min_size=1, max_size=12))
def test_nothing_lies_beyond_the_frontier(points: list[tuple[float, float]]) -> None:
    priced = {Case(str(k), ""): (Estimate(cost), Estimate(service)) for k, (cost, service) in enumerate(points)}
    best = [(priced[case][0].mean, priced[case][1].mean) for case in beyond(priced)]
    assert best == sorted(best)
    for cost, service in points:
        assert any(cost >= there and service <= kept for there, kept in best)
        beaten = any(c <= cost and s >= service and (c, s) != (cost, service) for c, s in points)
        assert beaten or (cost, service) in best


def test_a_difference_asked_for_the_other_way_round_is_turned() -> None:
    reading = Reading(drawn_result())
    better, now = Case(NAMES[1], "optimiser"), Case(NAMES[0], "optimiser")
    there, back = reading.difference(better, now, "on_time"), reading.difference(now, better, "on_time")
    assert there and back and there.interval and back.interval
    assert back.mean == -there.mean
    assert back.interval == (-there.interval[1], -there.interval[0])


def test_the_waiting_curve_is_the_share_that_still_waits() -> None:
    result = drawn_result(NAMES[:1], ("optimiser",), 2, 20)
    plot = wait_plots(Reading(result), Words("en"))[0]
    points = [tuple(map(float, point.split())) for point in plot.curves[0].path[1:].split("L")]
    hour = next(tick.at for tick in plot.across if tick.label == "4 h")
    drawn = np.interp(hour * 10, [x for x, _ in points], [1 - y / 1000 for _, y in points])
    counted = result.waits[result.waits["day"] >= result.warm_up]
    waits = WAIT_EDGES_S[counted["bin"].to_numpy()]
    assert drawn == pytest.approx((waits >= 4 * 3600).mean(), abs=0.02)
    heights = [y for _, y in points]
    assert heights == sorted(heights)


def test_the_backlog_is_the_mean_over_replications_with_its_reach() -> None:
    result = drawn_result(NAMES[:1], ("optimiser",), 3, 30)
    plot = backlog_plots(Reading(result), Words("en"))[0]
    band, line = plot.curves
    top = next(tick for tick in plot.along if tick.label == "20")
    zero = next(tick for tick in plot.along if tick.label == "0")
    last_x, last_y = map(float, line.path.split("L")[-1].split())
    drawn = 20 * (zero.at - last_y / 10) / (zero.at - top.at)
    assert last_x == 1000
    assert drawn == pytest.approx(result.days[result.days["day"] == 29]["part"].mean(), abs=0.2)
    assert band.style.startswith("band") and band.path.endswith("Z")
    assert plot.shade == pytest.approx(100 * 7 / 29, abs=0.01)


def test_a_year_is_drawn_with_few_points() -> None:
    result = drawn_result(NAMES[:1], ("optimiser",), 1, 365, engineers=())
    (line,) = backlog_plots(Reading(result), Words("en"))[0].curves
    assert line.path.count("L") < MOST_POINTS


def test_engineers_stand_from_the_most_loaded_to_the_least() -> None:
    charts = load_charts(Reading(drawn_result()), Words("en"))
    assert len(charts) == 8
    for chart in charts:
        heights = [bar.height for bar in chart.bars]
        assert heights == sorted(heights, reverse=True)
        assert len(chart.bars) == 9 and chart.bars[-1].x + chart.bars[-1].width <= 100


def test_paid_time_is_split_without_a_rest() -> None:
    result = drawn_result(NAMES[:1], ("optimiser",), 2, 6)
    (split,) = splits(Reading(result))
    shares = [float(text.rstrip("\u202f%")) for text in (split.work, split.travel, split.idle)]
    assert math.isclose(sum(shares), 100, abs_tol=0.2)
    assert split.paid == 100


def test_overtime_lies_beyond_what_is_paid() -> None:
    result = drawn_result(NAMES[:1], ("optimiser",), 2, 6)
    result.measures.loc[result.measures["measure"] == "utilisation", ["mean", "low", "high"]] = (1.25, 1.2, 1.3)
    (split,) = splits(Reading(result))
    assert split.paid == 80
    assert split.work_width + split.travel_width == pytest.approx(100, abs=0.02)
    assert split.idle == "0.0\u202f%"
