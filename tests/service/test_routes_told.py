"""Routes on the phone: an engineer in a cellar reads what the office knows, and the office hears of the rest."""

from datetime import timedelta
from typing import Any

import pytest

from api.store.audit import Author
from api.store.tables import Engineer, Plan, VisitState
from api.watch.watcher import Watcher
from tests.service.calling import Caller
from tests.service.campus import DAY, planned, published, visits_of
from tests.service.conftest import Running
from tests.service.ground import lay_ground
from tests.service.published import inspection_source, publish, ticket_source
from tests.service.test_replans import replanned
from tests.service.test_reports import post, report, rows
from tests.service.test_tickets import reported, tell

ROUTE = "/v1/engineers/{}/routes/2026-12-07"


@pytest.fixture
def office(running: Running) -> Caller:
    lay_ground(running)
    return running.as_("administrator")


def stops(caller: Caller, engineer: str = "e1") -> dict[str, dict[str, Any]]:
    answer = caller.get(ROUTE.format(engineer))
    assert answer.status_code == 200, answer.text
    return {stop["id"]: stop for stop in answer.json()["stops"]}


def tag(caller: Caller, engineer: str = "e1") -> str:
    found: str = caller.get(ROUTE.format(engineer)).headers["ETag"]
    return found


def page(caller: Caller, engineer: str = "e1") -> str:
    text: str = caller.get(ROUTE.format(engineer) + "/page").text
    return text


def calendar(running: Running, caller: Caller, engineer: str = "e1") -> str:
    link = caller.post(f"/v1/engineers/{engineer}/calendar-link").json()["url"].removeprefix("http://service")
    text: str = running.with_key(None).get(link).text.replace("\r\n ", "")
    return text


def warned(running: Running, caller: Caller) -> dict[str, dict[str, Any]]:
    """What the watcher tells of visits now, by kind."""
    Watcher(running.service).look()
    items = caller.get("/v1/warnings").json()["items"]
    return {each["kind"]: each for each in items if each["subject"]["kind"] == "visit"}


def change(caller: Caller, path: str, **news: Any) -> None:
    """Change a master as it stands."""
    answer = caller.get(path)
    put = caller.put(path, json=answer.json() | news, headers={"If-Match": answer.headers["ETag"]})
    assert put.status_code == 200, put.text


def hire(running: Running, engineer: str) -> None:
    """Add a colleague in the territory of the first engineer."""
    told = {"id": engineer, "lat": 36.0, "lon": 120.1, "name": f"Engineer {engineer}", "territory": "main"}
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.add(Engineer(id=engineer, territory_id="main", document=told, updated_at=running.clock()))


def test_a_stop_says_what_is_wrong_and_who_called(running: Running, office: Caller) -> None:
    about = {"name": "staff door stays open", "note": "since the storm", "contact": {"name": "Ms Li", "phone": "+86 1"}}
    id_ = reported(office, fault="f03", **about)["id"]
    publish(running, {id_: ticket_source(id_)})
    told = stops(office)[id_]["ticket"]
    assert (told["name"], told["description"], told["contact"]) == (
        "staff door stays open",
        "since the storm",
        {"name": "Ms Li", "phone": "+86 1"},
    )
    for text in (page(office), calendar(running, office)):
        assert "staff door stays open" in text
        assert "Ms Li" in text


@pytest.mark.parametrize("kind", ["cancelled", "solved_remotely"])
def test_a_ticket_that_needs_nobody_any_more_is_struck_out_at_once(running: Running, office: Caller, kind: str) -> None:
    id_, other = reported(office)["id"], reported(office)["id"]
    publish(running, {id_: ticket_source(id_), other: ticket_source(other)})
    report(office, id_, "travelling")
    before = tag(office)
    assert warned(running, office) == {}
    tell(office, id_, kind)
    assert tag(office) != before
    assert (stops(office)[id_]["status"], stops(office)[id_]["sequence"]) == ("cancelled", 1)
    assert stops(office)[other].get("status", "planned") == "planned"
    assert f'class="stop over" data-stop="{id_}"' in page(office)
    entry = next(each for each in calendar(running, office).split("BEGIN:VEVENT") if f"UID:{id_}@" in each)
    assert "STATUS:CANCELLED" in entry
    assert "SEQUENCE:1" in entry
    notice = warned(running, office)["stop_off"]
    assert notice["subject"]["id"] == id_
    assert "replan" in notice["message"]
    running.clock.move(hours=12)
    assert warned(running, office) == {}


def test_work_that_waits_or_went_outside_is_not_driven_to(running: Running, office: Caller) -> None:
    waits, given = reported(office)["id"], reported(office)["id"]
    publish(running, {waits: ticket_source(waits), given: ticket_source(given)})
    tell(office, waits, "paused", waiting_for="customer")
    offer = {"ticket": given, "subcontractor": "sub", "price": 100.0}
    answer = office.post("/v1/subcontracts", json=offer)
    assert answer.status_code == 201, answer.text
    assert [stops(office)[id_]["status"] for id_ in (waits, given)] == ["waiting_for_customer", "cancelled"]
    tell(office, waits, "resumed")
    office.post(f"/v1/subcontracts/{answer.json()['id']}/state", json={"state": "withdrawn"})
    assert stops(office)[waits].get("status", "planned") == "planned"


def test_what_is_changed_during_the_day_arrives(running: Running, office: Caller) -> None:
    id_ = reported(office, name="no water")["id"]
    publish(running, {id_: ticket_source(id_)})
    seen = {tag(office)}
    news, its = {"name": "water everywhere", "note": "hurry"}, f"/v1/tickets/{id_}"
    answer = office.patch(its, json=news, headers={"If-Match": office.get(its).headers["ETag"]})
    assert answer.status_code == 200, answer.text
    seen.add(tag(office))
    contact = {"name": "Mr Wu", "phone": "+86 2"}
    change(office, "/v1/sites/s1", address="2 Quay", contact=contact)
    seen.add(tag(office))
    assert len(seen) == 3
    stop = stops(office)[id_]
    assert (stop["ticket"]["name"], stop["ticket"]["description"]) == ("water everywhere", "hurry")
    assert (stop["site"]["address"], stop["site"]["contact"]["name"]) == ("2 Quay", "Mr Wu")
    assert stop["sequence"] == 2
    change(office, "/v1/sites/s1", contact=contact)
    assert tag(office) in seen


def test_desk_work_is_no_trip(running: Running, office: Caller) -> None:
    source = inspection_source("r1:2026-12-01", "r1") | {"desk": True}
    publish(running, {"r1:2026-12-01": source})
    stop = stops(office)["r1:2026-12-01"]
    assert stop["desk"]
    assert "navigation" not in stop
    assert "no trip" in page(office)
    assert "google" not in page(office).lower()
    entry = calendar(running, office)
    assert "no trip" in entry
    assert "GEO:" not in entry
    drawn = office.get(ROUTE.format("e1") + "/geojson").json()
    assert "visit" not in {each["properties"]["kind"] for each in drawn["features"]}


def test_a_report_from_a_stale_route_is_the_reporters_and_is_told(running: Running, office: Caller) -> None:
    hire(running, "e3")
    id_, other = reported(office)["id"], reported(office)["id"]
    publish(running, {id_: ticket_source(id_)})
    sources = {id_: ticket_source(id_), other: ticket_source(other)}
    publish(running, sources, "e3", version=2, idle=("e1",))
    told = report(office, id_, "on_site", engineer="e1")
    assert told["engineer"] == "e1"
    assert "given to e3 in plan version 2" in told["warnings"][0]
    (state,) = rows(running, VisitState)
    assert (state.engineer_id, state.shift_id) == ("e1", "e1/2026-12-07")
    stop = stops(office, "e3")[id_]
    assert (stop["status"], stop["other_engineer"]) == ("on_site", "e1")
    notice = warned(running, office)["other_engineer"]
    assert (notice["data"]["engineer"], notice["data"]["reported_by"]) == ("e3", "e1")
    running.clock.move(minutes=5)
    assert report(office, id_, "on_site", engineer="e3")["warnings"] == []
    (state,) = rows(running, VisitState)
    assert (state.engineer_id, state.shift_id) == ("e3", "e3/2026-12-07")
    assert state.arrived_at == running.clock()
    assert warned(running, office) == {}


def test_a_replan_keeps_the_visit_with_who_is_there(campus: Running) -> None:
    first = published(campus, planned(campus.clock, "p1"))
    second = planned(campus.clock, "p2", based_on={DAY.isoformat(): 1})
    was, kinds = visits_of(first), first.matter["sources"]
    visit, other = _swapped(second, [each for each in sorted(was) if kinds[each]["kind"] == "ticket"], was)
    published(campus, second)
    campus.clock.move(minutes=30)
    phone = campus.as_("engineer", engineer_id=was[visit])
    path = f"/v1/engineers/{was[visit]}/routes/{DAY}/stops/{visit}/reports"
    answer = phone.post(path, json={"status": "on_site"})
    assert answer.status_code == 201, answer.text
    assert f"given to {was[other]}" in answer.json()["warnings"][0]
    draft = replanned(campus, "p2")["plan"]["id"]
    routes = campus.as_("dispatcher").get(f"/v1/plans/{draft}").json()["plan"]["routes"]
    holds = {stop["visit"]: each["engineer"] for each in routes for stop in each["stops"] if stop["kind"] == "visit"}
    assert holds[visit] == was[visit]


def _swapped(plan: Plan, visits: list[str], was: dict[str, str]) -> tuple[str, str]:
    """Give two visits of a plan to each other's engineers; returns them."""
    visit = visits[0]
    other = next(each for each in visits if was[each] != was[visit])
    new = {visit: other, other: visit}
    for route in plan.document["routes"]:
        for stop in route["stops"]:
            stop["visit"] = new.get(stop.get("visit"), stop.get("visit"))
    return visit, other


def test_a_call_by_the_office_counts_as_told(running: Running, office: Caller) -> None:
    id_ = reported(office)["id"]
    publish(running, {id_: ticket_source(id_)})
    tell(office, id_, "customer_called")
    stop = stops(office)[id_]
    assert (stop["status"], stop["customer_told"]) == ("customer_called", True)
    assert "sequence" not in stop
    report(office, id_, "travelling")
    assert stops(office)[id_]["customer_told"]
    publish(running, {id_: ticket_source(id_)}, version=2)
    assert stops(office)[id_]["customer_told"]
    tell(office, id_, "needs_visit")
    running.clock.move(minutes=1)
    tell(office, id_, "planned")
    assert "customer_told" not in stops(office)[id_]


def test_a_replan_asks_more_for_moving_whom_the_office_called(campus: Running) -> None:
    first = published(campus, planned(campus.clock, "p1"))
    sources, office = first.matter["sources"], campus.as_("dispatcher")
    visit, engineer = max(each for each in visits_of(first).items() if sources[each[0]]["kind"] == "ticket")
    away = {"first": str(DAY), "last": str(DAY), "reason": "ill"}
    assert office.post(f"/v1/engineers/{engineer}/absences", json=away).status_code == 201
    before = replanned(campus, "p1", iterations=1)["plan"]["figures"]["cost_of_changes"]
    tell(office, sources[visit]["id"], "customer_called")
    assert replanned(campus, "p1", iterations=1)["plan"]["figures"]["cost_of_changes"] > before


def test_the_history_of_a_unit_is_of_earlier_and_of_local_days(running: Running, office: Caller) -> None:
    office.patch("/v1/house", json={"time_zone": "Asia/Shanghai"})
    running.clock.move(hours=-7)  # 23:00 UTC, which is the next morning there
    old = reported(office, unit="u1", name="it hums")["id"]
    running.clock.move(hours=7)
    own = reported(office, unit="u1", name="it smokes")["id"]
    publish(running, {own: ticket_source(own)})
    (unit,) = stops(office)[own]["units"]
    assert [each["what"] for each in unit["history"]] == [
        f"it hums ({office.get(f'/v1/tickets/{old}').json()['status']})"
    ]
    assert unit["history"][0]["date"] in ("2026-12-06", "2026-12-07")


def test_what_is_over_has_the_times_at_which_it_was(running: Running, office: Caller) -> None:
    one, two, three = (reported(office)["id"] for _ in range(3))
    publish(running, {id_: ticket_source(id_) for id_ in (one, two, three)})
    running.clock.move(minutes=20)
    began = running.clock()
    report(office, one, "on_site")
    running.clock.move(minutes=15)
    report(office, one, "done")
    report(office, two, "done")  # nobody told of arriving
    after = stops(office)
    assert (after[one]["start_at"], after[one]["end_at"]) == (told(began), told(began + timedelta(minutes=15)))
    assert after[two]["start_at"] == after[two]["end_at"] == told(running.clock())
    publish(running, {three: ticket_source(three)}, version=2)
    kept = stops(office)
    assert list(kept) == [one, two, three]
    assert {id_: kept[id_] for id_ in (one, two)} == {id_: after[id_] for id_ in (one, two)}


def told(at: Any) -> str:
    text: str = at.isoformat().replace("+00:00", "Z")
    return text


def test_an_id_that_says_something_else_is_refused(running: Running, office: Caller) -> None:
    id_, mine = reported(office)["id"], "0d5c1b52-6b2e-4a53-8a44-3f6f0b0c2b7e"
    publish(running, {id_: ticket_source(id_)})
    at = running.clock().isoformat()
    report(office, id_, "travelling", id=mine, at=at, note="leaving")
    running.clock.move(minutes=5)
    assert post(office, id_, "travelling", id=mine, at=at, note="leaving").status_code == 201
    assert post(office, id_, "travelling", id=mine, note="leaving").status_code == 201
    for other in ({"status": "on_site"}, {"note": "there"}, {"at": running.clock().isoformat(), "note": "x"}):
        answer = post(office, id_, **{"status": "travelling", "id": mine, "at": at, "note": "leaving"} | other)
        assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")


def test_an_event_names_who_told_it(running: Running, office: Caller) -> None:
    id_ = reported(office)["id"]
    assert tell(office, id_, "responded")["events"][-1]["by"].startswith("key:")
    assert tell(office, id_, "diagnosed", by="e1")["events"][-1]["by"] == "e1"
    assert tell(office, id_, "arrived")["events"][-1]["by"] is None, "an engineer was there: nobody said which"


def test_a_slip_says_the_policys_word(running: Running, office: Caller) -> None:
    id_ = reported(office, name="no water")["id"]
    publish(running, {id_: ticket_source(id_)})
    report(office, id_, "done")
    path = f"/v1/slips/{office.post(f'/v1/visits/{id_}/slip').json()['number']}"
    blank = office.get(f"{path}/page").text
    assert "no water" in blank
    assert '<span class="tag">good</span><span class="tag">poor</span>' in blank
    office.post(f"{path}/rating", json={"rating": "good"})
    assert "<b>good</b>" in office.get(f"{path}/page").text


def test_who_has_no_shift_any_more_pulls_an_empty_route(running: Running, office: Caller) -> None:
    hire(running, "e3")
    id_ = reported(office)["id"]
    publish(running, {id_: ticket_source(id_)})
    publish(running, {id_: ticket_source(id_)}, "e3", version=2)
    answer = office.get(ROUTE.format("e1"))
    assert (answer.status_code, answer.json()["stops"], answer.json()["plan_version"]) == (200, [], 2)
    assert "leave_at" not in answer.json()
    assert "STATUS:CANCELLED" in calendar(running, office)
    assert office.get("/v1/engineers/e1/routes/2026-12-08").status_code == 404
