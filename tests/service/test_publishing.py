"""Publishing: a draft becomes the plan that holds, and the routes that engineers pull; all of it or nothing."""

from typing import Any

import pytest

from api.errors import Refused
from api.store.tables import Plan, PublishedDay, Route, StopTrace
from tests.service.campus import DAY, planned, published, visits_of
from tests.service.conftest import Running


@pytest.fixture
def first(campus: Running) -> Plan:
    plan = planned(campus.clock, "p1")
    published(campus, plan)
    return plan


def pulled(running: Running, plan: Plan) -> dict[str, dict[str, Any]]:
    """The route of each engineer of a plan, as it is pulled."""
    caller = running.as_("dispatcher")
    engineers = [engineer["id"] for engineer in plan.problem["engineers"] if engineer["shifts"]]
    answers = {engineer: caller.get(f"/v1/engineers/{engineer}/routes/{DAY}") for engineer in engineers}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {engineer: answer.json() for engineer, answer in answers.items()}


def test_every_visit_of_the_plan_stands_in_the_route_of_its_engineer(campus: Running, first: Plan) -> None:
    served = visits_of(first)
    assert served
    routes = pulled(campus, first)
    stops = {
        stop["visit"]: engineer
        for engineer, route in routes.items()
        for stop in route["stops"]
        if stop["kind"] == "visit"
    }
    assert stops == served
    assert {route["plan_version"] for route in routes.values()} == {1}


def test_a_route_that_has_not_changed_is_not_sent_again(campus: Running, first: Plan) -> None:
    engineer = next(iter(visits_of(first).values()))
    caller = campus.as_("engineer", engineer_id=engineer)
    answer = caller.get(f"/v1/engineers/{engineer}/routes/{DAY}")
    again = caller.get(f"/v1/engineers/{engineer}/routes/{DAY}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_engineer_pulls_nobody_elses_route(campus: Running, first: Plan) -> None:
    one, other = sorted(set(visits_of(first).values()))[:2]
    caller = campus.as_("engineer", engineer_id=one)
    assert caller.get(f"/v1/engineers/{other}/routes/{DAY}").status_code == 404
    assert caller.get(f"/v1/engineers/{one}/routes/{DAY}").status_code == 200


def test_a_dispatcher_of_another_territory_sees_no_route(campus: Running, first: Plan) -> None:
    engineer = next(iter(visits_of(first).values()))
    stranger = campus.as_("dispatcher", territories=["elsewhere"])
    assert stranger.get(f"/v1/engineers/{engineer}/routes/{DAY}").status_code == 404


def test_a_plan_based_on_an_older_version_is_refused_and_changes_nothing(campus: Running, first: Plan) -> None:
    stale = planned(campus.clock, "p2", seed=5)
    with pytest.raises(Refused) as refused:
        published(campus, stale)
    assert refused.value.code == "outdated_plan"
    with campus.service.store.reading() as session:
        assert session.get(Plan, "p2") is None
        assert session.get_one(PublishedDay, ("main", DAY)).plan_id == "p1"


def test_a_newer_plan_takes_over_and_the_older_one_is_kept(campus: Running, first: Plan) -> None:
    published(campus, planned(campus.clock, "p2", seed=5, based_on={DAY.isoformat(): 1}))
    with campus.service.store.reading() as session:
        assert session.get_one(Plan, "p1").state == "superseded"
        assert session.get_one(Plan, "p2").state == "published"
        assert {row.plan_id for row in session.query(Route)} == {"p2"}


def test_stops_that_did_not_change_keep_their_place_in_the_calendar(campus: Running, first: Plan) -> None:
    published(campus, planned(campus.clock, "p2", based_on={DAY.isoformat(): 1}))  # the same plan again
    with campus.service.store.reading() as session:
        traces = list(session.query(StopTrace))
    assert traces
    assert {(trace.sequence, trace.cancelled) for trace in traces} == {(0, False)}


def test_a_stop_that_went_elsewhere_is_cancelled_in_the_calendar(campus: Running, first: Plan) -> None:
    second = planned(campus.clock, "p2", based_on={DAY.isoformat(): 1})
    route = next(route for route in second.document["routes"] if any(s["kind"] == "visit" for s in route["stops"]))
    gone = [stop["visit"] for stop in route["stops"] if stop["kind"] == "visit"]
    stop_count = len(route["stops"])  # breaks stand in the calendar too
    route["stops"] = []
    published(campus, second)
    engineer = route["engineer"]
    with campus.service.store.reading() as session:
        traces = [session.get_one(StopTrace, (engineer, visit)) for visit in gone]
    assert {(trace.sequence, trace.cancelled) for trace in traces} == {(1, True)}
    link = campus.as_("dispatcher").post(f"/v1/engineers/{engineer}/calendar-link").json()["url"]
    feed = campus.with_key(None).get(link.removeprefix("http://service"))
    assert feed.text.count("STATUS:CANCELLED") == stop_count
    same = campus.with_key(None).get(
        link.removeprefix("http://service"), headers={"If-None-Match": feed.headers["ETag"]}
    )
    assert same.status_code == 304


def test_an_older_calendar_address_stops_working(campus: Running, first: Plan) -> None:
    engineer = next(iter(visits_of(first).values()))
    caller, nobody = campus.as_("dispatcher"), campus.with_key(None)
    old, new = (caller.post(f"/v1/engineers/{engineer}/calendar-link").json()["url"] for _ in range(2))
    assert nobody.get(old.removeprefix("http://service")).status_code == 404
    assert nobody.get(new.removeprefix("http://service")).status_code == 200


def test_a_route_can_be_printed_and_drawn(campus: Running, first: Plan) -> None:
    engineer = next(iter(visits_of(first).values()))
    caller = campus.as_("dispatcher")
    page = caller.get(f"/v1/engineers/{engineer}/routes/{DAY}/page", params={"language": "zh"})
    assert page.headers["content-type"].startswith("text/html")
    drawn = caller.get(f"/v1/engineers/{engineer}/routes/{DAY}/geojson").json()
    assert drawn["type"] == "FeatureCollection"


def test_a_route_of_a_day_without_a_plan_is_told_apart_from_an_unknown_engineer(campus: Running, first: Plan) -> None:
    engineer = next(iter(visits_of(first).values()))
    caller = campus.as_("dispatcher")
    assert "was published" in caller.get(f"/v1/engineers/{engineer}/routes/2031-01-01").json()["detail"]
    assert "no engineer" in caller.get(f"/v1/engineers/nobody/routes/{DAY}").json()["detail"]
