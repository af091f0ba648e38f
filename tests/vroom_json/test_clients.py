"""Requests as the openrouteservice client sends them."""

import json
import time

import pytest

from api.interop.vroom import VroomSettings, answer_vroom

optimization = pytest.importorskip("openrouteservice.optimization")


class Wire:
    """What a client is to its function: it takes the request, here through JSON to the planner."""

    def request(self, path, _params, post_json, dry_run):  # noqa: ARG002
        assert path == "/optimization"
        return answer_vroom(json.loads(json.dumps(post_json)), time.monotonic, VroomSettings(iterations=300, threads=1))


def test_its_jobs_and_vehicles_are_planned():
    jobs = [
        optimization.Job(id=0, location=(8.688641, 49.420577), service=300, amount=[1], skills=[1], priority=9),
        optimization.Job(id=1, location=[8.680916, 49.415776], amount=[2], time_windows=[[0, 3600]]),
    ]
    vehicles = [
        optimization.Vehicle(
            id=0, start=[8.69, 49.42], end=(8.69, 49.42), capacity=[3], skills=[1], time_window=[0, 7200]
        )
    ]
    answer = optimization.optimization(Wire(), jobs=jobs, vehicles=vehicles, geometry=True)
    assert answer["code"] == 0
    assert answer["unassigned"] == []
    assert answer["routes"][0]["delivery"] == [3]
    assert answer["routes"][0]["geometry"]


def test_its_matrix_serves_every_profile():
    jobs = [optimization.Job(id=k, location_index=k) for k in (1, 2)]
    vehicles = [optimization.Vehicle(id=0, profile="driving-hgv", start_index=0)]
    matrix = [[0, 5, 9], [5, 0, 4], [9, 4, 0]]
    answer = optimization.optimization(Wire(), jobs=jobs, vehicles=vehicles, matrix=matrix)
    assert answer["summary"]["cost"] == 9
    assert [step["type"] for step in answer["routes"][0]["steps"]] == ["start", "job", "job", "end"]


def test_its_shipments_are_refused():
    step = optimization.ShipmentStep(id=1, location=[8.68, 49.41])
    shipments = [optimization.Shipment(pickup=step, delivery=step, amount=[1], skills=[1], priority=1)]
    vehicles = [optimization.Vehicle(id=0, start=[8.69, 49.42])]
    answer = optimization.optimization(Wire(), vehicles=vehicles, shipments=shipments)
    assert answer["code"] == 2
    assert answer["error"].startswith("$.shipments: ")
