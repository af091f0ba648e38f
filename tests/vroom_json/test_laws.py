import pickle
import time

from hypothesis import given, settings

from api.interop.vroom import VroomSettings, answer_vroom
from tests.vroom_json.documents import requests, small_requests
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


def test_all_that_a_worker_process_is_handed_can_be_pickled():
    assert pickle.loads(pickle.dumps((answer_vroom, time.monotonic, QUICK)))[2] == QUICK  # noqa: S301
