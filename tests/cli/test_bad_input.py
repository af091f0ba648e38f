"""Bad input is refused with exit 2, its path, and what to try; all of it at once, and never with a traceback."""

import json
from pathlib import Path
from typing import Any

import pytest

from .days import REMOVED, at, day, with_damage
from .running import roundsman, written

VISIT, SHIFT = "$.visits[1]", "$.engineers[0].shifts[0]"

# path of the damage, what stands there then, path of the fault (None: the same), a word of the advice
TABLE = {
    "unknown place": (f"{VISIT}.place", "p77", None, "there is no place"),
    "unknown place of a shift": (f"{SHIFT}.from", "home", None, "there is no place"),
    "unknown engineer": (f"{VISIT}.pin", {"engineer": "e9"}, f"{VISIT}.pin.engineer", "name one of the 2"),
    "unknown shift": (f"{VISIT}.pin", {"shift": "e0-tue"}, f"{VISIT}.pin.shift", "name one of the 2"),
    "unknown skill level": (f"{VISIT}.skills", {"cctv": "high"}, f"{VISIT}.skills.cctv", "write it as in"),
    "unknown field": (f"{VISIT}.skipcost", 5, None, "did you mean"),
    "missing required field": (f"{VISIT}.duration", REMOVED, None, "is missing"),
    "missing list": ("$.places", REMOVED, None, "is missing"),
    "duplicate id": (f"{VISIT}.id", "v0", None, "give each its own"),
    "window that closes before it opens": (
        f"{VISIT}.windows",
        [{"open": at("12:00"), "close": at("11:00")}],
        f"{VISIT}.windows[0]",
        "swap them",
    ),
    "negative number": (f"{VISIT}.skip_cost", -1, None, "0"),
    "absurd number": (f"{VISIT}.skip_cost", 1e300, None, "1e12"),
    "NaN": (f"{VISIT}.skip_cost", float("nan"), None, "finite"),
    "infinity": (f"{VISIT}.late_cost_per_hour", float("inf"), None, "finite"),
    "matrix of the wrong size": (
        "$.travel",
        {"kind": "matrix", "seconds": [[0] * 5] * 4, "metres": [[0] * 5] * 5},
        "$.travel.seconds",
        "5 rows",
    ),
    "matrix with negatives": (
        "$.travel",
        {"kind": "matrix", "seconds": [[0] * 5] * 5, "metres": [[0, -3, 0, 0, 0]] + [[0] * 5] * 4},
        "$.travel.metres[0][1]",
        "0",
    ),
    "coordinates out of range": ("$.places[1].lat", 91, None, "-90 to 90"),
    "time without offset": (f"{SHIFT}.start", "2026-11-23T08:00:00", None, "offset"),
    "shift that ends before it starts": (f"{SHIFT}.end", at("07:00"), SHIFT, "swap them"),
    "pin to nobody": (f"{VISIT}.pin", {"engineer": "nobody"}, f"{VISIT}.pin.engineer", "there is no engineer"),
    "road extract that is not there": (
        "$.travel",
        {"kind": "roads", "extract": "nowhere.osm.pbf"},
        "$.travel.extract",
        "nowhere.osm.pbf",
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_each_kind_of_bad_input_is_refused_with_its_path_and_advice(name: str, tmp_path: Path) -> None:
    at_path, value, fault_path, advice = TABLE[name]
    problem = written(tmp_path, "problem.json", with_damage(at_path, value))
    ran = roundsman("solve", problem, "-o", tmp_path / "plan.json", "--iterations", 1)
    assert ran.status == 2
    assert ran.out == ""
    head, *faults = ran.err.splitlines()
    assert head.startswith(f"{problem}: {len(faults)} fault")
    (fault,) = [line for line in faults if line.startswith(fault_path or at_path)]
    assert advice in fault
    assert not (tmp_path / "plan.json").exists()


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    document = day()
    document["visits"][0]["place"] = "nowhere"
    document["visits"][3]["duration"] = "soon"
    document["engineers"][1]["cost_per_km"] = -2
    ran = roundsman("validate", written(tmp_path, "problem.json", document))
    assert ran.status == 2
    paths = [line.split(": ")[0] for line in ran.err.splitlines()[1:]]
    assert paths == ["$.engineers[1].cost_per_km", "$.visits[0].place", "$.visits[3].duration"]


@pytest.mark.parametrize(
    ("junk", "code"),
    [
        (b"\x00\xff" * 5_000_000, "not_text"),
        (b"[" * 10_000_000, "not_json"),
        (b"x" * 10_000_000, "not_json"),
        (b'{"format": ' + b"9" * 10_000_000 + b"}", "not_json"),
        (b"[" + b"0," * 5_000_000 + b"0]", "wrong_type"),
        (b"", "not_json"),
    ],
    ids=["binary", "brackets", "letters", "a number", "a list", "nothing"],
)
def test_ten_megabytes_of_junk_are_refused(junk: bytes, code: str) -> None:
    ran = roundsman("validate", "-", given=junk)
    assert ran.status == 2
    assert ran.err.startswith("standard input: 1 fault\n$: ")
    assert ran.err.rstrip().endswith(f"[{code}]")
    assert len(ran.err) < 1000


def test_a_plan_of_another_problem_is_refused_by_every_command_that_reads_plans(tmp_path: Path) -> None:
    problem = written(tmp_path, "problem.json", day())
    plan = written(tmp_path, "plan.json", other_plan())
    commands: list[list[Any]] = [
        ["check", problem, plan],
        ["explain", problem, plan],
        ["place", problem, plan, "v0"],
        ["show", problem, plan, "-o", tmp_path / "page.html"],
    ]
    for command in commands:
        ran = roundsman(*command)
        assert ran.status == 2, command
        assert ran.err.startswith(f"{plan}: 3 faults\n")
        assert "$.routes[0].engineer: there is no engineer" in ran.err
        assert "$.unserved[0].visit: there is no visit" in ran.err
    assert not (tmp_path / "page.html").exists()


def other_plan() -> dict[str, Any]:
    """A plan that speaks of people and visits that the plain day does not have."""
    route = {"engineer": "zoe", "shift": "zoe-mon", "stops": []}
    unserved = [{"visit": "w1", "reasons": []}]
    return {
        "format": "roundsman/1",
        "status": "feasible",
        "cost": {"total": 0},
        "routes": [route],
        "unserved": unserved,
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--seconds", "nan"], "--seconds"),
        (["--seconds", "-3"], "--seconds"),
        (["--seconds", "inf"], "--seconds"),
        (["--iterations", "-1"], "--iterations"),
        (["--threads", "0"], "--threads"),
        (["--seed", "x"], "--seed"),
        (["--engine", "magic"], "--engine"),
        (["--speed"], "--speed"),
    ],
)
def test_options_out_of_range_are_refused(arguments: list[str], said: str) -> None:
    ran = roundsman("solve", "-", *arguments, given=json.dumps(day()))
    assert ran.status == 2
    assert said in ran.err


def test_an_unknown_visit_is_refused_with_the_nearest_one(tmp_path: Path, planned_day: tuple[Path, Path]) -> None:
    for command in "explain", "place":
        ran = roundsman(command, *planned_day, "v44")
        assert ran.status == 2
        assert 'there is no visit "v44"; did you mean "v' in ran.err
