"""The on-call rota: planned a month at a time, kept, and asked who it is now."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from api.masters.book import book_of
from api.masters.on_call import days_of, kept_rota, months_around
from api.store.audit import Author
from api.store.tables import Rota
from optimiser import agenda_of
from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.examples import add_examples, example

ON_CALL = {"working": "working_hours", "from": "18:00", "until": "22:00", "turn": "day"}


@pytest.fixture
def office(running: Running) -> Caller:
    """An administrator; two engineers take turns."""
    administrator = running.as_("administrator")
    add_examples(administrator)
    event = f"/v1/covers/{example('covers')['id']}"  # both would be at it, and neither on call in its evening
    assert administrator.delete(event, headers={"If-Match": "*"}).status_code == 204
    for id_ in ("wang", "li"):
        engineer = example("engineers", id=id_, on_call=True, phone=f"+86 {id_}")
        headers = {"If-Match": "*"} if id_ == "wang" else {"If-None-Match": "*"}
        assert administrator.put(f"/v1/engineers/{id_}", json=engineer, headers=headers).status_code in (200, 201)
    house = {**administrator.get("/v1/house").json(), "time_zone": "Asia/Shanghai", "on_call": ON_CALL}
    assert administrator.put("/v1/house", json=house, headers={"If-Match": "*"}).status_code == 200
    return administrator


def test_a_month_is_planned_in_fair_turns_and_kept(office: Caller) -> None:
    answer = office.post("/v1/on-call/rota", json={"territory": "qingdao", "month": "2026-12"})
    assert answer.status_code == 201
    stints = answer.json()["stints"]
    days = Counter(each["engineer"] for each in stints)
    assert set(days) == {"wang", "li"}
    assert max(days.values()) - min(days.values()) <= 1
    assert {each["day"] for each in stints} == {date(2026, 12, day).isoformat() for day in range(1, 32)}
    params = {"territory": "qingdao", "first": "2026-12-05", "last": "2026-12-06"}
    read = office.get("/v1/on-call/rota", params=params).json()
    assert read["stints"] == [each for each in stints if each["day"] in ("2026-12-05", "2026-12-06")]
    assert read["not_planned"] == []


def test_who_is_on_call_now_comes_with_a_number(office: Caller, running: Running) -> None:
    office.post("/v1/on-call/rota", json={"territory": "qingdao", "month": "2026-12"})
    engineer = running.as_("engineer", engineer_id="li")
    running.clock.now = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)  # eight in the evening, there
    [now] = engineer.get("/v1/on-call/now", params={"territory": "qingdao"}).json()["stints"]
    assert now["phone"] == f"+86 {now['engineer']}"
    running.clock.now = datetime(2026, 12, 7, 15, 0, tzinfo=UTC)
    assert engineer.get("/v1/on-call/now", params={"territory": "qingdao"}).json()["stints"] == []


def test_months_that_nobody_planned_are_named(office: Caller) -> None:
    params = {"territory": "qingdao", "first": "2026-12-30", "last": "2027-02-02"}
    assert office.get("/v1/on-call/rota", params=params).json()["not_planned"] == ["2026-12", "2027-01", "2027-02"]


def test_what_cannot_be_planned_is_told(office: Caller, running: Running) -> None:
    stranger = running.as_("dispatcher", territories=["main"])
    assert stranger.post("/v1/on-call/rota", json={"territory": "qingdao", "month": "2026-12"}).status_code == 404
    assert office.post("/v1/on-call/rota", json={"territory": "qingdao", "month": "2026-13"}).status_code == 422
    wanted = {"territory": "qingdao", "month": "2026-12"}
    assert running.as_("planner").post("/v1/on-call/rota", json=wanted).status_code == 403
    params = {"territory": "qingdao", "first": "2026-12-30", "last": "2026-12-01"}
    assert office.get("/v1/on-call/rota", params=params).status_code == 400


def test_without_hours_nobody_is_on_call(running_on_sqlite: Running) -> None:
    answer = running_on_sqlite.as_("administrator").post(
        "/v1/on-call/rota", json={"territory": "main", "month": "2026-12"}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_weeks_belong_to_the_month_of_their_monday() -> None:
    assert days_of("2026-12", weekly=False) == (date(2026, 12, 1), date(2026, 12, 31))
    assert days_of("2026-12", weekly=True) == (date(2026, 12, 7), date(2027, 1, 3))
    assert months_around(date(2027, 1, 2), date(2027, 1, 2)) == ["2026-12", "2027-01"]


def test_plans_keep_to_the_rota_that_was_told(office: Caller, running: Running) -> None:
    office.post("/v1/on-call/rota", json={"territory": "qingdao", "month": "2026-12"})
    day = date(2026, 12, 8)
    store = running.service.store
    with store.writing(Author("tests", running.clock)) as session:
        row = session.get_one(Rota, ("qingdao", "2026-12"))
        row.document = {**row.document, "stints": [{**each, "engineer": "li"} for each in row.document["stints"]]}
    with store.reading() as session:
        book = book_of(session, "qingdao", running.clock())
        kept = kept_rota(session, "qingdao", book, day, day)
        assert kept_rota(session, "qingdao", book, day, date(2027, 1, 1)) is None
    assert kept is not None
    engineers = agenda_of(book, day, day, rota=kept).problem.engineers
    on_call = [each.id for each in engineers for shift in each.shifts if shift.carried["x_kind"] == "on_call"]
    assert set(on_call) == {"li"}
