"""A good problem document is read as it is meant, and written so that it reads back equal."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimiser.documents import parse, read_problem, with_matrix, write_problem
from optimiser.inputs import GreatCircle, Matrix, Pin, Planned, Position, Problem, Roads, Spent, TableService

BENCH = Path(__file__).parents[3] / "shared" / "bench"


def test_every_field_of_a_problem_is_read(day: dict[str, Any]) -> None:
    problem = read_problem(day)
    zone = timezone(timedelta(hours=8))
    assert problem.now == datetime(2026, 11, 23, 9, tzinfo=zone)
    assert problem.travel == GreatCircle(detour=1.3, speed_kmh=30)
    assert problem.places[0].setup == timedelta(minutes=5)
    shift = problem.engineers[0].shifts[0]
    assert (shift.from_, shift.to, shift.overtime_limit) == ("p2", "p2", timedelta(hours=2))
    assert shift.at == Position("p1", datetime(2026, 11, 23, 8, 45, tzinfo=zone))
    assert shift.breaks[0].duration == timedelta(minutes=45)
    assert (shift.max_duration, shift.max_distance_m, shift.max_stops) == (timedelta(hours=12), 90000, 8)
    assert shift.capacity == {"parcels": 4}
    assert shift.serves_only == ("p0", "p1")
    engineer = problem.engineers[0]
    assert engineer.certificates == {"network": date(2026, 11, 30)}
    by_day, by_week = engineer.limits
    assert (by_day.per, by_day.working_time, by_day.driving_time) == ("day", timedelta(hours=10), None)
    assert (by_week.per, by_week.working_time, by_week.driving_time) == ("week", None, timedelta(hours=20))
    assert engineer.spent == (Spent(date(2026, 11, 22), timedelta(hours=6), timedelta(hours=1.5)),)
    assert engineer.min_rest == timedelta(hours=11)
    visit = problem.visits[0]
    assert [window.open.hour for window in visit.windows] == [8, 13]
    assert visit.pin == Pin("e0", "e0-mon", datetime(2026, 11, 23, 0, 50, tzinfo=UTC), True)
    assert (visit.delivered, visit.collected) == ({"parcels": 1}, {"parcels": 0.5})
    assert visit.wait_cost_per_day == 3.5
    begin = datetime(2026, 11, 23, 1, 10, tzinfo=UTC)
    assert visit.planned == Planned(begin, "e9-gone", timedelta(minutes=10), 8.0, 12.0, 30.0)
    assert problem.visits[1].skip_cost is None
    (series,) = problem.series
    assert (series.id, series.visits, series.carried) == ("s0", ("v3", "v4"), {"note": "a day each"})
    assert [[day.day for day in pattern] for pattern in series.patterns] == [[23, 24], [24, 25, 27]]


def test_a_document_without_the_rules_of_many_days_is_written_without_them(day: dict[str, Any]) -> None:
    for holder, keys in (
        (day, ["series"]),
        (day["engineers"][0], ["certificates", "limits", "spent", "min_rest"]),
        (day["engineers"][0]["shifts"][0], ["serves_only"]),
        (day["visits"][0], ["wait_cost_per_day", "planned"]),
    ):
        for key in keys:
            del holder[key]
    problem = read_problem(day)
    assert (problem.series, problem.engineers[0].limits, problem.engineers[0].min_rest) == ((), (), timedelta(0))
    assert (problem.engineers[0].shifts[0].serves_only, problem.visits[0].wait_cost_per_day) == (None, 0.0)
    del day["horizon"]["note"]
    assert write_problem(problem) == day


def test_a_shift_may_serve_nothing_and_a_series_may_have_no_visits(day: dict[str, Any]) -> None:
    day["engineers"][1]["shifts"][0]["serves_only"] = []
    day["series"].append({"id": "s1", "visits": [], "patterns": [["2026-11-23"]]})
    problem = read_problem(day)
    assert problem.engineers[1].shifts[0].serves_only == ()
    assert read_problem(write_problem(problem)) == problem


def test_what_nobody_reads_is_carried_along(day: dict[str, Any]) -> None:
    problem = read_problem(day)
    assert problem.carried == {"name": "A small day", "x_source": "tests"}
    assert problem.places[1].carried == {"name": "Harbour"}
    assert problem.engineers[0].carried == {"name": "Ada"}
    assert problem.engineers[0].shifts[0].carried == {"x_team": "north"}
    assert problem.engineers[0].shifts[0].breaks[0].carried == {"x_paid": True}
    assert problem.visits[0].carried == {"severity": 1}
    assert write_problem(problem)["visits"][2]["x_anything"] == [1, {"a": None}]


def test_a_problem_is_written_so_that_it_reads_back_equal(day: dict[str, Any]) -> None:
    problem = read_problem(day)
    assert read_problem(parse(json.dumps(write_problem(problem)))) == problem


def test_what_is_written_is_the_document_but_for_what_is_carried_where_nobody_keeps_it(day: dict[str, Any]) -> None:
    del day["horizon"]["note"]
    assert write_problem(read_problem(day)) == day


@pytest.mark.parametrize(
    "travel",
    [
        Matrix(((0, 60, 1), (61, 0, 2), (1, 2, 0)), ((0, 900, 1), (901, 0, 2), (1, 2, 0))),
        Roads("town.osm.pbf", 0.8),
        TableService("https://routes.example/", "bike", timedelta(seconds=2.5), 0),
        TableService("http://localhost:5000"),
    ],
)
def test_each_kind_of_travel_reads_back_equal(day: dict[str, Any], travel: Any) -> None:
    problem = Problem(**{**vars(read_problem(day)), "travel": travel})
    assert read_problem(write_problem(problem)) == problem


def test_an_optional_field_that_is_null_is_at_its_default(day: dict[str, Any]) -> None:
    del day["series"]
    bare = {"id": "v0", "place": "p1", "duration": "PT45M", "skip_cost": 1200.0}
    nulls = {key: None for key in day["visits"][0] if key not in bare}
    plain, nulled = {**day, "visits": [bare]}, {**day, "visits": [{**bare, **nulls, "severity": None}]}
    assert read_problem(nulled).visits[0].windows == read_problem(plain).visits[0].windows == ()
    del nulled["visits"][0]["severity"]
    assert read_problem(nulled) == read_problem(plain)


def test_no_places_engineers_or_visits_are_a_problem_too(day: dict[str, Any]) -> None:
    problem = read_problem({**day, "places": [], "engineers": [], "visits": [], "series": []})
    assert (problem.places, problem.engineers, problem.visits) == ((), (), ())


def test_an_empty_pin_and_a_skill_that_nobody_has_are_no_faults(day: dict[str, Any]) -> None:
    day["visits"][1] |= {"pin": {}, "skills": {"welding": 3, "cctv": 0}}
    visit = read_problem(day).visits[1]
    assert (visit.pin, visit.skills) == (Pin(), {"welding": 3, "cctv": 0})


def test_windows_and_shifts_outside_the_horizon_are_no_faults(day: dict[str, Any]) -> None:
    day["visits"][1]["windows"] = [{"open": "2027-01-01T00:00:00Z", "close": "2027-01-01T00:00:00Z"}]
    day["horizon"]["end"] = "2026-11-23T00:00:01+08:00"
    assert read_problem(day).visits[1].windows[0].open.year == 2027


def test_a_whole_number_written_with_a_point_is_whole(day: dict[str, Any]) -> None:
    day["engineers"][0]["shifts"][0]["max_stops"] = 8.0
    assert isinstance(read_problem(day).engineers[0].shifts[0].max_stops, int)


def test_travel_is_replaced_by_its_matrix_and_nothing_else_changes(day: dict[str, Any]) -> None:
    seconds = np.array([[0, 5, 6], [7, 0, 8], [9, 10, 0]], dtype=np.int32)
    changed = with_matrix(day, seconds, [[0, 1, 2], [3, 0, 4], [5, 6, 0]])
    assert {**changed, "travel": day["travel"]} == day
    assert list(changed) == list(day)
    travel = read_problem(json.loads(json.dumps(changed))).travel
    assert travel == Matrix(((0, 5, 6), (7, 0, 8), (9, 10, 0)), ((0, 1, 2), (3, 0, 4), (5, 6, 0)))


def test_a_matrix_of_another_size_cannot_replace_travel(day: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="3 rows of 3"):
        with_matrix(day, [[0]], [[0]])


@pytest.mark.skipif(not BENCH.exists(), reason="the benchmark's problem writers are not beside the project")
@pytest.mark.parametrize("arguments", [["city.py", "--breaks"], ["city.py", "--hard"], ["week.py"]], ids=" ".join)
def test_problems_that_others_write_are_read_and_read_back_equal(arguments: list[str]) -> None:
    script, *options = arguments
    size = ["--visits", "40", "--engineers", "5", "--seed", "3"]
    command = [sys.executable, str(BENCH / script), *size, *options]
    document = parse(subprocess.run(command, check=True, capture_output=True).stdout)
    problem = read_problem(document)
    assert (len(problem.visits), len(problem.engineers)) == (40, 5)
    assert read_problem(write_problem(problem)) == problem
