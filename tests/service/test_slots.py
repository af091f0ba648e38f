"""Who can be there first, and slots for customers: offered with a price, held for one and never for two."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from api.plans.making import gather
from api.plans.wanted import Wanted
from api.store.snapshot import snapshot
from api.store.tables import Plan
from tests.service.calling import Caller
from tests.service.campus import DAY, planned, published, visits_of
from tests.service.conftest import Running


def site_of(plan: Plan) -> str:
    site: str = next(iter(plan.matter["sources"].values()))["site"]
    return site


def offered(caller: Caller, plan: Plan, **asked: Any) -> list[dict[str, Any]]:
    told = {"territory": "main", "site": site_of(plan), "first": str(DAY), **asked}
    answer = caller.post("/v1/slots", json=told)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def hold(caller: Caller, plan: Plan, slot: dict[str, Any], **asked: Any) -> Any:
    told = {"territory": "main", "opens_at": slot["opens_at"], "closes_at": slot["closes_at"], **asked}
    return caller.post("/v1/slots/hold", json=told if "ticket" in asked else {"site": site_of(plan), **told})


def held_ones(running: Running) -> dict[str, Any]:
    """What a plan that is made now keeps free, or has for appointments of slots."""
    with snapshot(running.service.store) as session:
        found = gather(session, Wanted("main", DAY, DAY, running.clock()))
    visits = {visit.id: visit for visit in found.problem.visits}
    return {source["id"]: visits[id_] for id_, source in found.sources.items() if source["id"].startswith("slot")}


def test_the_first_there_come_in_order_and_the_plan_is_as_it_was(campus: Running) -> None:
    plan = published(campus, planned(campus.clock, "p1"))
    caller = campus.as_("dispatcher")
    before = caller.get("/v1/plans/p1").json()
    found = caller.post("/v1/first-there", json={"territory": "main", "site": site_of(plan), "most": 3}).json()
    assert found["plan"] == "p1"
    starts = [datetime.fromisoformat(each["start_at"]) for each in found["items"]]
    assert 0 < len(starts) <= 3
    assert starts == sorted(starts)
    assert min(starts) >= campus.clock()
    for each in found["items"]:
        assert sum(each["cost"].values()) == pytest.approx(each["cost_change"], abs=0.05)
    assert caller.get("/v1/plans/p1").json() == before


def test_later_in_the_day_nobody_comes_in_the_past(campus_on_sqlite: Running) -> None:
    plan = published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    campus_on_sqlite.clock.move(hours=4)
    caller = campus_on_sqlite.as_("dispatcher")
    found = caller.post("/v1/first-there", json={"territory": "main", "site": site_of(plan)}).json()
    assert found["items"]
    assert all(datetime.fromisoformat(each["arrive_at"]) >= campus_on_sqlite.clock() for each in found["items"])


def test_only_who_has_the_skill_is_named(campus_on_sqlite: Running) -> None:
    plan = published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    caller = campus_on_sqlite.as_("dispatcher")
    told = {"territory": "main", "site": site_of(plan), "most": 50}
    all_of_them = caller.post("/v1/first-there", json=told).json()["items"]
    able = {e["id"] for e in plan.problem["engineers"] if e.get("skills", {}).get("cctv", 0) >= 2}
    few = caller.post("/v1/first-there", json={**told, "skills": {"cctv": 2}}).json()["items"]
    assert {each["engineer"] for each in few} <= able
    assert len(few) < len(all_of_them)


def test_a_ticket_that_is_planned_can_be_asked_about(campus_on_sqlite: Running) -> None:
    plan = published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    ticket = planned_ticket(plan)
    answer = campus_on_sqlite.as_("dispatcher").post("/v1/first-there", json={"territory": "main", "ticket": ticket})
    assert answer.json()["items"]


def planned_ticket(plan: Plan) -> str:
    """A ticket that the plan serves and nobody is at."""
    pinned = {visit["id"] for visit in plan.problem["visits"] if visit.get("pin")}
    sources = plan.matter["sources"]
    return next(sources[v]["id"] for v in visits_of(plan) if sources[v]["kind"] == "ticket" and v not in pinned)


def test_slots_have_prices_and_keep_to_the_day(campus: Running) -> None:
    plan = published(campus, planned(campus.clock, "p1"))
    items = offered(campus.as_("planner"), plan)
    assert [each["price"] for each in items] == sorted(each["price"] for each in items)
    for each in items:
        opens, closes = datetime.fromisoformat(each["opens_at"]), datetime.fromisoformat(each["closes_at"])
        assert closes - opens == timedelta(hours=2)
        assert opens <= datetime.fromisoformat(each["start_at"]) <= closes


def test_days_without_a_plan_are_named(campus_on_sqlite: Running) -> None:
    plan = published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    told = {"territory": "main", "site": site_of(plan), "first": str(DAY), "last": str(DAY + timedelta(days=1))}
    found = campus_on_sqlite.as_("planner").post("/v1/slots", json=told).json()
    assert found["days_without_plan"] == [str(DAY + timedelta(days=1))]
    assert found["items"]


def test_two_who_hold_at_once_never_get_the_same_room(campus: Running) -> None:
    plan = published(campus, planned(campus.clock, "p1"))
    callers = [campus.as_("dispatcher") for _ in range(4)]
    long = {"duration": "PT3H", "skills": {"cctv": 2}}
    slot = offered(callers[0], plan, slot_length="PT15M", **long)[0]
    taken = 0
    for _ in range(6):
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda caller: hold(caller, plan, slot, **long), callers))
        assert {answer.status_code for answer in answers} <= {201, 409}
        taken += sum(answer.status_code == 201 for answer in answers)
        if any(answer.status_code == 409 for answer in answers):
            break
    able = [e for e in plan.problem["engineers"] if e.get("skills", {}).get("cctv", 0) >= 2 and e["shifts"]]
    assert 0 < taken <= len(able), "three hours that begin within a quarter of an hour: one for each engineer at most"


def test_a_slot_that_is_held_is_kept_free_until_it_expires(campus: Running) -> None:
    plan = published(campus, planned(campus.clock, "p1"))
    caller = campus.as_("dispatcher")
    slot = hold(caller, plan, offered(caller, plan)[0], minutes=10).json()
    kept = held_ones(campus)[slot["id"]]
    assert kept.skip_cost is None
    assert kept.windows[0].open == datetime.fromisoformat(slot["opens_at"])
    campus.clock.move(minutes=11)
    assert slot["id"] not in held_ones(campus)
    assert caller.get("/v1/slots").json()["items"][0]["state"] == "expired"
    assert caller.post(f"/v1/slots/{slot['id']}/take").json()["code"] == "slot_gone"


def test_a_slot_that_was_taken_is_an_appointment(campus: Running) -> None:
    plan = published(campus, planned(campus.clock, "p1"))
    caller = campus.as_("dispatcher")
    slot = hold(caller, plan, offered(caller, plan)[0], kind="training").json()
    assert caller.post(f"/v1/slots/{slot['id']}/take").json()["state"] == "taken"
    appointment = caller.get(f"/v1/appointments/{slot['id']}").json()
    assert appointment["kind"] == "training"
    campus.clock.move(hours=1)
    assert held_ones(campus)[slot["id"]].kind == "training"
    assert caller.post(f"/v1/slots/{slot['id']}/take").json()["code"] == "wrong_state"
    assert caller.delete(f"/v1/slots/{slot['id']}").status_code == 204
    assert caller.get(f"/v1/appointments/{slot['id']}").status_code == 404
    assert slot["id"] not in held_ones(campus)


def test_a_ticket_whose_slot_was_taken_is_planned_in_it(campus: Running) -> None:
    plan = published(campus, planned(campus.clock, "p1"))
    caller, ticket = campus.as_("dispatcher"), planned_ticket(plan)
    told = {"territory": "main", "ticket": ticket, "first": str(DAY)}
    items = caller.post("/v1/slots", json=told).json()["items"]
    first, second = (hold(caller, plan, slot, ticket=ticket).json() for slot in items[:2])
    assert caller.post(f"/v1/slots/{second['id']}/take").status_code == 200
    states = {each["id"]: each["state"] for each in caller.get("/v1/slots").json()["items"]}
    assert states == {first["id"]: "released", second["id"]: "taken"}
    with snapshot(campus.service.store) as session:
        found = gather(session, Wanted("main", DAY, DAY, campus.clock()))
    visit = next(v for v in found.problem.visits if found.sources[v.id]["id"] == ticket)
    assert [each.open for each in visit.windows] == [datetime.fromisoformat(second["opens_at"])]


def test_slots_of_others_are_not_there(campus_on_sqlite: Running) -> None:
    plan = published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    caller = campus_on_sqlite.as_("dispatcher")
    slot = hold(caller, plan, offered(caller, plan)[0]).json()["id"]
    stranger = campus_on_sqlite.as_("dispatcher", territories=["north"])
    assert stranger.get("/v1/slots").json()["items"] == []
    assert stranger.post(f"/v1/slots/{slot}/take").status_code == 404
    assert stranger.delete(f"/v1/slots/{slot}").status_code == 404
    told = {"territory": "main", "site": site_of(plan)}
    assert stranger.post("/v1/first-there", json=told).status_code == 404
    assert stranger.post("/v1/slots", json={**told, "first": str(DAY)}).status_code == 404


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"site": "s01", "ticket": "t01"},
        {"lat": 31.0},
        {"site": "s01", "duration": "P"},
        {"site": "s01", "duration": "PT0S"},
        {"site": "s01", "duration": "PT99H"},
    ],
    ids=["nowhere", "two places", "half a place", "no span", "nothing long", "days long"],
)
def test_work_that_cannot_be_is_refused(campus_on_sqlite: Running, told: dict[str, Any]) -> None:
    answer = campus_on_sqlite.as_("dispatcher").post("/v1/first-there", json={"territory": "main", **told})
    assert answer.status_code == 422, answer.text


def test_without_a_published_plan_nobody_is_first(campus_on_sqlite: Running) -> None:
    told = {"territory": "main", "lat": 32.0, "lon": 118.8}
    assert campus_on_sqlite.as_("dispatcher").post("/v1/first-there", json=told).json()["code"] == "wrong_state"


def test_who_would_be_at_a_ticket_that_was_cancelled_is_free(campus_on_sqlite: Running) -> None:
    plan = published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    caller, ticket = campus_on_sqlite.as_("dispatcher"), planned_ticket(plan)
    told = {"territory": "main", "site": site_of(plan), "most": 50}
    before = caller.post("/v1/first-there", json=told).json()["items"]
    assert caller.post(f"/v1/tickets/{ticket}/events", json={"kind": "cancelled"}).status_code in (200, 201)
    after = caller.post("/v1/first-there", json=told).json()["items"]
    assert after != before
