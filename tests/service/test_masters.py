"""Masters: what is written is read, what would make an unsound book is refused, and who sees what."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import event

from api.masters.examples import EXAMPLES
from api.masters.kinds import KINDS
from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.examples import add_examples, codes, example

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def office(running: Running) -> Caller:
    """An administrator, and one of each kind of master."""
    administrator = running.as_("administrator")
    add_examples(administrator)
    return administrator


@pytest.fixture
def small(running_on_sqlite: Running) -> Caller:
    """The same, for what does not depend on the database."""
    administrator = running_on_sqlite.as_("administrator")
    add_examples(administrator)
    return administrator


def test_every_kind_is_read_replaced_listed_and_deleted(office: Caller) -> None:
    for kind in KINDS:
        id_ = EXAMPLES[kind]["id"]
        read = office.get(f"/v1/{kind}/{id_}")
        assert read.json() == EXAMPLES[kind]
        assert read.headers["etag"] == '"1"'
        changed = {**read.json(), "name": "Another name"}
        put = office.put(f"/v1/{kind}/{id_}", json=changed, headers={"If-Match": '"1"'})
        assert (put.status_code, put.json(), put.headers["etag"]) == (200, changed, '"2"')
        assert changed in office.get(f"/v1/{kind}").json()["items"]
    for kind in reversed(list(KINDS)):
        id_ = EXAMPLES[kind]["id"]
        assert office.delete(f"/v1/{kind}/{id_}").status_code == 204
        assert office.get(f"/v1/{kind}/{id_}").status_code == 404


def test_what_is_written_is_kept_in_the_form_of_the_book(small: Caller) -> None:
    rule = example("rules", id="r2", series="other", duration="PT90M", tolerance_before=None, skip_cost=200.0)
    kept = small.post("/v1/rules", json=rule).json()
    assert kept["duration"] == "PT1H30M"
    assert "tolerance_before" not in kept
    assert "skip_cost" not in kept


def test_fields_of_ones_own_are_carried_along(small: Caller) -> None:
    part = {"id": "fuse", "name": "Fuse", "x_shelf": {"row": 3}}
    assert small.post("/v1/parts", json=part).json() == part
    site = example("sites", id="s2", x_gate="north")
    assert small.post("/v1/sites", json=site).json()["x_gate"] == "north"


def test_an_id_is_made_where_none_is_given(small: Caller) -> None:
    answer = small.post("/v1/parts", json={"name": "Fuse"})
    assert answer.status_code == 201
    id_ = answer.json()["id"]
    assert id_.startswith("part-")
    assert answer.headers["location"] == f"/v1/parts/{id_}"


def test_two_who_change_the_same_do_not_overwrite_each_other(office: Caller) -> None:
    unit = example("units")
    assert office.put("/v1/units/cam-17", json=unit).json()["code"] == "if_match_missing"
    first = office.put("/v1/units/cam-17", json={**unit, "model": "Dome 5"}, headers={"If-Match": '"1"'})
    second = office.put("/v1/units/cam-17", json={**unit, "model": "Dome 6"}, headers={"If-Match": '"1"'})
    assert (first.status_code, second.status_code) == (200, 412)
    assert office.get("/v1/units/cam-17").json()["model"] == "Dome 5"


def test_putting_adds_only_what_is_not_there_yet(small: Caller) -> None:
    fresh = {"If-None-Match": "*"}
    assert small.put("/v1/parts/fuse", json={"name": "Fuse"}, headers=fresh).status_code == 201
    again = small.put("/v1/parts/fuse", json={"name": "Fuse"}, headers=fresh)
    assert (again.status_code, again.json()["code"]) == (409, "already_exists")
    other = small.put("/v1/parts/fuse", json={"id": "lamp", "name": "Lamp"}, headers=fresh)
    assert codes(other) == {"$.id": "contradiction"}
    assert small.put("/v1/parts/lamp", json={"name": "Lamp"}, headers={"If-None-Match": '"1"'}).status_code == 400


def test_every_fault_is_told_at_once_where_it_is(small: Caller) -> None:
    faulty = example("sites", id="s2", contract="none", lat=100, setup="soon", territory="moon", phone="1")
    answer = small.post("/v1/sites", json=faulty)
    assert answer.status_code == 422
    assert codes(answer) == {
        "$.lat": "out_of_range",
        "$.setup": "bad_duration",
        "$.phone": "unknown_field",
    }
    unknown = small.post("/v1/sites", json=example("sites", id="s2", contract="none", territory="moon"))
    assert codes(unknown) == {"$.contract": "unknown_contract", "$.territory": "unknown_territory"}


@pytest.mark.parametrize(
    ("kind", "changed", "path", "code"),
    [
        ("sites", {"lat": 0.0}, "$", "no_zone"),
        ("sites", {"access": "siesta"}, "$.access", "unknown_calendar"),
        ("contracts", {"customer": "nobody"}, "$.customer", "unknown_customer"),
        ("units", {"site": "nowhere"}, "$.site", "unknown_site"),
        ("engineers", {"resident_at": "nowhere"}, "$.resident_at", "unknown_site"),
        ("engineers", {"territory": "main"}, "$.territory", "contradiction"),
        ("rules", {"recurrence": "FREQ=SOMETIMES"}, "$.recurrence", "bad_recurrence"),
        ("rules", {"units": ["cam-17", "cam-17"]}, "$.units[1]", "named_twice"),
        ("covers", {"end": "2026-12-19T08:00:00+08:00"}, "$.end", "wrong_order"),
        ("calendars", {"time_zone": "Mars"}, "$.time_zone", "unknown_time_zone"),
        ("zones", {"circle": {"lat": 0, "lon": 0, "radius_m": 1}}, "$", "no_zone"),
    ],
)
def test_the_rules_of_the_book_hold_in_the_store(
    small: Caller, kind: str, changed: dict[str, Any], path: str, code: str
) -> None:
    id_ = EXAMPLES[kind]["id"]
    answer = small.put(f"/v1/{kind}/{id_}", json=example(kind, **changed), headers={"If-Match": "*"})
    assert answer.status_code == 422
    assert codes(answer)[path] == code
    assert small.get(f"/v1/{kind}/{id_}").json() == EXAMPLES[kind]


def test_a_rule_is_judged_beside_the_others_of_its_site(small: Caller) -> None:
    answer = small.post("/v1/rules", json=example("rules", id="again"))
    assert answer.status_code == 422
    assert set(codes(answer).values()) == {"overlapping_rules"}


def test_what_is_referred_to_is_not_deleted_and_who_refers_is_named(office: Caller) -> None:
    for kind, by in {
        "territories": "site 'hb-zhongshan'",
        "customers": "contract 'hb-2026'",
        "calendars": "policy 'gold'",
        "zones": "policy 'gold'",
        "policies": "contract 'hb-2026'",
        "contracts": "site 'hb-zhongshan'",
        "sites": "unit 'cam-17'",
        "units": "rule 'cam-17-quarterly'",
    }.items():
        answer = office.delete(f"/v1/{kind}/{EXAMPLES[kind]['id']}")
        assert (answer.status_code, answer.json()["code"]) == (409, "in_use")
        assert by in answer.json()["detail"]


def test_lists_come_in_pages_and_by_what_they_belong_to(office: Caller) -> None:
    for number in range(5):
        assert office.post("/v1/units", json=example("units", id=f"u{number}")).status_code == 201
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = office.get("/v1/units", params={"limit": 4, **after}).json()
        seen += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert seen == ["cam-17", "u0", "u1", "u2", "u3", "u4"]
    for name, id_ in {"site": "hb-zhongshan", "contract": "hb-2026", "customer": "harbour-bank"}.items():
        assert len(office.get("/v1/units", params={name: id_}).json()["items"]) == 6
        assert office.get("/v1/units", params={name: "other"}).json()["items"] == []
    assert [each["id"] for each in office.get("/v1/sites", params={"text": "zhongshan road"}).json()["items"]]
    assert office.get("/v1/sites", params={"text": "100%"}).json()["items"] == []


def test_text_is_found_in_any_script(office: Caller) -> None:
    office.post("/v1/customers", json={"id": "c2", "name": "青岛银行"})
    assert [each["id"] for each in office.get("/v1/customers", params={"text": "银行"}).json()["items"]] == ["c2"]


def test_territories_separate_what_dispatchers_see(running: Running) -> None:
    add_examples(running.as_("administrator"))
    stranger = running.as_("dispatcher", territories=["main"])
    for kind in ("sites", "units", "engineers", "rules", "appointments", "covers", "depots", "contracts", "customers"):
        assert stranger.get(f"/v1/{kind}").json()["items"] == []
        assert stranger.get(f"/v1/{kind}/{EXAMPLES[kind]['id']}").status_code == 404
    unit = stranger.post("/v1/units", json=example("units", id="u2"))
    assert codes(unit) == {"$.site": "unknown_site"}
    site = stranger.post("/v1/sites", json=example("sites", id="s2"))
    assert codes(site) == {"$.territory": "unknown_territory", "$.contract": "unknown_contract"}
    own = running.as_("dispatcher", territories=["qingdao"])
    assert [each["id"] for each in own.get("/v1/units").json()["items"]] == ["cam-17"]


def test_a_customer_sees_own_sites_and_units_without_the_notes_of_the_office(running: Running) -> None:
    office = running.as_("administrator")
    add_examples(office)
    office.put("/v1/sites/hb-zhongshan", json=example("sites", note="slow payer", x_a=1), headers={"If-Match": "*"})
    office.post("/v1/customers", json={"id": "c2", "name": "Somebody else"})
    own, other = running.as_("customer", customer_id="harbour-bank"), running.as_("customer", customer_id="c2")
    assert own.get("/v1/sites").json()["items"] == [EXAMPLES["sites"]]
    assert own.get("/v1/units/cam-17").json() == EXAMPLES["units"]
    assert other.get("/v1/units").json()["items"] == []
    assert other.get("/v1/sites/hb-zhongshan").status_code == 404
    assert own.get("/v1/contracts").status_code == 403
    assert own.put("/v1/sites/hb-zhongshan", json={}, headers={"If-Match": "*"}).status_code == 403


def test_who_may_write_what(running_on_sqlite: Running) -> None:
    add_examples(running_on_sqlite.as_("administrator"))
    dispatcher, planner = running_on_sqlite.as_("dispatcher"), running_on_sqlite.as_("planner")
    engineer = running_on_sqlite.as_("engineer", engineer_id="wang")
    match = {"If-Match": "*"}
    for kind in KINDS:
        id_ = EXAMPLES[kind]["id"]
        shared = kind in ("territories", "calendars", "zones", "policies", "contracts")
        put = dispatcher.put(f"/v1/{kind}/{id_}", json=EXAMPLES[kind], headers=match)
        assert put.status_code == (403 if shared else 200)
        assert planner.get(f"/v1/{kind}").status_code == 200
        assert planner.put(f"/v1/{kind}/{id_}", json=EXAMPLES[kind], headers=match).status_code == 403
        assert engineer.get(f"/v1/{kind}").status_code == (200 if kind == "parts" else 403)


def test_absences_are_added_and_taken_back(office: Caller) -> None:
    away = {"first": "2026-12-24", "last": "2026-12-31", "reason": "holiday"}
    assert office.post("/v1/engineers/wang/absences", json=away).json() == [away]
    assert office.post("/v1/engineers/wang/absences", json=away).status_code == 409
    wrong = office.post("/v1/engineers/wang/absences", json={"first": "2026-12-20", "last": "2026-12-19"})
    assert codes(wrong) == {"$.last": "wrong_order"}
    assert office.get("/v1/engineers/wang").json()["absences"] == [away]
    assert office.delete("/v1/engineers/wang/absences/2026-12-24").json() == []
    assert office.delete("/v1/engineers/wang/absences/2026-12-24").status_code == 404


def test_an_absence_of_a_part_of_a_day_is_kept_with_its_times(office: Caller) -> None:
    early = {"first": "2026-12-24", "last": "2026-12-24", "from": "13:00", "reason": "ill"}
    late = {"first": "2026-12-28", "last": "2026-12-28", "until": "10:00"}
    path = "/v1/engineers/wang/absences"
    assert office.post(path, json=early).json() == [early]
    assert office.post(path, json=late).json() == office.get(path).json() == [early, late]
    wrong = office.post(path, json={"first": "2026-12-29", "last": "2026-12-29", "from": "13:00", "until": "9:00"})
    assert set(codes(wrong)) == {"$.until"}


def test_several_absences_of_a_day_are_told_apart_by_their_times(office: Caller) -> None:
    day = {"first": "2026-12-24", "last": "2026-12-24"}
    late, early = {**day, "until": "10:00"}, {**day, "from": "15:00"}
    path = "/v1/engineers/wang/absences"
    office.post(path, json=late)
    assert office.post(path, json=early).json() == [late, early]
    refused = office.post(path, json={**day, "from": "14:00", "until": "15:30"})
    assert (refused.status_code, refused.json()["code"]) == (409, "already_exists")
    assert "begins on 2026-12-24 15:00 already" in refused.json()["detail"]
    vague = office.delete(f"{path}/2026-12-24")
    assert (vague.status_code, vague.json()["code"]) == (400, "bad_request")
    assert "from=00:00 or from=15:00" in vague.json()["detail"]
    assert office.delete(f"{path}/2026-12-24?from=14:00").status_code == 404
    assert office.delete(f"{path}/2026-12-24?from=00:00").json() == [early]
    assert codes(office.post(path, json=[])) == {"$": "wrong_type"}
    assert office.delete(f"{path}/2026-12-24").json() == []


def test_the_house_is_changed_by_its_administrator(office: Caller) -> None:
    house = office.get("/v1/house")
    on_call = {"working": "working_hours", "from": "18:00", "until": "22:00"}
    changed = {**house.json(), "time_zone": "Asia/Shanghai", "on_call": on_call}
    match = {"If-Match": house.headers["etag"]}
    assert office.put("/v1/house", json=changed, headers=match).json() == changed
    assert office.put("/v1/house", json=changed, headers=match).status_code == 412
    faulty = {**changed, "time_zone": "Mars", "travel": {"kind": "broom"}}
    answer = office.put("/v1/house", json=faulty, headers={"If-Match": "*"})
    assert codes(answer) == {"$.time_zone": "unknown_time_zone", "$.travel.kind": "unknown_choice"}
    lost = {**changed, "on_call": {**on_call, "working": "siesta"}}
    answer = office.put("/v1/house", json=lost, headers={"If-Match": "*"})
    assert codes(answer) == {"$.on_call.working": "unknown_calendar"}
    refused = office.delete("/v1/calendars/working_hours")
    assert "the rota of the house" in refused.json()["detail"]


def test_a_body_that_is_no_json_is_told(small: Caller) -> None:
    answer = small.post("/v1/sites", content=b'{"id": "a", "id": "b"}', headers=JSON)
    assert (answer.status_code, answer.json()["faults"][0]["code"]) == (422, "duplicate_key")


def test_lists_take_as_many_queries_however_long_they_are(running: Running) -> None:
    office = running.as_("administrator")
    add_examples(office)
    counts: Counter[str] = Counter()

    def count(label: str) -> None:
        listener = lambda *_: counts.update([label])  # noqa: E731
        event.listen(running.service.store.engine, "before_cursor_execute", listener)
        assert office.get("/v1/units").status_code == 200
        event.remove(running.service.store.engine, "before_cursor_execute", listener)

    count("one")
    for number in range(30):
        office.post("/v1/units", json=example("units", id=f"u{number}"))
    count("many")
    assert counts["one"] == counts["many"] > 0


def test_the_documents_schemas_are_in_the_api_document(running_on_sqlite: Running) -> None:
    document = running_on_sqlite.app.openapi()
    schemas = document["components"]["schemas"]
    assert schemas["masters.Site"]["required"] == ["id", "contract", "lat", "lon", "territory"]
    assert schemas["masters.NewSite"]["required"] == ["contract", "territory"]
    assert document["paths"]["/v1/sites"]["post"]["operationId"] == "add_site"
    wanted: list[Any] = [document["paths"], schemas]
    while wanted:
        each = wanted.pop()
        if isinstance(each, dict):
            if isinstance(each.get("$ref"), str) and each["$ref"].startswith("#/components/schemas/masters."):
                assert each["$ref"].removeprefix("#/components/schemas/") in schemas
            wanted += each.values()
        elif isinstance(each, list):
            wanted += each


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (rb'{"id": "p", "name": "a\u0000b"}', "$.name"),
        (rb'{"id": "p", "name": "\ud800"}', "$.name"),
        (rb'{"id": "p", "name": "x", "x_a": ["\ud800"]}', "$.x_a[0]"),
        (rb'{"id": "p", "name": "x", "x_a": {"\u0000": 1}}', "$.x_a"),
        (rb'{"id": "p", "name": "x", "x_a": 1e400}', "$.x_a"),
        (rb'{"id": "a/b", "name": "x"}', "$.id"),
    ],
)
def test_what_cannot_be_kept_or_addressed_is_a_fault(running: Running, body: bytes, path: str) -> None:
    answer = running.as_("administrator").post("/v1/parts", content=body, headers=JSON)
    assert answer.status_code == 422
    assert path in codes(answer)


@pytest.mark.parametrize(
    "path",
    ["/v1/sites/%00", "/v1/sites?text=%00", "/v1/sites?after=%00", "/v1/book?territory=%00", "/v1/stock?after=%00"],
)
def test_an_address_that_no_database_can_look_for_finds_nothing(running: Running, path: str) -> None:
    assert running.as_("administrator").get(f"/v1/{path}").status_code in (200, 400, 404)
