"""Each way in which a problem document can be faulty is refused with its path, its value and what to try."""

import math
from typing import Any

import pytest
from damaging import GONE, put

from optimiser.documents import read_problem
from optimiser.documents.findings import FAULT_CODES
from optimiser.errors import Fault, FaultyInput


def faults_of(document: Any) -> list[Fault]:
    """Read a faulty document."""
    with pytest.raises(FaultyInput) as refused:
        read_problem(document)
    return list(refused.value.faults)


def place(name: Any) -> dict[str, Any]:
    """Make a place that nothing refers to."""
    return {"id": name, "lat": 0, "lon": 0}


V, E, S = "visits.0", "engineers.0", "engineers.0.shifts.0"
BASE = "2026-11-23T"
WRONG = [
    # what is put where, the path and code of the fault, and a word of its message
    ("format", "roundsman/2", "$.format", "wrong_format", "roundsman/2"),
    ("format", 1, "$.format", "wrong_format", "roundsman/1"),
    ("format", GONE, "$.format", "missing", "roundsman/1"),
    ("horizon", GONE, "$.horizon", "missing", "a horizon"),
    ("horizon", None, "$.horizon", "wrong_type", "null"),
    ("horizon.end", BASE + "00:00:00+09:00", "$.horizon.end", "wrong_order", "is not after start"),
    ("horizon.end", "2028-11-23T00:00:00+08:00", "$.horizon.end", "out_of_range", "at most 400"),
    ("now", "yesterday", "$.now", "bad_time", "RFC 3339"),
    ("places", GONE, "$.places", "missing", "a list of places"),
    ("places", {}, "$.places", "wrong_type", "a list of places"),
    ("places.3", "p3", "$.places[3]", "wrong_type", "an object with id"),
    ("places.3", place("p0"), "$.places[3].id", "duplicate_id", "$.places[0].id"),
    ("places.3", place(""), "$.places[3].id", "bad_text", "1 to 200"),
    ("places.3", place(7), "$.places[3].id", "wrong_type", "7"),
    ("places.3", place("\ud800"), "$.places[3].id", "bad_text", "\\ud800"),
    ("places.3", place("p\n"), "$.places[3].id", "bad_text", "U+000A"),
    ("visits.0.place", "p\x7f0", "$.visits[0].place", "bad_text", "U+007F"),
    ("places.3", place("p" * 300), "$.places[3].id", "bad_text", "300"),
    ("places.0.lat", 90.1, "$.places[0].lat", "out_of_range", "90.1"),
    ("places.0.lon", -180.1, "$.places[0].lon", "out_of_range", "-180"),
    ("places.0.lat", "36", "$.places[0].lat", "wrong_type", '"36"'),
    ("places.0.lat", GONE, "$.places[0].lat", "no_coordinates", "great_circle"),
    ("places.0.lon", None, "$.places[0].lon", "no_coordinates", "p0"),
    ("places.0.setup", "PT5X", "$.places[0].setup", "bad_duration", "PT45M"),
    ("travel", GONE, "$.travel", "missing", "travel"),
    ("travel", "matrix", "$.travel", "wrong_type", "matrix"),
    ("travel", {}, "$.travel.kind", "missing", "great_circle"),
    ("travel.kind", "great_cirle", "$.travel.kind", "unknown_choice", 'did you mean "great_circle"?'),
    ("travel.kind", ["matrix"], "$.travel.kind", "unknown_choice", "osrm"),
    ("travel.speed_kmh", 0, "$.travel.speed_kmh", "out_of_range", "0"),
    ("travel.speed_kmh", GONE, "$.travel.speed_kmh", "missing", "2000"),
    ("travel.detour", -1, "$.travel.detour", "out_of_range", "negative"),
    ("travel.sped", 3, "$.travel.sped", "unknown_field", "take it out"),
    ("travel", {"kind": "roads"}, "$.travel.extract", "missing", "file"),
    ("travel", {"kind": "osrm", "url": "ftp://x"}, "$.travel.url", "bad_text", "http://"),
    ("travel", {"kind": "osrm", "url": "http://x", "retries": 1.5}, "$.travel.retries", "wrong_type", "whole"),
    ("engineers", None, "$.engineers", "wrong_type", "null"),
    ("engineers.2", {"id": "e0", "shifts": []}, "$.engineers[2].id", "duplicate_id", "$.engineers[0].id"),
    ("engineers.1.shifts", GONE, "$.engineers[1].shifts", "missing", "shifts"),
    ("engineers.1.shifts", "none", "$.engineers[1].shifts", "wrong_type", "a list of shifts"),
    ("engineers.0.shifts", 3, "$.engineers[0].shifts", "wrong_type", "3"),
    (f"{E}.skills.cctv", -1, "$.engineers[0].skills.cctv", "out_of_range", "negative"),
    (f"{E}.skills.cctv", math.nan, "$.engineers[0].skills.cctv", "not_finite", "NaN"),
    (f"{E}.skills.cctv", 1e9, "$.engineers[0].skills.cctv", "out_of_range", "1e6"),
    (f"{E}.skills.cctv", "high", "$.engineers[0].skills.cctv", "wrong_type", "high"),
    (f"{E}.skills.cctv", None, "$.engineers[0].skills.cctv", "wrong_type", "null"),
    (f"{E}.skills.cctv", True, "$.engineers[0].skills.cctv", "wrong_type", "true"),
    (f"{E}.skills", ["cctv"], "$.engineers[0].skills", "wrong_type", "cctv"),
    (f"{E}.skills.two words", "x", '$.engineers[0].skills["two words"]', "wrong_type", "x"),
    (f"{E}.cost_per_km", math.inf, "$.engineers[0].cost_per_km", "not_finite", "Infinity"),
    (f"{E}.cost_per_km", 1.1e12, "$.engineers[0].cost_per_km", "out_of_range", "too large"),
    (f"{E}.cost_per_km", 10**5000, "$.engineers[0].cost_per_km", "out_of_range", "bits"),
    (f"{E}.cost_per_km", -0.01, "$.engineers[0].cost_per_km", "out_of_range", "-0.01"),
    (f"{E}.cost_per_kilometre", 1, "$.engineers[0].cost_per_kilometre", "unknown_field", "cost_per_km"),
    (f"{S}.from", "p9", "$.engineers[0].shifts[0].from", "unknown_place", "the 3 there are"),
    (f"{S}.to", "nowhere", "$.engineers[0].shifts[0].to", "unknown_place", "the 3 there are"),
    (f"{S}.at.place", "p9", "$.engineers[0].shifts[0].at.place", "unknown_place", "p9"),
    (f"{S}.at.time", GONE, "$.engineers[0].shifts[0].at.time", "missing", "a time"),
    (f"{S}.end", BASE + "07:59:59+08:00", "$.engineers[0].shifts[0].end", "wrong_order", "before start"),
    (f"{S}.start", BASE + "08:00:00", "$.engineers[0].shifts[0].start", "bad_time", "no offset"),
    (f"{S}.start", "2026-11-31T08:00:00Z", "$.engineers[0].shifts[0].start", "bad_time", "exists"),
    (f"{S}.start", "9999-12-31T08:00:00Z", "$.engineers[0].shifts[0].start", "bad_time", "2199"),
    (f"{S}.start", 1700000000, "$.engineers[0].shifts[0].start", "wrong_type", "1700000000"),
    (f"{S}.overtime_limit", "-PT2H", "$.engineers[0].shifts[0].overtime_limit", "bad_duration", "without a sign"),
    (f"{S}.max_stops", 2.5, "$.engineers[0].shifts[0].max_stops", "wrong_type", "whole number"),
    (f"{S}.max_distance_m", -1, "$.engineers[0].shifts[0].max_distance_m", "out_of_range", "negative"),
    (f"{S}.capacity", {"parcels": -4}, "$.engineers[0].shifts[0].capacity.parcels", "out_of_range", "-4"),
    (
        f"{S}.breaks.0.latest",
        BASE + "11:00:00+08:00",
        "$.engineers[0].shifts[0].breaks[0].latest",
        "wrong_order",
        "11:00",
    ),
    (
        f"{S}.breaks.1",
        {"earliest": BASE + "20:00:00+08:00", "latest": BASE + "21:00:00+08:00", "duration": "PT1H"},
        "$.engineers[0].shifts[0].breaks[1].earliest",
        "outside_shift",
        "19:30:00",
    ),
    (
        f"{S}.breaks.1",
        {"earliest": BASE + "06:00:00+08:00", "latest": BASE + "07:00:00+08:00", "duration": "PT1H"},
        "$.engineers[0].shifts[0].breaks[1].latest",
        "outside_shift",
        "08:00:00",
    ),
    (f"{S}.day", "2026-11-24", "$.engineers[0].shifts[0].day", "impossible_day", "2026-11-24"),
    (f"{S}.day", "2026-11-21", "$.engineers[0].shifts[0].day", "impossible_day", "2026-11-21"),
    ("engineers.0.shifts.1.id", "e0-mon", "$.engineers[0].shifts[1].id", "duplicate_id", "shift"),
    ("engineers.1.shifts.0.id", "e0-mon", "$.engineers[1].shifts[0].id", "duplicate_id", "shift"),
    ("visits", GONE, "$.visits", "missing", "visits"),
    ("visits.1.id", "v0", "$.visits[1].id", "duplicate_id", "v0"),
    ("visits.1", None, "$.visits[1]", "wrong_type", "null"),
    (f"{V}.id", GONE, "$.visits[0].id", "missing", "an id"),
    (f"{V}.place", "p11", "$.visits[0].place", "unknown_place", 'did you mean "p1"?'),
    (f"{V}.place", None, "$.visits[0].place", "wrong_type", "null"),
    (f"{V}.place", GONE, "$.visits[0].place", "missing", "place"),
    (f"{V}.duration", "45", "$.visits[0].duration", "bad_duration", "PT45M"),
    (f"{V}.duration", "P1M", "$.visits[0].duration", "bad_duration", "no years or months"),
    (f"{V}.duration", "P58W", "$.visits[0].duration", "bad_duration", "400 days"),
    (f"{V}.duration", "P" + "9" * 60 + "W", "$.visits[0].duration", "bad_duration", "400 days"),
    (f"{V}.duration", 45, "$.visits[0].duration", "wrong_type", "PT45M"),
    (f"{V}.skip_cost", GONE, "$.visits[0].skip_cost", "missing", "a cost"),
    (f"{V}.skip_cost", -1, "$.visits[0].skip_cost", "out_of_range", "negative"),
    (f"{V}.late_cost_cap", -1, "$.visits[0].late_cost_cap", "out_of_range", "negative"),
    (f"{V}.late_cost_per_hour", "12", "$.visits[0].late_cost_per_hour", "wrong_type", '"12"'),
    (f"{V}.windows", {"open": 1}, "$.visits[0].windows", "wrong_type", "a list of windows"),
    (f"{V}.windows.1.close", BASE + "12:00:00+08:00", "$.visits[0].windows[1].close", "wrong_order", "before open"),
    (f"{V}.windows.1.close", GONE, "$.visits[0].windows[1].close", "missing", "a time"),
    (f"{V}.windows.1.closes", 1, "$.visits[0].windows[1].closes", "unknown_field", 'did you mean "close"?'),
    (f"{V}.excluded_engineers", ["e1", "e7"], "$.visits[0].excluded_engineers[1]", "unknown_engineer", "e7"),
    (f"{V}.preference_costs", {"eve": 1}, "$.visits[0].preference_costs.eve", "unknown_engineer", "eve"),
    (f"{V}.preference_costs.e0", -5, "$.visits[0].preference_costs.e0", "out_of_range", "-5"),
    (f"{V}.delivered", {"parcels": "two"}, "$.visits[0].delivered.parcels", "wrong_type", "two"),
    (f"{V}.onsite_by", BASE + "25:00:00Z", "$.visits[0].onsite_by", "bad_time", "25:00"),
    (f"{V}.x_deep", [[1, math.nan]], "$.visits[0].x_deep", "not_finite", "null"),
    (f"{V}.pin.engineer", "e9", "$.visits[0].pin.engineer", "unknown_engineer", "e9"),
    (f"{V}.pin.shift", "e9-mon", "$.visits[0].pin.shift", "unknown_shift", 'did you mean "e'),
    (f"{V}.pin.shift", "e1-mon", "$.visits[0].pin.shift", "impossible_pin", "e1"),
    (f"{V}.pin.under_way", "yes", "$.visits[0].pin.under_way", "wrong_type", "yes"),
    (f"{V}.pin.start", BASE + "07:00:00+08:00", "$.visits[0].pin.start", "impossible_pin", "windows"),
    (f"{V}.pin.who", "e0", "$.visits[0].pin.who", "unknown_field", "who"),
    (f"{V}.excluded_engineers", ["e0"], "$.visits[0].pin", "impossible_pin", "excludes"),
    (f"{V}.skills.cctv", 3, "$.visits[0].pin", "impossible_pin", "has level 2"),
    (f"{V}.skills.audio", 1, "$.visits[0].pin", "impossible_pin", "has level 0"),
    ("now", None, "$.visits[0].pin.under_way", "impossible_pin", "now"),
    (f"{E}.certificates.network", "30.11.2026", "$.engineers[0].certificates.network", "bad_date", "2026-11-23"),
    (f"{E}.certificates.network", "2026-11-31", "$.engineers[0].certificates.network", "bad_date", "exists"),
    (f"{E}.certificates.network", "9999-12-31", "$.engineers[0].certificates.network", "bad_date", "2199"),
    (f"{E}.certificates.network", 20261130, "$.engineers[0].certificates.network", "wrong_type", "2026-11-23"),
    (f"{E}.certificates.cctv", "2026-11-22", "$.visits[0].pin.shift", "impossible_pin", "2026-11-22"),
    (f"{E}.min_rest", "-PT11H", "$.engineers[0].min_rest", "bad_duration", "without a sign"),
    (f"{E}.limits.0", {"per": "day"}, "$.engineers[0].limits[0]", "no_limit", "working_time"),
    (f"{E}.limits.0.per", GONE, "$.engineers[0].limits[0].per", "missing", "week"),
    (f"{E}.limits.0.per", "month", "$.engineers[0].limits[0].per", "unknown_choice", "month"),
    (f"{E}.limits.0.working_time", "-PT8H", "$.engineers[0].limits[0].working_time", "bad_duration", "-PT8H"),
    (f"{E}.limits.0.working_time", 8, "$.engineers[0].limits[0].working_time", "wrong_type", "8"),
    (f"{E}.limits.0.driving", "PT8H", "$.engineers[0].limits[0].driving", "unknown_field", "driving_time"),
    (f"{S}.serves_only.0", "p9", "$.engineers[0].shifts[0].serves_only[0]", "unknown_place", "p9"),
    (f"{S}.serves_only", "p1", "$.engineers[0].shifts[0].serves_only", "wrong_type", "a list of ids of places"),
    (f"{S}.serves_only", ["p0"], "$.visits[0].pin.shift", "impossible_pin", "p1"),
    (f"{V}.wait_cost_per_day", -1, "$.visits[0].wait_cost_per_day", "out_of_range", "negative"),
    (f"{V}.planned.move_cost", -1, "$.visits[0].planned.move_cost", "out_of_range", "negative"),
    (f"{V}.planned.start", GONE, "$.visits[0].planned.start", "missing", "a planned time"),
    (f"{V}.planned.shift", "", "$.visits[0].planned.shift", "bad_text", "the id of a shift"),
    ("series", {}, "$.series", "wrong_type", "a list of series"),
    ("series.0.visits", GONE, "$.series[0].visits", "missing", "visits"),
    ("series.0.visits.0", "v9", "$.series[0].visits[0]", "unknown_visit", "v9"),
    ("series.0.visits.1", "v3", "$.series[0].visits[1]", "in_two_series", "$.series[0].visits[0]"),
    ("series.1", {"id": "s0", "visits": [], "patterns": [["2026-11-23"]]}, "$.series[1].id", "duplicate_id", "s0"),
    (
        "series.1",
        {"id": "s1", "visits": ["v4"], "patterns": [["2026-11-23"]]},
        "$.series[1].visits[0]",
        "in_two_series",
        "$.series[0].visits[1]",
    ),
    ("series.0.patterns", GONE, "$.series[0].patterns", "missing", "patterns"),
    ("series.0.patterns", [], "$.series[0].patterns", "no_pattern", "give a pattern"),
    ("series.0.patterns.0.0", "Monday", "$.series[0].patterns[0][0]", "bad_date", "Monday"),
    ("series.0.patterns.0.1", "2026-11-23", "$.series[0].patterns[0][1]", "duplicate_day", "2026-11-23"),
    ("series.0.patterns.0", ["2026-11-23"], "$.series[0].patterns[0]", "short_pattern", "2 visits"),
    ("series.0.patterns", [["2026-11-23", "2026-11-24"]] * 1001, "$.series[0].patterns", "too_many_days", "1001"),
    (
        "series.0.patterns",
        [[f"20{y:02}-01-01", f"20{y:02}-01-02"] for y in range(26, 58)],
        "$.series",
        "too_many_days",
        "at most 62",
    ),
    ("vists", [], "$.vists", "unknown_field", 'did you mean "visits"?'),
]


@pytest.mark.parametrize(("where", "value", "path", "code", "word"), WRONG, ids=[f"{w[0]} {w[3]}" for w in WRONG])
def test_one_wrong_value_is_one_fault_with_its_path_its_value_and_advice(
    day: dict[str, Any], where: str, value: Any, path: str, code: str, word: str
) -> None:
    put(day, where, value)
    (fault,) = faults_of(day)
    assert (fault.path, fault.code) == (path, code)
    assert word in fault.message
    assert ";" in fault.message  # what is wrong; what to try
    assert len(fault.message) < 300
    assert fault.message.isprintable()


def test_every_code_that_a_wrong_value_can_have_is_listed() -> None:
    assert {code for *_, code, _ in WRONG} <= set(FAULT_CODES)


def matrix(rows: Any) -> dict[str, Any]:
    return {"kind": "matrix", "seconds": [[0, 1, 2], [1, 0, 3], [2, 3, 0]], "metres": rows}


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([[0, 1], [1, 0]], {"": "wrong_size", "[0]": "wrong_size", "[1]": "wrong_size"}),
        ([[0, 1, 2], [1, 0], [2, 3, 0]], {"[1]": "wrong_size"}),
        ([[0, 1, 2], [1, 0, -3], [2, 3, 0]], {"[1][2]": "out_of_range"}),
        ([[0, 1, 2], [1, 0, 2.5], [2, 3, 0]], {"[1][2]": "wrong_type"}),
        (
            [[0, True, 2], [1, 0, "3"], [2, None, 0]],
            {"[0][1]": "wrong_type", "[1][2]": "wrong_type", "[2][1]": "wrong_type"},
        ),
        ([[0, 1, 2], None, [2, 3, 1e13]], {"[1]": "wrong_type", "[2][2]": "out_of_range"}),
        ([[0, 1, 2], [math.nan, 0, 1]], {"": "wrong_size", "[1][0]": "not_finite"}),
        ("0,1,2", {"": "wrong_type"}),
        ([], {"": "wrong_size"}),
    ],
)
def test_a_matrix_that_is_none_of_the_places_is_refused(day: dict[str, Any], rows: Any, faults: dict[str, str]) -> None:
    day["travel"] = matrix(rows)
    assert {fault.path: fault.code for fault in faults_of(day)} == {f"$.travel.metres{k}": v for k, v in faults.items()}


@pytest.mark.parametrize("travel", [{"kind": "roads", "extract": "a.osm"}, {"kind": "osrm", "url": "http://localhost"}])
def test_roads_need_coordinates_too(day: dict[str, Any], travel: dict[str, Any]) -> None:
    day["travel"] = travel
    del day["places"][1]["lat"], day["places"][1]["lon"]
    (fault,) = faults_of(day)
    assert (fault.path, fault.code) == ("$.places[1].lat", "no_coordinates")
    assert "no lat and no lon" in fault.message


def test_all_faults_are_told_at_once_in_the_order_of_the_document(day: dict[str, Any]) -> None:
    day["visits"][0].update(place="p7", duration="soon", skip_cost=-1)
    day["visits"][0]["windows"][0].update(open="noon")
    day["visits"][1] = {"id": "v0"}
    day["places"][2]["lat"] = 99
    day["engineers"][0]["shifts"][0]["breaks"][0]["duration"] = 3
    day["engineers"][0]["shifts"][0]["end"] = "2026-11-22T08:00:00+08:00"
    day["horizon"] = 0
    assert [fault.path for fault in faults_of(day)] == [
        "$.horizon",
        "$.places[2].lat",
        "$.engineers[0].shifts[0].end",
        "$.engineers[0].shifts[0].breaks[0].duration",
        "$.visits[0].place",
        "$.visits[0].duration",
        "$.visits[0].windows[0].open",
        "$.visits[0].skip_cost",
        "$.visits[1].id",
        "$.visits[1].place",
        "$.visits[1].duration",
        "$.visits[1].skip_cost",
    ]


@pytest.mark.parametrize("key", ["places", "engineers"])
def test_a_list_that_cannot_be_read_is_one_fault_and_not_one_for_each_reference(day: dict[str, Any], key: str) -> None:
    day[key] = "see attachment"
    assert [fault.path for fault in faults_of(day)] == [f"$.{key}"]


def test_a_now_that_cannot_be_read_is_no_fault_of_what_is_under_way(day: dict[str, Any]) -> None:
    day["now"] = 9
    assert [fault.path for fault in faults_of(day)] == ["$.now"]


def test_carried_fields_nested_absurdly_deep_are_refused(day: dict[str, Any]) -> None:
    deep: Any = 1
    for _ in range(500):
        deep = [deep]
    day["x_deep"] = deep
    (fault,) = faults_of(day)
    assert (fault.path, fault.code) == ("$.x_deep", "too_deep")


def test_of_many_faults_a_thousand_are_listed_and_the_others_counted(day: dict[str, Any]) -> None:
    day["visits"] = [{"id": f"v{i}", "place": "p0", "duration": "PT1M", "skip_cost": -1} for i in range(1234)]
    *listed, last = faults_of(day)
    assert len(listed) == 1000
    assert (listed[-1].path, last.path, last.code, last.value) == ("$.visits[999].skip_cost", "$", "more_faults", 234)
    assert "234 more" in last.message


@pytest.mark.parametrize("document", [None, 3, [], "text", [{"format": "roundsman/1"}]])
def test_what_is_no_object_is_refused(document: Any) -> None:
    (fault,) = faults_of(document)
    assert (fault.path, fault.code) == ("$", "wrong_type")


def test_an_empty_object_lacks_every_required_field() -> None:
    paths = ["$.format", "$.horizon", "$.travel", "$.places", "$.engineers", "$.visits"]
    assert [fault.path for fault in faults_of({})] == paths
