"""Replanning in the day: what is under way stays, what is done is no longer asked, and every change is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from api.store.tables import Ticket
from tests.service.campus import DAY, planned, published, stored, visits_of
from tests.service.conftest import Running
from tests.service.working import done_here


@contextmanager
def hands(running: Running) -> Iterator[None]:
    """Somebody who does urgent jobs while others wait for them."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.02):
            done_here(running, "urgent")

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def replanned(running: Running, plan: str, **wanted: Any) -> dict[str, Any]:
    with hands(running):
        answer = running.as_("dispatcher").post(f"/v1/plans/{plan}/replan", json={"iterations": 200, **wanted})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def read(running: Running, plan: str) -> dict[str, Any]:
    found: dict[str, Any] = running.as_("dispatcher").get(f"/v1/plans/{plan}").json()
    return found


def publish(running: Running, plan: str) -> None:
    caller = running.as_("dispatcher")
    tag = caller.get(f"/v1/plans/{plan}").headers["ETag"]
    answer = caller.post(f"/v1/plans/{plan}/publish", headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text


def first_stops(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The first visit of each engineer who has one, in the order of their starts."""
    found = {}
    for route in plan["routes"]:
        visits = [stop for stop in route["stops"] if stop["kind"] == "visit"]
        if visits:
            found[route["engineer"]] = visits[0]
    return dict(sorted(found.items(), key=lambda each: datetime.fromisoformat(each[1]["start"])))


def report(running: Running, engineer: str, visit: str, status: str) -> None:
    answer = running.as_("engineer", engineer_id=engineer).post(
        f"/v1/engineers/{engineer}/routes/{DAY}/stops/{visit}/reports",
        json={"status": status, "at": running.clock().isoformat()},
    )
    assert answer.status_code in (200, 201), answer.text


def standing(plan: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {
        stop["visit"]: (route["engineer"], stop["start"])
        for route in plan["plan"]["routes"]
        for stop in route["stops"]
        if stop["kind"] == "visit"
    }


def test_nothing_changes_where_nothing_happened(campus: Running) -> None:
    published(campus, planned(campus.clock, "p1"))
    found = replanned(campus, "p1", iterations=1)
    plan = found["plan"]
    assert (plan["state"], plan["origin"], plan["parent"]) == ("draft", "replan", "p1")
    assert plan["based_on"] == {str(DAY): 1}
    assert {change["kind"] for change in found["changes"]} <= {"added", "retimed"}


def test_what_is_done_is_out_and_what_is_under_way_stays(campus: Running) -> None:
    first = published(campus, planned(campus.clock, "p1"))
    (one, its), (other, others) = list(first_stops(first.document).items())[:2]
    start = max(datetime.fromisoformat(its["end"]), datetime.fromisoformat(others["end"]))
    campus.clock.now = datetime.fromisoformat(its["start"])
    report(campus, one, its["visit"], "on_site")
    campus.clock.now = start
    report(campus, one, its["visit"], "done")
    report(campus, other, others["visit"], "on_site")
    found = replanned(campus, "p1")
    now = standing(read(campus, found["plan"]["id"]))
    assert its["visit"] not in now
    assert now[others["visit"]][0] == other
    moved = {change["visit"] for change in found["changes"]}
    assert not moved & {its["visit"], others["visit"]}


def test_the_mornings_done_stops_stay_in_the_route(campus: Running) -> None:
    first = published(campus, planned(campus.clock, "p1"))
    engineer, stop = next(iter(first_stops(first.document).items()))
    campus.clock.now = datetime.fromisoformat(stop["end"])
    report(campus, engineer, stop["visit"], "done")
    caller = campus.as_("dispatcher")
    before = caller.get(f"/v1/engineers/{engineer}/routes/{DAY}").json()
    found = replanned(campus, "p1")
    publish(campus, found["plan"]["id"])
    after = caller.get(f"/v1/engineers/{engineer}/routes/{DAY}").json()
    assert after["plan"] == found["plan"]["id"]
    kept = next(each for each in after["stops"] if each["id"] == stop["visit"])
    assert after["stops"][0] == kept
    assert kept["status"] == "done"
    was = next(each for each in before["stops"] if each["id"] == stop["visit"])
    assert kept.get("sequence", 0) == was.get("sequence", 0), "its calendar entry did not change"
    assert len({each["id"] for each in after["stops"]}) == len(after["stops"])


def test_a_new_urgent_ticket_is_added_and_told(campus: Running) -> None:
    first = published(campus, planned(campus.clock, "p1"))
    source = next(each for each in first.matter["sources"].values() if each["kind"] == "ticket")
    campus.clock.move(minutes=5)
    told = {"site": source["site"], "severity": ticket_of(campus, source["id"]).severity, "duration": "PT30M"}
    answer = campus.as_("dispatcher").post("/v1/tickets", json=told)
    assert answer.status_code == 201, answer.text
    ticket = answer.json()["id"]
    found = replanned(campus, "p1")
    added = {change["visit"]: change for change in found["changes"] if change["kind"] == "added"}
    assert added[ticket]["code"] == "NEW_WORK"
    assert added[ticket]["before"] is None
    assert campus.as_("dispatcher").get(f"/v1/plans/{found['plan']['id']}/changes").json()["items"] == found["changes"]
    publish(campus, found["plan"]["id"])
    assert ticket_of(campus, ticket).status == "planned"


def ticket_of(running: Running, id_: str) -> Ticket:
    with running.service.store.reading() as session:
        return session.get_one(Ticket, id_)


def test_an_absent_engineers_visits_go_to_others_even_one_that_had_begun(campus: Running) -> None:
    first = published(campus, planned(campus.clock, "p1"))
    engineer, stop = next(iter(first_stops(first.document).items()))
    campus.clock.now = datetime.fromisoformat(stop["start"])
    report(campus, engineer, stop["visit"], "travelling")
    answer = campus.as_("dispatcher").post(
        f"/v1/engineers/{engineer}/absences",
        json={"first": str(DAY), "last": str(DAY), "reason": "ill"},
    )
    assert answer.status_code == 201, answer.text
    found = replanned(campus, "p1")
    assert engineer not in {who for who, _ in standing(read(campus, found["plan"]["id"])).values()}
    gone = [change for change in found["changes"] if change["code"] == "SHIFT_GONE"]
    assert {change["before"]["engineer"] for change in gone} == {engineer}
    publish(campus, found["plan"]["id"])
    left = campus.as_("dispatcher").get(f"/v1/engineers/{engineer}/routes/{DAY}")
    assert (left.status_code, left.json()["stops"]) == (200, [])


def away(running: Running, engineer: str, **times: str) -> None:
    """Note that an engineer is away for a part of the day."""
    told = {"first": str(DAY), "last": str(DAY), **times}
    answer = running.as_("dispatcher").post(f"/v1/engineers/{engineer}/absences", json=told)
    assert answer.status_code == 201, answer.text


def starts(plan: dict[str, Any], engineer: str) -> dict[str, str]:
    """When an engineer's visits start, by visit."""
    stops = (stop for route in plan["routes"] if route["engineer"] == engineer for stop in route["stops"])
    return {stop["visit"]: stop["start"] for stop in stops if stop["kind"] == "visit"}


def test_whoever_goes_home_early_keeps_what_is_under_way_and_the_rest_moves(campus: Running) -> None:
    first = published(campus, planned(campus.clock, "p1"))
    engineer, stop = next(
        (who, stop)
        for who, stop in first_stops(first.document).items()
        if len(starts(first.document, who)) > 1 and stop["start"][11:13] < "12"
    )
    begun = datetime.fromisoformat(stop["start"])
    campus.clock.now = begun
    report(campus, engineer, stop["visit"], "on_site")
    home = begun + timedelta(minutes=10)
    assert home < datetime.fromisoformat(stop["end"])
    away(campus, engineer, **{"from": f"{home:%H:%M}", "reason": "ill"})
    found = replanned(campus, "p1")
    left = starts(read(campus, found["plan"]["id"])["plan"], engineer)
    assert set(left) == {stop["visit"]}
    moved = {change["visit"] for change in found["changes"] if change["kind"] in ("reassigned", "dropped")}
    assert moved >= set(starts(first.document, engineer)) - {stop["visit"]}


def test_whoever_starts_late_has_no_visit_before(campus_on_sqlite: Running) -> None:
    first = published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    engineer, stop = min(first_stops(first.document).items(), key=lambda each: each[1]["start"])
    ten = stop["start"][:11] + "10:00:00+08:00"
    assert stop["start"] < ten
    away(campus_on_sqlite, engineer, until="10:00")
    found = replanned(campus_on_sqlite, "p1")
    assert all(start >= ten for start in starts(read(campus_on_sqlite, found["plan"]["id"])["plan"], engineer).values())


def test_only_what_is_published_is_replanned(campus_on_sqlite: Running) -> None:
    stored(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    caller = campus_on_sqlite.as_("dispatcher")
    assert caller.post("/v1/plans/p1/replan", json={}).json()["code"] == "wrong_state"
    assert caller.post("/v1/plans/none/replan", json={}).status_code == 404
    elsewhere = campus_on_sqlite.as_("dispatcher", territories=["north"])
    assert elsewhere.post("/v1/plans/p1/replan", json={}).status_code == 404
    assert campus_on_sqlite.as_("planner").post("/v1/plans/p1/replan", json={}).status_code == 403


def test_a_repeated_request_gets_the_same_draft(campus: Running) -> None:
    published(campus, planned(campus.clock, "p1"))
    caller, body = campus.as_("dispatcher"), {"iterations": 1}
    once = {"Idempotency-Key": "mine"}
    with hands(campus):
        first = caller.post("/v1/plans/p1/replan", json=body, headers=once)
        again = caller.post("/v1/plans/p1/replan", json=body, headers=once)
        other = caller.post("/v1/plans/p1/replan", json=body)
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 201)
    assert again.json() == first.json()
    assert other.json()["plan"]["id"] != first.json()["plan"]["id"]
    assert caller.post("/v1/plans/p1/replan", json={"iterations": 2}, headers=once).json()["code"] == "key_reused"
    publish(campus, first.json()["plan"]["id"])
    late = caller.post("/v1/plans/p1/replan", json=body, headers=once)
    assert (late.status_code, late.json()["plan"]["id"]) == (201, first.json()["plan"]["id"])


def test_a_day_that_is_over_is_not_replanned(campus_on_sqlite: Running) -> None:
    published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    campus_on_sqlite.clock.move(days=2)
    answer = campus_on_sqlite.as_("dispatcher").post("/v1/plans/p1/replan", json={})
    assert answer.json()["code"] == "wrong_state"


@pytest.mark.parametrize("prices", [{"moved": -1}, {"colour": 3}], ids=["negative", "unknown"])
def test_prices_that_cannot_be_are_refused(campus_on_sqlite: Running, prices: dict[str, Any]) -> None:
    answer = campus_on_sqlite.as_("dispatcher").post("/v1/plans/p1/replan", json={"prices": prices})
    assert answer.status_code == 422


def test_silent_engineers_are_taken_to_keep_to_the_plan(campus_on_sqlite: Running) -> None:
    first = published(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    starts = sorted(datetime.fromisoformat(stop["start"]) for stop in first_stops(first.document).values())
    campus_on_sqlite.clock.now = starts[-1]
    found = replanned(campus_on_sqlite, "p1")
    now = standing(read(campus_on_sqlite, found["plan"]["id"]))
    begun = {v: stop for stop in first_stops(first.document).values() if (v := stop["visit"])}
    for visit, stop in begun.items():
        assert datetime.fromisoformat(now[visit][1]) == datetime.fromisoformat(stop["start"])
        assert now[visit][0] == visits_of(first)[visit]
