"""Publishing over the API: based on what was read, told to the tickets, shown on paper and on a map."""

from api.store.tables import Plan, PublishedDay, Ticket
from tests.service.campus import DAY, planned, published, stored, visits_of
from tests.service.conftest import Running


def tickets_of(plan: Plan) -> set[str]:
    """The tickets that a plan serves."""
    sources = plan.matter["sources"]
    return {sources[visit]["id"] for visit in visits_of(plan) if sources[visit]["kind"] == "ticket"}


def statuses(running: Running, tickets: set[str]) -> dict[str, str]:
    with running.service.store.reading() as session:
        return {each: session.get_one(Ticket, each).status for each in tickets}


def test_a_draft_is_published_by_whoever_read_it_last(campus: Running) -> None:
    plan = stored(campus, planned(campus.clock, "p1"))
    caller = campus.as_("dispatcher")
    tag = caller.get("/v1/plans/p1").headers["ETag"]
    assert caller.post("/v1/plans/p1/publish").status_code == 428
    assert caller.post("/v1/plans/p1/publish", headers={"If-Match": '"77"'}).json()["code"] == "changed_meanwhile"
    answer = caller.post("/v1/plans/p1/publish", headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["state"], answer.json()["version"]) == (200, "published", 1)
    assert answer.headers["ETag"] == caller.get("/v1/plans/p1").headers["ETag"] != tag
    engineer = next(iter(visits_of(plan).values()))
    assert caller.get(f"/v1/engineers/{engineer}/routes/{DAY}").json()["plan"] == "p1"


def test_of_two_drafts_of_a_day_the_second_is_outdated(campus: Running) -> None:
    published(campus, planned(campus.clock, "p1"))
    stored(campus, planned(campus.clock, "p2", seed=5))
    answer = campus.as_("dispatcher").post("/v1/plans/p2/publish", headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["code"]) == (409, "outdated_plan")
    with campus.service.store.reading() as session:
        assert session.get_one(PublishedDay, ("main", DAY)).plan_id == "p1"
        assert session.get_one(Plan, "p2").state == "draft"


def test_tickets_learn_that_they_are_planned_and_that_they_no_longer_are(campus: Running) -> None:
    first = published(campus, planned(campus.clock, "p1"))
    served = tickets_of(first)
    assert served
    assert set(statuses(campus, served).values()) <= {"planned", "on_site"}
    assert "planned" in statuses(campus, served).values()
    second = planned(campus.clock, "p2", based_on={str(DAY): 1})
    for route in second.document["routes"]:
        route["stops"] = []
    published(campus, second)
    assert "planned" not in statuses(campus, served).values()


def test_a_planner_may_not_publish(campus_on_sqlite: Running) -> None:
    stored(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    answer = campus_on_sqlite.as_("planner").post("/v1/plans/p1/publish", headers={"If-Match": "*"})
    assert answer.json()["code"] == "not_allowed"


def test_a_plan_is_printed_and_drawn_before_it_is_published(campus_on_sqlite: Running) -> None:
    plan = stored(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    caller = campus_on_sqlite.as_("planner")
    page = caller.get("/v1/plans/p1/page", params={"language": "zh"})
    assert page.headers["content-type"].startswith("text/html")
    assert next(iter(visits_of(plan))) in page.text
    drawn = caller.get("/v1/plans/p1/geojson").json()
    points = [each for each in drawn["features"] if each["properties"]["kind"] == "visit"]
    sources = plan.matter["sources"]
    trips = {visit for visit in visits_of(plan) if not sources[visit]["desk"]}
    assert {point["id"].split("/", 2)[2] for point in points} == trips


def test_plans_of_other_territories_are_not_published_or_shown(campus_on_sqlite: Running) -> None:
    stored(campus_on_sqlite, planned(campus_on_sqlite.clock, "p1"))
    stranger = campus_on_sqlite.as_("dispatcher", territories=["north"])
    assert stranger.post("/v1/plans/p1/publish", headers={"If-Match": "*"}).status_code == 404
    for path in ("page", "geojson", "changes", "visits/t01", "compare/p1"):
        assert stranger.get(f"/v1/plans/p1/{path}").status_code == 404, path
