"""VROOM's own examples."""

import json
import time
from pathlib import Path

import pytest

from api.interop.vroom import VroomSettings, answer_vroom
from api.interop.vroom.examples import REQUEST_EXAMPLES
from tests.vroom_json.referee import check_answer

DATA = Path(__file__).parents[3] / "shared" / "data" / "vroom"
QUICK = VroomSettings(iterations=500, threads=1)


def document_of(name):
    file = DATA / name
    if not file.exists():
        pytest.skip(f"VROOM's example {name} is not beside the project")
    return json.loads(file.read_text(encoding="utf-8"))


def answer_to(document):
    return answer_vroom(document, time.monotonic, QUICK)


def test_the_first_example_less_its_shipment_is_served_as_vroom_serves_it():
    document = document_of("example_1.json")
    del document["shipments"]
    answer, theirs = answer_to(document), document_of("example_1_sol.json")
    assert answer["code"] == 0
    assert answer["unassigned"] == []
    summary = answer["summary"]
    assert (summary["delivery"], summary["pickup"], summary["service"]) == ([3], [1], 1500)
    by_vehicle = {r["vehicle"]: {s["id"] for s in r["steps"] if s["type"] == "job"} for r in answer["routes"]}
    expected = {r["vehicle"]: {s["id"] for s in r["steps"] if s["type"] == "job"} for r in theirs["routes"]}
    assert by_vehicle == expected
    pause = next(s for s in answer["routes"][1]["steps"] if s["type"] == "break")
    assert 1600423200 <= pause["arrival"] + pause["waiting_time"] <= 1600425000


def test_an_answer_has_every_field_of_vroom_s_own_but_the_line_that_is_not_asked_for():
    document = document_of("example_1.json")
    del document["shipments"]
    answer, theirs = answer_to(document), document_of("example_1_sol.json")
    assert theirs["summary"].keys() <= answer["summary"].keys()
    for ours, route in zip(answer["routes"], theirs["routes"], strict=True):
        assert route.keys() - {"geometry"} <= ours.keys()
        fields = {step["type"]: step.keys() for step in ours["steps"]}
        assert all(s.keys() <= fields[s["type"]] for s in route["steps"] if s["type"] in fields)


def test_a_line_is_drawn_where_it_is_asked_for():
    document = document_of("example_1.json")
    del document["shipments"]
    answer = answer_to(document | {"options": {"g": True}})
    assert all(route["geometry"].startswith("gdjhHgajM") for route in answer["routes"])


def test_the_first_example_is_refused_with_its_shipment():
    answer = answer_to(document_of("example_1.json"))
    assert answer["code"] == 2
    assert answer["error"].startswith("$.shipments: holds 1; shipments cannot be planned here")


def test_the_example_with_a_matrix_has_vroom_s_best_order():
    document = document_of("vroom_custom_matrix.json")
    answer = answer_to(document)
    check_answer(document, answer)
    assert answer["summary"]["cost"] == 5461
    assert [step.get("job") for step in answer["routes"][0]["steps"]] == [None, 1414, 1515, None]


@pytest.mark.parametrize("name", sorted(REQUEST_EXAMPLES))
def test_every_example_of_the_openapi_document_is_answered(name):
    answer = answer_to(REQUEST_EXAMPLES[name]["value"])
    assert answer["code"] == 0
    assert answer["summary"]["unassigned"] == 0
