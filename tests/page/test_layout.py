"""The laws of the chart, the map and the formats."""

from datetime import timedelta, timezone
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.page.figures import figures
from api.page.formats import clock, km, money, offset, signed_money, span
from api.page.gantt import fitted, gantt, width_of
from api.page.map import MARGIN, WIDTH, nice, route_map
from optimiser.inputs import GreatCircle, Horizon, Place, Problem, Visit
from optimiser.plan import Cost, Plan, Unserved

from .days import ZONE, at, minutes, small_day


def test_a_visit_lies_where_its_hours_are() -> None:
    day = small_day()
    chart = gantt(figures(day.problem, day.plan, day.seconds, day.metres))
    assert chart.hours == 20, "from 08:00 to the end of the night shift at 04:00"
    first = chart.days[0].rows[0].visits[0]
    assert isclose(first.bar.x, 100 * 1 / 20) and isclose(first.bar.width, 100 * 1 / 20)
    assert first.due_x is not None and isclose(first.due_x, 100 * 2 / 20)
    assert chart.days[0].now_x == 0.0


def test_the_late_bar_reaches_from_the_deadline_to_the_start() -> None:
    day = small_day()
    late = gantt(figures(day.problem, day.plan, day.seconds, day.metres)).days[0].rows[0].visits[1]
    assert late.late_bar is not None
    assert isclose(late.late_bar.x, 100 * 4 / 20) and isclose(late.late_bar.width, 100 * 0.5 / 20)


def test_travel_set_up_and_breaks_have_their_bars() -> None:
    day = small_day()
    row = gantt(figures(day.problem, day.plan, day.seconds, day.metres)).days[0].rows[0]
    assert [len(row.travel), len(row.setups), len(row.breaks)] == [3, 1, 1]
    assert row.overtime is not None and isclose(row.overtime.width, 100 * 2 / 20)


@given(st.text(max_size=40), st.floats(0, 300))
def test_a_label_never_outgrows_its_bar(label: str, room: float) -> None:
    shown = fitted(label, room)
    assert width_of(shown) <= room or shown == ""
    assert shown in ("", label) or label.endswith(shown.removeprefix("…"))


coordinates = st.tuples(st.floats(-85, 85), st.floats(-180, 180))


@given(st.lists(coordinates, min_size=1, max_size=8))
def test_every_marker_lies_on_the_map(points: list[tuple[float, float]]) -> None:
    places = [Place(f"p{i}", lat, lon) for i, (lat, lon) in enumerate(points)]
    visits = [Visit(f"v{i}", place.id, minutes(30), 1.0) for i, place in enumerate(places)]
    problem = Problem(Horizon(at(0), at(24)), GreatCircle(1.3, 30), places, [], visits)
    plan = Plan([], [Unserved(visit.id) for visit in visits], Cost())
    drawn = route_map(figures(problem, plan, [], []))
    assert drawn is not None and len(drawn.unserved) == len(points)
    for marker in drawn.unserved:
        assert MARGIN - 1 <= marker.at[0] <= WIDTH - MARGIN + 1
        assert MARGIN - 1 <= marker.at[1] <= drawn.height - MARGIN + 1


def test_places_on_both_sides_of_the_date_line_lie_side_by_side() -> None:
    places = [Place("fiji", -17.0, 179.9), Place("beyond", -17.0, -179.9)]
    visits = [Visit(place.id, place.id, minutes(30), 1.0) for place in places]
    problem = Problem(Horizon(at(0), at(24)), GreatCircle(1.3, 30), places, [], visits)
    drawn = route_map(figures(problem, Plan([], [Unserved("fiji"), Unserved("beyond")], Cost()), [], []))
    assert drawn is not None and drawn.unit_m * WIDTH < 30_000


@given(st.floats(1, 1e7))
def test_the_scale_bar_is_a_round_length_that_fits(length: float) -> None:
    assert length / 2.6 < nice(length) <= length * (1 + 1e-9)
    assert str(f"{nice(length):.0f}").rstrip("0") in ("1", "2", "5")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (span(1500), "0:25"),
        (span(40), "0:00:40"),
        (span(0), "0:00"),
        (span(3 * 86400 + 250 * 60), "3d 04:10"),
        (money(-0.001), "0.00"),
        (money(12345.6), "12,345.60"),
        (signed_money(-3), "−3.00"),
        (km(12345), "12.3"),
        (clock(at(9.5), at(0), ZONE), "09:30"),
        (clock(at(24.5), at(8), ZONE), "00:30 +1d"),
        (clock(at(-24), at(8), ZONE), "11-22 00:00"),
        (clock(at(0), at(0), timezone(timedelta(hours=-5))), "11:00"),
        (offset(ZONE), "UTC+08:00"),
        (offset(timezone(-timedelta(hours=3, minutes=30))), "UTC−03:30"),
    ],
)
def test_numbers_and_times_are_written_for_people(written: str, expected: str) -> None:
    assert written == expected
