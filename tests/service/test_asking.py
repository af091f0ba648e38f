"""Questions about a plan: why a visit stands where it does, and how two plans differ."""

import pytest

from tests.service.campus import planned, stored, visits_of
from tests.service.conftest import Running


def test_a_served_visit_is_told_with_its_alternatives(campus_on_sqlite: Running) -> None:
    plan = stored(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    visit, engineer = next(iter(visits_of(plan).items()))
    found = campus_on_sqlite.as_("planner").get(f"/v1/plans/p1/visits/{visit}").json()
    assert (found["served"], found["engineer"]) == (True, engineer)
    assert found["source"] == plan.matter["sources"][visit]
    assert {each["shift"] for each in found["alternatives"]}
    assert all(each["cost_change"] is not None for each in found["alternatives"] if each["code"] == "FITS")
    assert found["reasons"] == []


def test_a_visit_that_is_left_out_is_told_with_its_reasons(campus_on_sqlite: Running) -> None:
    draft, visit = planned(campus_on_sqlite.clock, "p1"), "nobody's"
    some = draft.problem["visits"][0]
    draft.problem["visits"].append({**some, "id": visit, "skills": {"lifts": 1}, "skip_cost": 10.0})
    draft.document["unserved"].append({"visit": visit})
    draft.matter["sources"][visit] = draft.matter["sources"][some["id"]]
    plan = stored(campus_on_sqlite, draft)
    found = campus_on_sqlite.as_("planner").get(f"/v1/plans/p1/visits/{visit}").json()
    shifts = {shift["id"] for engineer in plan.problem["engineers"] for shift in engineer["shifts"]}
    assert (found["served"], found["engineer"]) == (False, None)
    assert {each["shift"] for each in found["reasons"]} == shifts


def test_a_late_visit_is_told_with_what_stands_before_it(campus_on_sqlite: Running) -> None:
    plan = stored(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    due = {visit["id"]: visit["onsite_by"] for visit in plan.problem["visits"] if visit.get("onsite_by")}
    starts = {s["visit"]: s["start"] for r in plan.document["routes"] for s in r["stops"] if s["kind"] == "visit"}
    late = [visit for visit, start in starts.items() if visit in due and start > due[visit]]
    assert late
    found = campus_on_sqlite.as_("planner").get(f"/v1/plans/p1/visits/{late[0]}").json()
    assert found["lateness"]["late_s"] > 0
    assert found["lateness"]["message"]


def test_a_plan_does_not_differ_from_itself(campus_on_sqlite: Running) -> None:
    stored(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    found = campus_on_sqlite.as_("planner").get("/v1/plans/p1/compare/p1").json()
    assert found["cost_change"] == 0
    assert [found[key] for key in ("only_before", "only_after", "reassigned", "retimed", "routes")] == [[]] * 5


def test_two_plans_differ_by_what_their_documents_say(campus_on_sqlite: Running) -> None:
    one = stored(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    other = stored(campus_on_sqlite, planned(campus_on_sqlite.clock, "p2", seed=5))
    found = campus_on_sqlite.as_("planner").get("/v1/plans/p1/compare/p2").json()
    was, now = visits_of(one), visits_of(other)
    assert set(found["only_before"]) == was.keys() - now.keys()
    assert set(found["only_after"]) == now.keys() - was.keys()
    moved = {each["visit"] for each in found["reassigned"]}
    assert moved >= {visit for visit in was.keys() & now.keys() if was[visit] != now[visit]}
    assert found["cost_change"] == pytest.approx(other.cost["total"] - one.cost["total"], abs=0.05)


def test_what_is_not_there_is_not_found(campus_on_sqlite: Running) -> None:
    stored(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    caller = campus_on_sqlite.as_("planner")
    for path in ("p1/visits/nobody", "p2/visits/t01", "p1/compare/p2", "p2/compare/p1"):
        assert caller.get(f"/v1/plans/{path}").json()["code"] == "not_found"
