"""When things happen on a route, against VROOM itself."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.interop.vroom import VroomSettings, answer_vroom
from tests.vroom_json.documents import pauses, windows

vroom = pytest.importorskip("vroom", reason="pyvroom is not installed")

SQUARE = [[0, 100, 250], [130, 0, 90], [200, 60, 0]]
QUICK = VroomSettings(iterations=50, threads=1)
KEYS = ("type", "arrival", "waiting_time", "setup", "service", "duration")


def theirs(document):
    model = vroom.Input()
    model.set_durations_matrix("car", document["matrix"])
    span = vroom.TimeWindow
    for v in document["vehicles"]:
        breaks = [
            vroom.Break(p["id"], [span(*w) for w in p["time_windows"]], p["service"]) for p in v.get("breaks", [])
        ]
        ends = {name: v[f"{name}_index"] for name in ("start", "end") if f"{name}_index" in v}
        model.add_vehicle(vroom.Vehicle(v["id"], **ends, breaks=breaks, time_window=span(*v["time_window"])))
    for j in document["jobs"]:
        spans = [span(*w) for w in j["time_windows"]]
        own = {"default_setup": j["setup"], "default_service": j["service"], "time_windows": spans}
        model.add_job(vroom.Job(j["id"], j["location_index"], **own))
    try:
        return model.solve(exploration_level=5, nb_threads=1).to_dict()
    except vroom._vroom.VroomInputException as error:
        return {"code": 2, "error": str(error)}


def times(answer):
    return [[tuple(step[key] for key in KEYS) for step in route["steps"]] for route in answer["routes"]]


def requests(breaks):
    job = st.fixed_dictionaries(
        {
            "id": st.just(1),
            "location_index": st.integers(0, 2),
            "setup": st.integers(0, 50),
            "service": st.integers(0, 300),
            "time_windows": st.lists(windows(), min_size=1, max_size=1),
        }
    )
    vehicle = st.fixed_dictionaries(
        {
            "id": st.just(1),
            "start_index": st.integers(0, 2),
            "time_window": st.just([200, 6000]),
            "breaks": st.lists(pauses(most_windows=1), min_size=breaks, max_size=breaks),
        },
        optional={"end_index": st.integers(0, 2)},
    )
    return st.builds(lambda j, v: {"matrix": SQUARE, "jobs": [j], "vehicles": [v]}, job, vehicle)


@settings(max_examples=100, deadline=None)
@given(requests(breaks=0))
def test_a_route_without_breaks_is_timed_as_vroom_times_it(document):
    assert times(answer_vroom(document, time.monotonic, QUICK)) == times(theirs(document))


def rests_on_the_way(answer):
    """Whether a break lies between two places, some of the way before it and some behind."""
    steps = answer["routes"][0]["steps"]
    return any(
        before["duration"] < step["duration"] < after["duration"]
        for before, step, after in zip(steps, steps[1:], steps[2:], strict=False)
        if step["type"] == "break"
    )


@settings(max_examples=100, deadline=None)
@example(
    {
        "matrix": SQUARE,
        "jobs": [{"time_windows": [[0, 413]], "id": 1, "location_index": 0, "setup": 0, "service": 0}],
        "vehicles": [
            {
                "breaks": [{"time_windows": [[213, 391]], "id": 4, "service": 1}],
                "id": 1,
                "start_index": 2,
                "time_window": [200, 6000],
            }
        ],
    }
)
@given(requests(breaks=1))
def test_a_route_with_a_break_ends_when_vroom_s_ends_and_nobody_waits_longer(document):
    mine, other = answer_vroom(document, time.monotonic, QUICK), theirs(document)
    assert mine["code"] == other["code"]
    if mine["code"]:
        return
    if mine["unassigned"] and not other["unassigned"]:
        assert rests_on_the_way(other), "only a break on the road lets it be in time; ours are taken at places"
        return
    for ours, known in zip(times(mine), times(other), strict=True):
        assert sorted(step[0] for step in ours) == sorted(step[0] for step in known)
        assert ours[-1] == known[-1]
        assert sum(step[2] for step in ours) <= sum(step[2] for step in known)
