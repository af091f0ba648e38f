"""Edits by hand: priced before they are done, checked before they are stored, refused with the rule in the way."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.store.tables import Plan
from optimiser import check, read_plan, read_problem, travel_times
from tests.service.calling import Caller
from tests.service.campus import planned, published, stored, visits_of
from tests.service.conftest import Running


@pytest.fixture
def draft(campus_on_sqlite: Running) -> Plan:
    return stored(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))


@pytest.fixture
def caller(campus_on_sqlite: Running) -> Caller:
    return campus_on_sqlite.as_("dispatcher")


def price(caller: Caller, plan: str, **edit: Any) -> dict[str, Any]:
    answer = caller.post(f"/v1/plans/{plan}/edits/price", json={"edit": edit})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def do(caller: Caller, plan: str, **edit: Any) -> dict[str, Any]:
    tag = caller.get(f"/v1/plans/{plan}").headers["ETag"]
    answer = caller.post(f"/v1/plans/{plan}/edits", json={"edit": edit}, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def moves(plan: Plan) -> Iterator[tuple[str, str]]:
    """Visits, and shifts of others."""
    shifts = [shift["id"] for engineer in plan.problem["engineers"] for shift in engineer["shifts"]]
    for visit, engineer in visits_of(plan).items():
        yield from ((visit, shift) for shift in shifts if not shift.startswith(engineer))


def possible(caller: Caller, plan: Plan) -> tuple[str, str, dict[str, Any]]:
    """A move that can be done, with its price."""
    for visit, shift in moves(plan):
        found = price(caller, plan.id, kind="move", visit=visit, shift=shift)
        if found["possible"]:
            return visit, shift, found
    raise AssertionError("nothing can be moved")


def shift_of(document: dict[str, Any], visit: str) -> str:
    routes = document["plan"]["routes"]
    return next(route["shift"] for route in routes if visit in [stop.get("visit") for stop in route["stops"]])


def test_a_price_changes_nothing(campus_on_sqlite: Running, draft: Plan, caller: Caller) -> None:
    before = caller.get("/v1/plans/p1").json()
    possible(caller, draft)
    assert caller.get("/v1/plans/p1").json() == before


def test_what_an_edit_costs_is_what_was_said_before(draft: Plan, caller: Caller) -> None:
    before = caller.get("/v1/plans/p1").json()
    visit, shift, said = possible(caller, draft)
    done = do(caller, "p1", kind="move", visit=visit, shift=shift)
    after = caller.get("/v1/plans/p1").json()
    assert done["price"] == said
    assert done["plan"]["id"] == "p1"
    assert after["cost"]["total"] - before["cost"]["total"] == pytest.approx(said["cost_change"], abs=0.05)
    assert sum(said["cost"].values()) == pytest.approx(said["cost_change"], abs=0.05)
    assert shift_of(after, visit) == shift
    assert after["revision"] == before["revision"] + 1


def test_an_edited_plan_passes_the_checker_with_figures_and_ways_of_its_own(draft: Plan, caller: Caller) -> None:
    visit, shift, _ = possible(caller, draft)
    do(caller, "p1", kind="move", visit=visit, shift=shift)
    after = caller.get("/v1/plans/p1").json()
    problem = read_problem(caller.get("/v1/plans/p1/problem").json())
    plan, travel = read_plan(after["plan"], problem), travel_times(problem)
    verdict = check(problem, plan, travel.seconds, travel.metres)
    assert verdict.violations == ()
    assert after["figures"]["served_count"] == verdict.served
    stops = {route["shift"]: len(route["stops"]) for route in after["plan"]["routes"]}
    assert {shift: len(legs) - 1 for shift, legs in after["matter"]["legs"].items()} == stops


def test_what_breaks_a_rule_is_refused_with_the_rule_and_not_done(draft: Plan, caller: Caller) -> None:
    tried = ((v, s, price(caller, "p1", kind="move", visit=v, shift=s)) for v, s in moves(draft))
    visit, shift, said = next(each for each in tried if not each[2]["possible"])
    told = said["refusals"]
    assert told[0]["code"]
    assert told[0]["message"]
    answer = caller.post(
        "/v1/plans/p1/edits", json={"edit": {"kind": "move", "visit": visit, "shift": shift}}, headers={"If-Match": "*"}
    )
    assert answer.json()["code"] == "edit_refused"
    assert [fault["code"] for fault in answer.json()["faults"]] == [each["code"] for each in told]
    assert told[0]["message"] in answer.json()["detail"]


def test_a_locked_visit_is_not_left_out_until_it_is_unlocked(draft: Plan, caller: Caller) -> None:
    by_skip = {visit["id"]: visit.get("skip_cost") for visit in draft.problem["visits"]}
    visit = next(each for each in visits_of(draft) if by_skip[each] is not None)
    do(caller, "p1", kind="lock", visit=visit)
    assert price(caller, "p1", kind="unassign", visit=visit)["refusals"][0]["code"] == "PINNED"
    do(caller, "p1", kind="unlock", visit=visit)
    done = do(caller, "p1", kind="unassign", visit=visit)
    assert done["price"]["cost"]["skipped"] > 0
    after = caller.get("/v1/plans/p1").json()
    left = next(each for each in after["plan"]["unserved"] if each["visit"] == visit)
    assert left["reasons"], "whoever is left out is told why"
    again = do(caller, "p1", kind="assign", visit=visit, shift=left["reasons"][0]["shift"]) if _fits(left) else None
    assert again is None or again["price"]["cost"]["skipped"] < 0


def _fits(unserved: dict[str, Any]) -> bool:
    return bool(unserved["reasons"][0]["code"] == "FITS")


def test_an_edit_of_what_is_published_makes_a_draft_of_it(campus: Running) -> None:
    plan = published(campus, planned(campus.clock, "p1"))
    caller = campus.as_("dispatcher")
    before = caller.get("/v1/plans/p1").json()
    visit, shift, _ = possible(caller, plan)
    made = do(caller, "p1", kind="move", visit=visit, shift=shift)["plan"]
    assert (made["state"], made["origin"], made["parent"]) == ("draft", "amend", "p1")
    assert made["based_on"] == {before["first"]: 1}
    assert caller.get("/v1/plans/p1").json() == before
    changes = caller.get(f"/v1/plans/{made['id']}/changes").json()["items"]
    assert {change["visit"] for change in changes if change["kind"] == "reassigned"} == {visit}
    assert caller.post(f"/v1/plans/{made['id']}/publish", headers={"If-Match": "*"}).json()["version"] == 2
    assert shift_of(caller.get(f"/v1/plans/{made['id']}").json(), visit) == shift


def test_two_dispatchers_do_not_overwrite_each_other(draft: Plan, campus_on_sqlite: Running) -> None:
    one, other = (campus_on_sqlite.as_("dispatcher") for _ in range(2))
    tag = one.get("/v1/plans/p1").headers["ETag"]
    visit = next(iter(visits_of(draft)))
    edit = {"edit": {"kind": "lock", "visit": visit}}
    assert one.post("/v1/plans/p1/edits", json=edit, headers={"If-Match": tag}).status_code == 200
    answer = other.post("/v1/plans/p1/edits", json=edit, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (412, "changed_meanwhile")


@pytest.mark.parametrize(
    ("edit", "path", "code"),
    [
        ({"kind": "move", "visit": "nobody", "shift": "none"}, "$.edit.visit", "unknown_visit"),
        ({"kind": "paint", "visit": "nobody"}, "$.edit", "bad_value"),
        ({"kind": "swap", "visit": "nobody"}, "$.edit.other", "missing"),
    ],
    ids=["unknown visit", "unknown kind", "nobody to swap with"],
)
def test_an_edit_that_makes_no_sense_is_refused(
    draft: Plan, caller: Caller, edit: dict[str, Any], path: str, code: str
) -> None:
    answer = caller.post(f"/v1/plans/{draft.id}/edits/price", json={"edit": edit})
    assert answer.status_code == 422
    assert [(fault["path"], fault["code"]) for fault in answer.json()["faults"]] == [(path, code)]


def test_a_plan_that_was_superseded_is_not_edited(campus_on_sqlite: Running, caller: Caller) -> None:
    first = published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p2", seed=5, based_on={str(first.first_on): 1}))
    answer = caller.post("/v1/plans/p1/edits/price", json={"edit": {"kind": "lock", "visit": "t01"}})
    assert answer.json()["code"] == "wrong_state"
