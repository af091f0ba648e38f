"""From the store to a draft by a job: what it plans, what it leaves alone, and how it ends."""

from datetime import timedelta
from typing import Any

import pytest

from api.plans.making import Gathered, gather
from api.plans.wanted import Wanted
from api.store.audit import Author
from api.store.snapshot import snapshot
from api.store.tables import HeldSlot, PublishedDay, Site, Subcontract, Subcontractor, VisitState
from optimiser import check, read_plan, read_problem, travel_times
from tests.service.conftest import Running
from tests.service.working import DAY, NOW, ask, at_work, done_here, ended, fill, made, searching


def gathered(running: Running) -> Gathered:
    """What a job would plan now."""
    with snapshot(running.service.store) as session:
        return gather(session, Wanted("main", DAY, DAY, running.clock()))


def write(running: Running, *rows: Any) -> None:
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.add_all(rows)


def reported(running: Running, status: str, **rest: Any) -> VisitState:
    """Report on the first visit of the day that is no ticket's."""
    found = gathered(running)
    visit = next(each for each in found.problem.visits if found.sources[each.id]["kind"] != "ticket")
    source = found.sources[visit.id]
    engineer = found.problem.engineers[0]
    state = VisitState(
        id=visit.id,
        source_kind=source["kind"],
        source_id=source["id"],
        site_id=source["site"],
        territory_id="main",
        engineer_id=engineer.id,
        shift_id=engineer.shifts[0].id,
        on=DAY,
        status=status,
        updated_at=running.clock(),
        **rest,
    )
    write(running, state)
    return state


def test_a_job_makes_a_draft_that_the_checker_accepts(running: Running) -> None:
    fill(running)
    caller = running.as_("dispatcher")
    plan = made(running, caller)
    assert (plan["state"], plan["origin"], plan["based_on"], plan["version"]) == ("draft", "solve", {}, None)
    problem = read_problem(caller.get(f"/v1/plans/{plan['id']}/problem").json())
    stored = read_plan(plan["plan"], problem)
    travel = travel_times(problem)
    verdict = check(problem, stored, travel.seconds, travel.metres)
    assert verdict.violations == ()
    figures = plan["figures"]
    assert figures["visit_count"] == len(problem.visits)
    assert (figures["served_count"], figures["late_count"]) == (verdict.served, verdict.late)
    assert figures["served_count"] + figures["unserved_count"] == figures["visit_count"]
    assert plan["cost"]["total"] == plan["plan"]["cost"]["total"] == pytest.approx(verdict.cost.total, abs=0.05)
    assert set(plan["matter"]["sources"]) == {visit.id for visit in problem.visits}
    assert set(plan["matter"]["legs"]) == {route.shift for route in stored.routes}


def test_the_same_iterations_and_seed_make_the_same_routes(running_on_sqlite: Running) -> None:
    fill(running_on_sqlite)
    caller = running_on_sqlite.as_("planner")
    first, second = (made(running_on_sqlite, caller, seed=7)["plan"]["routes"] for _ in range(2))
    assert first == second


def test_plans_are_listed_without_their_routes(running: Running) -> None:
    fill(running)
    caller = running.as_("dispatcher")
    ids = [made(running, caller, iterations=1)["id"] for _ in range(3)]
    page = caller.get("/v1/plans?limit=2").json()
    assert [each["id"] for each in page["items"]] == ids[:0:-1]
    assert "plan" not in page["items"][0]
    assert [each["id"] for each in caller.get(f"/v1/plans?after={page['next']}").json()["items"]] == ids[:1]
    for query, count in (
        (f"on={DAY}", 3),
        (f"on={DAY + timedelta(days=1)}", 0),
        ("state=draft&territory=main", 3),
        ("state=published", 0),
        ("kind=horizon", 0),
        ("territory=north", 0),
    ):
        assert len(caller.get(f"/v1/plans?{query}").json()["items"]) == count, query


def test_plans_of_another_territory_do_not_exist(running: Running) -> None:
    fill(running)
    plan = made(running, running.as_("dispatcher"), iterations=1)["id"]
    elsewhere = running.as_("dispatcher", territories=["north"])
    assert elsewhere.get("/v1/plans").json()["items"] == []
    for path in (f"/v1/plans/{plan}", f"/v1/plans/{plan}/problem"):
        assert elsewhere.get(path).json()["code"] == "not_found"
    assert elsewhere.delete(f"/v1/plans/{plan}", headers={"If-Match": "*"}).status_code == 404
    asked = elsewhere.post("/v1/plans", json={"territory": "main", "first": str(DAY)})
    assert asked.json()["code"] == "not_found"


def test_a_draft_is_thrown_away_once(running: Running) -> None:
    fill(running)
    caller = running.as_("dispatcher")
    path = f"/v1/plans/{made(running, caller, iterations=1)['id']}"
    tag = caller.get(path).headers["ETag"]
    assert caller.delete(path).status_code == 428
    assert caller.delete(path, headers={"If-Match": '"77"'}).status_code == 412
    assert caller.delete(path, headers={"If-Match": tag}).status_code == 204
    assert caller.get(path).json()["state"] == "discarded"
    assert caller.delete(path, headers={"If-Match": "*"}).json()["code"] == "wrong_state"


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ({"first": "2026-13-01"}, "$.first"),
        ({"first": "2026-12-07", "last": "2026-12-06"}, "$.last"),
        ({"first": "2026-12-07", "seconds": 0}, "$.seconds"),
        ({"first": "2026-12-07", "now": "2026-12-07T08:00:00"}, "$.now"),
        ({"first": "2026-12-07", "colour": "red"}, "$.colour"),
    ],
    ids=["no date", "wrong order", "no time", "no offset", "unknown"],
)
def test_what_cannot_be_asked_is_refused_with_its_place(
    running_on_sqlite: Running, wanted: dict[str, Any], path: str
) -> None:
    answer = running_on_sqlite.as_("dispatcher").post("/v1/plans", json={"territory": "main", **wanted})
    assert answer.status_code == 422
    assert path in [fault["path"] for fault in answer.json()["faults"]]


def test_what_cannot_be_planned_fails_with_its_faults(running_on_sqlite: Running) -> None:
    fill(running_on_sqlite)
    caller = running_on_sqlite.as_("dispatcher")
    job = ask(caller, horizon="plan-of-nobody")
    done_here(running_on_sqlite)
    found = caller.get(job).json()
    assert (found["state"], found["error"]["code"], found["plan"]) == ("failed", "faulty_input", None)
    assert found["error"]["faults"][0]["code"] == "unknown_plan"


def test_a_plan_says_which_published_versions_it_is_based_on(running: Running) -> None:
    fill(running)
    caller = running.as_("dispatcher")
    first = made(running, caller, iterations=1)["id"]
    write(running, PublishedDay(territory_id="main", on=DAY, plan_id=first, version=4))
    assert made(running, caller, iterations=1)["based_on"] == {str(DAY): 4}


@pytest.mark.parametrize("status", ["done", "cancelled", "failed"])
def test_a_visit_that_is_over_is_not_planned_again(running_on_sqlite: Running, status: str) -> None:
    fill(running_on_sqlite)
    state = reported(running_on_sqlite, status, ended_at=NOW + timedelta(hours=1))
    running_on_sqlite.clock.move(hours=2)
    found = gathered(running_on_sqlite)
    assert state.id not in {visit.id for visit in found.problem.visits}
    assert state.id not in found.sources


def test_a_route_goes_on_where_its_last_visit_ended(running_on_sqlite: Running) -> None:
    running = running_on_sqlite
    fill(running)
    ended_at = NOW + timedelta(hours=1)
    state = reported(running, "done", ended_at=ended_at)
    running.clock.move(hours=2)
    shifts = {shift.id: shift for each in gathered(running).problem.engineers for shift in each.shifts}
    position = shifts[state.shift_id or ""].at
    assert position is not None
    assert (position.place, position.time) == (state.site_id, ended_at)


def test_a_visit_on_site_stays_with_whoever_is_there(running_on_sqlite: Running) -> None:
    running = running_on_sqlite
    fill(running)
    arrived_at = NOW + timedelta(hours=1)
    state = reported(running, "on_site", arrived_at=arrived_at)
    running.clock.move(hours=2)
    pin = next(visit.pin for visit in gathered(running).problem.visits if visit.id == state.id)
    assert pin is not None
    assert (pin.engineer, pin.shift, pin.start, pin.under_way) == (state.engineer_id, state.shift_id, arrived_at, True)


def test_a_visit_given_away_is_nobodys_here(running: Running) -> None:
    fill(running)
    found = gathered(running)
    visit = found.problem.visits[0]
    given = Subcontract(
        id="sc1",
        visit_id=visit.id,
        site_id=found.sources[visit.id]["site"],
        territory_id="main",
        subcontractor_id="outside",
        price=100.0,
        state="given",
        given_at=running.clock(),
    )
    write(running, Subcontractor(id="outside", document={"id": "outside"}, updated_at=running.clock()), given)
    assert visit.id not in {each.id for each in gathered(running).problem.visits}


def test_a_slot_that_is_held_is_kept_free_until_it_expires(running: Running) -> None:
    fill(running)
    found = gathered(running)
    shift = found.problem.engineers[0].shifts[0]
    with running.service.store.reading() as session:
        site = session.get_one(Site, found.sources[found.problem.visits[0].id]["site"])
    slot = HeldSlot(
        id="slot1",
        territory_id="main",
        site_id=site.id,
        on=DAY,
        opens_at=shift.end - timedelta(hours=3),
        closes_at=shift.end - timedelta(hours=2),
        engineer_id=found.problem.engineers[0].id,
        price=12.5,
        state="held",
        expires_at=NOW + timedelta(minutes=30),
        document={"duration": "PT45M"},
        held_by="key:tests",
    )
    write(running, slot)
    held = gathered(running)
    visit = next(each for each in held.problem.visits if each.id == "held:slot1")
    assert (visit.duration, visit.skip_cost) == (timedelta(minutes=45), None)
    assert [(each.open, each.close) for each in visit.windows] == [(slot.opens_at, slot.closes_at)]
    assert held.sources["held:slot1"]["kind"] == "held"
    assert made(running, running.as_("dispatcher"))["figures"]["visit_count"] == len(held.problem.visits)
    running.clock.move(hours=1)
    assert "held:slot1" not in gathered(running).sources


def test_days_are_planned_by_a_horizon_plan(running_on_sqlite: Running) -> None:
    running = running_on_sqlite
    fill(running)
    caller = running.as_("planner")
    last = DAY + timedelta(days=20)
    horizon = made(running, caller, kind="horizon", last=str(last), iterations=50)
    assert (horizon["kind"], horizon["last"]) == ("horizon", str(last))
    assert caller.get(f"/v1/plans/{horizon['id']}/problem").json()["code"] == "wrong_state"
    plan = made(running, caller, horizon=horizon["id"])
    today = {each["inspection"] for each in horizon["plan"]["choices"] if each["day"] == str(DAY)}
    planned = {each["id"] for each in plan["matter"]["sources"].values() if each["kind"] == "inspection"}
    assert planned == today


def test_a_search_that_is_stopped_keeps_the_best(running: Running) -> None:
    fill(running)
    caller = running.as_("dispatcher")
    with at_work(running):
        job = ask(caller, seconds=600)
        searching(caller, job)
        events = caller.get(f"{job}/events") if caller.post(f"{job}/stop").status_code == 200 else None
        found = ended(caller, job)
    assert (found["state"], found["attempts"]) == ("stopped", 1)
    assert caller.get(f"/v1/plans/{found['plan']}").json()["figures"]["served_count"] > 0
    assert events is not None
    assert "event: progress" in events.text
    assert "event: done" in events.text


def test_an_urgent_job_does_not_wait_behind_a_long_one(running_on_sqlite: Running) -> None:
    from api.identity.actor import Actor
    from api.jobs.queue import enqueue
    from api.store.tables import Job

    running = running_on_sqlite
    fill(running)
    caller = running.as_("dispatcher")
    with at_work(running):
        long = ask(caller, seconds=600)
        waiting = ask(caller, seconds=600)
        searching(caller, long)
        params = Wanted("main", DAY, DAY, running.clock(), iterations=1).params()
        with running.service.store.writing(Author("tests", running.clock)) as session:
            actor = Actor("key:tests", "tests", "dispatcher")
            urgent = enqueue(session, running.service, "solve", params, actor, territory="main", urgent=True).id
        assert ended(caller, f"/v1/jobs/{urgent}")["state"] == "done"
        assert caller.get(long).json()["state"] == "running"
        assert caller.get(waiting).json()["state"] == "queued", "one long job for each worker"
    with running.service.store.reading() as session:
        row = session.get_one(Job, long.rsplit("/", 1)[1])
        assert (row.state, row.attempts) == ("queued", 0), "a service that stops gives its jobs back"
