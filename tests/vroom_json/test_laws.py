import pickle
import time

from hypothesis import given, settings

from api.interop.vroom import VroomSettings, answer_vroom
from tests.vroom_json.documents import ROWS, requests, small_requests
from tests.vroom_json.referee import best_of_all, can_take_breaks, check_answer

QUICK = VroomSettings(iterations=300, threads=1)


@settings(max_examples=100, deadline=None)
@given(requests())
def test_every_answer_is_feasible_and_adds_up(document):
    answer = answer_vroom(document, time.monotonic, QUICK)
    if all(can_take_breaks(vehicle) for vehicle in document["vehicles"]):
        check_answer(document, answer)
    else:
        assert answer["code"] == 2
        assert ".breaks: cannot all be taken" in answer["error"]


@settings(max_examples=60, deadline=None)
@given(small_requests(with_breaks=False))
def test_no_plan_of_a_small_request_is_better_in_priority_then_jobs_then_cost(document):
    assert check_answer(document, answer_vroom(document, time.monotonic, QUICK)) == best_of_all(document)


@settings(max_examples=60, deadline=None)
@given(small_requests(with_breaks=True))
def test_of_plans_with_breaks_at_places_none_is_better(document):
    found = check_answer(document, answer_vroom(document, time.monotonic, QUICK))
    assert best_of_all(document, breaks_on_the_way=False) <= found <= best_of_all(document)


def test_the_best_order_is_found_where_the_best_place_for_each_job_does_not_lead_to_it():
    durations = [
        [0, 797, 797, 410, 341],
        [457, 0, 457, 153, 0],
        [0, 0, 0, 0, 0],
        [216, 301, 301, 0, 0],
        [0, 0, 0, 0, 0],
    ]
    document = {
        "matrices": {"car": {"durations": durations}},
        "jobs": [{"id": k, "location_index": k, "service": 335 if k == 3 else 0} for k in range(1, ROWS)],
        "vehicles": [{"id": 0, "start_index": 0, "end_index": 0, "time_window": [0, 1500]}],
    }
    answer = answer_vroom(document, time.monotonic, VroomSettings(iterations=3000, threads=1))
    assert check_answer(document, answer) == best_of_all(document) == (0, 4, -710)


def test_all_that_a_worker_process_is_handed_can_be_pickled():
    assert pickle.loads(pickle.dumps((answer_vroom, time.monotonic, QUICK)))[2] == QUICK  # noqa: S301
