"""Key figures: counted by hand on a small house, and held to laws on a larger one."""

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from api.kpis.making import make_kpis
from api.kpis.question import MOST_DAYS, Question
from api.masters.book import whole_book_of
from api.schemas.kpis import Kpis
from api.store.audit import Author
from api.store.tables import (
    Complaint,
    House,
    Paper,
    Plan,
    Policy,
    Route,
    Slip,
    Subcontract,
    Ticket,
    TicketEvent,
    VisitState,
)
from optimiser import charges, on_time, penalties
from tests.service.conftest import Running
from tests.service.ground import POLICY, lay_ground

PAID_POLICY: dict[str, Any] = {
    **POLICY,
    "on_time_share": 0.9,
    "targets": [
        {"kind": "respond", "span": {"calendar": "always", "within": "PT1H"}, "late": {"per_hour": 10.0}},
        {"kind": "on_site", "span": {"calendar": "always", "within": "PT4H"}, "late": {"per_started_day": 100.0}},
    ],
    "charges": [{"kind": "call_out", "amount": 50.0}, {"kind": "second_trip", "amount": 20.0}],
}
DECEMBER = {"first": "2026-12-01", "last": "2026-12-31"}
WHOLE = "2026-12-01/2026-12-31"


def at(day: int, hour: float = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, tzinfo=UTC) + timedelta(hours=hour)


def on(day: int) -> date:
    return date(2026, 12, day)


@pytest.fixture
def house(running: Running) -> Running:
    lay(running)
    return running


def lay(running: Running) -> None:
    lay_ground(running)
    running.clock.now = at(20)
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.get_one(Policy, "gold").document = PAID_POLICY


def put(house: Running, *rows: Any) -> None:
    with house.service.store.writing(Author("tests", house.clock)) as session:
        for row in rows:
            session.add(row)
            session.flush()


def ticket(
    id_: str, reported_at: datetime, *events: tuple[str, datetime], status: str = "reported", **rest: Any
) -> list[Any]:
    """A ticket's row and those of its events."""
    number = rest.pop("customer", 1)
    closed_at = next((when for kind, when in events if kind in ("restored", "solved_remotely", "cancelled")), None)
    severity, territory = rest.pop("severity", "1"), "main" if number == 1 else "north"
    unit = f"u{number}" if rest.pop("on_unit", "fault" in rest) else None
    document = {
        "id": id_,
        "site": f"s{number}",
        "reported_at": reported_at.isoformat(),
        "severity": severity,
        "duration": "PT1H",
        **({"unit": unit} if unit else {}),
        **rest,
    }
    row = Ticket(
        id=id_,
        site_id=f"s{number}",
        unit_id=unit,
        contract_id=f"k{number}",
        customer_id=f"c{number}",
        territory_id=territory,
        status=status,
        severity=severity,
        reported_at=reported_at,
        closed_at=closed_at,
        document=document,
        updated_at=reported_at,
    )
    told = [TicketEvent(ticket_id=id_, kind=kind, at=when, recorded_at=when) for kind, when in events]
    return [row, *told]


def kpis(house: Running, **question: Any) -> dict[str, Any]:
    answer = house.as_("planner").get("/v1/kpis", params={**DECEMBER, **question})
    assert answer.status_code == 200, answer.text
    out: dict[str, Any] = answer.json()
    return out


def without_period(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "period"} for row in rows]


# -- counted by hand


def test_an_empty_house_has_figures_without_shares(house: Running) -> None:
    told = kpis(house)
    assert told["tickets"] == [{"period": WHOLE, "reported_count": 0, "closed_count": 0}]
    assert told["on_time"][0]["tickets_share"] is None
    assert told["work"][0]["planned"]["utilisation_share"] is None
    assert told["as_of"] == "2026-12-20T00:00:00Z"
    assert [row["count"] for row in told["backlog"]] == [0] * 5


def test_promises_are_counted_by_policy_and_severity(house: Running) -> None:
    put(
        house,
        *ticket("a", at(7), ("responded", at(7, 0.5)), ("arrived", at(7, 3)), ("restored", at(7, 5)), status="done"),
        *ticket("b", at(8), ("responded", at(8, 2)), ("arrived", at(8, 30)), status="on_site", severity="2"),
        *ticket("c", at(9), ("cancelled", at(9, 0.2)), status="cancelled"),
        *ticket("d", at(10), ("responded", at(10, 0.5)), ("arrived", at(10, 9)), severity="2", customer=2),
        *ticket("before", at(30, month=11), ("arrived", at(1)), status="on_site"),
    )
    told = kpis(house)
    shared = {"met_count": 3, "missed_count": 3, "deadlines_share": 0.5}
    tickets = {"tickets_on_time_count": 1, "tickets_late_count": 2, "tickets_share": 0.333333}
    assert told["on_time"] == [{"period": WHOLE, **shared, **tickets}]
    assert told["on_time_by_policy"] == [
        {"period": WHOLE, **shared, **tickets, "policy": "gold", "promised_share": 0.9}
    ]
    by_severity = {row["severity"]: (row["met_count"], row["missed_count"]) for row in told["on_time_by_severity"]}
    assert by_severity == {"1": (2, 0), "2": (1, 3)}
    assert kpis(house, territory="north")["on_time"][0]["met_count"] == 1


def test_penalties_and_charges_are_summed_by_customer(house: Running) -> None:
    put(
        house,
        *ticket("a", at(7), ("responded", at(7, 3)), ("arrived", at(7, 3)), ("arrived", at(7, 20)), status="on_site"),
        *ticket("b", at(19), customer=2),
        *ticket("earlier", at(1, month=11), ("arrived", at(1, 2, month=11)), fault="leak"),
        *ticket("c", at(8), ("responded", at(8)), ("arrived", at(8, 1)), fault="leak"),
        *ticket("d", at(8), ("responded", at(8)), ("arrived", at(8, 1)), fault="noise"),
    )
    told = kpis(house)
    assert without_period(told["penalties"]) == [
        {"customer": "c1", "count": 1, "amount": 20.0, "growing_amount": 0.0},
        {"customer": "c2", "count": 2, "amount": 230.0 + 100.0, "growing_amount": 330.0},
    ]
    assert without_period(told["charges"]) == [
        {"customer": "c1", "kind": "call_out", "count": 2, "amount": 100.0},
        {"customer": "c1", "kind": "second_trip", "count": 2, "amount": 40.0},
    ]


def test_one_visit_that_repairs_is_a_first_time_fix(house: Running) -> None:
    put(
        house,
        *ticket("once", at(1, month=11), ("arrived", at(2)), ("restored", at(3)), status="done"),
        *ticket("twice", at(2), ("arrived", at(2)), ("arrived", at(3)), ("restored", at(3, 1)), status="done"),
        *ticket("failed", at(2), ("arrived", at(2)), ("repair_failed", at(2, 1)), ("restored", at(3)), status="done"),
        *ticket("desk", at(2), ("solved_remotely", at(2, 1)), status="solved_remotely"),
        *ticket("cancelled", at(2), ("arrived", at(2, 1)), ("cancelled", at(2, 2)), status="cancelled"),
        *ticket("open", at(2), ("arrived", at(2, 1)), status="on_site"),
        *ticket("later", at(2), ("arrived", at(2)), ("restored", at(1, month=1).replace(year=2027)), status="done"),
    )
    told = kpis(house)
    assert without_period(told["first_time_fix"]) == [
        {"visited_count": 3, "fixed_count": 1, "first_time_fix_share": 0.333333}
    ]
    assert told["tickets"] == [{"period": WHOLE, "reported_count": 6, "closed_count": 5}]
    statuses = {row["status"]: row["count"] for row in told["tickets_by_status"]}
    assert statuses == {"done": 3, "solved_remotely": 1, "cancelled": 1, "on_site": 1}


def test_the_backlog_has_an_age(house: Running) -> None:
    ages = [0.5, 1, 2, 3, 10, 30, 31]
    rows = [ticket(f"t{k}", at(20) - timedelta(days=age)) for k, age in enumerate(ages)]
    put(
        house,
        *(row for each in rows for row in each),
        *ticket("closed", at(19), ("cancelled", at(19, 1)), status="cancelled"),
        *ticket("future", at(21)),
    )
    assert [row["count"] for row in kpis(house)["backlog"]] == [1, 2, 1, 1, 2]
    put(house, *ticket("closed later", at(9), ("cancelled", at(15)), status="cancelled"))
    early = kpis(house, last="2026-12-10")
    assert early["as_of"] == "2026-12-11T00:00:00Z"
    assert [row["count"] for row in early["backlog"]] == [0, 2, 0, 2, 0]


def a_plan() -> Plan:
    packed: dict[str, Any] = {"cost": {}, "figures": {}, "problem": {}, "document": {}, "matter": {}}
    days = {"first_on": on(1), "last_on": on(31)}
    made = {"origin": "solve", "created_at": at(1), "created_by": "tests"}
    return Plan(id="p1", kind="days", territory_id="main", state="published", **days, **made, **packed)


def a_route(engineer: str, day: int, territory: str = "main", **figures: float) -> Route:
    return Route(
        engineer_id=engineer,
        on=on(day),
        territory_id=territory,
        plan_id="p1",
        revision=1,
        etag="x",
        figures={"ends_s": at(day, 17).timestamp(), "driving_m": 1000, "overtime_s": 0, **figures},
        body=b"{}",
        updated_at=at(1),
    )


def a_visit(id_: str, engineer: str, day: int, *hours: float | None) -> VisitState:
    told = dict(zip(("travelling_at", "arrived_at", "ended_at"), hours, strict=True))
    instants = {name: None if hour is None else at(day, hour) for name, hour in told.items()}
    return VisitState(
        id=id_,
        source_kind="ticket",
        source_id=id_,
        site_id="s1",
        territory_id="main",
        engineer_id=engineer,
        on=on(day),
        status="done",
        updated_at=at(day),
        **instants,
    )


def test_work_is_told_as_planned_and_as_done(house: Running) -> None:
    put(
        house,
        a_plan(),
        a_route("e1", 7, shift_s=28800, work_s=14400, driving_s=3600, visits=4, overtime_s=600),
        a_route("e1", 8, shift_s=28800, work_s=7200, driving_s=3600, visits=2),
        a_route("e2", 7, "north", shift_s=28800, work_s=0, driving_s=0, visits=0),
        a_visit("a", "e1", 7, 8, 9, 11),
        a_visit("b", "e1", 7, 11, 12, 18),
        a_visit("c", "e1", 8, None, 9, 10),
        a_visit("d", "e1", 8, 10, 11, None),
    )
    told = kpis(house)
    first, second = told["work_by_engineer"]
    assert (first["engineer"], first["shift_s"]) == ("e1", 57600)
    assert first["planned"] == {
        "visit_count": 6,
        "work_s": 21600,
        "driving_s": 7200,
        "driving_m": 2000,
        "overtime_s": 600,
        "travel_share": 0.25,
        "utilisation_share": 0.5,
    }
    assert first["done"] == {
        "visit_count": 3,
        "work_s": 9 * 3600,
        "driving_s": 3 * 3600,
        "overtime_s": 3600,
        "travel_share": 0.25,
        "utilisation_share": 0.75,
    }
    assert (second["engineer"], second["planned"]["utilisation_share"], second["done"]["visit_count"]) == ("e2", 0, 0)
    assert told["work"][0]["shift_s"] == 86400
    assert told["work"][0]["done"]["work_s"] == 9 * 3600


def a_slip(number: str, signed_at: datetime, rating: str, engineer: str = "e1") -> Slip:
    return Slip(
        number=number,
        visit_id=number,
        site_id="s1",
        engineer_id=engineer,
        document={},
        issued_at=signed_at,
        signed_at=signed_at,
        rating=rating,
    )


def test_ratings_count_by_engineer_and_month(house: Running) -> None:
    put(
        house,
        a_slip("1", at(2), "good"),
        a_slip("2", at(3), "poor"),
        a_slip("3", at(4), "good"),
        a_slip("4", at(4), "what?"),
        a_slip("5", at(30, month=11), "good"),
        a_slip("6", at(4), "good", "e2"),
    )
    told = kpis(house, first="2026-11-01")
    assert [(row["period"], row["engineer"], row["count"], row["points"]) for row in told["ratings"]] == [
        ("2026-11", "e1", 1, 1.0),
        ("2026-12", "e1", 4, 0.0),
        ("2026-12", "e2", 1, 1.0),
    ]
    words = {(row["period"], row["engineer"], row["word"]): row["count"] for row in told["ratings_by_word"]}
    assert words["2026-12", "e1", "good"] == 2
    assert sum(words.values()) == 6


def a_paper(id_: str, done_at: datetime, due_at: datetime, written_at: datetime | None = None) -> Paper:
    ids = {"id": id_, "kind": "ticket", "visit_id": id_, "site_id": "s1", "territory_id": "main"}
    return Paper(**ids, done_at=done_at, due_at=due_at, written_at=written_at)


def test_papers_are_owed_overdue_in_time_or_late(house: Running) -> None:
    put(
        house,
        a_paper("in time", at(2), at(4), at(3)),
        a_paper("late", at(2), at(4), at(5)),
        a_paper("overdue", at(2), at(4)),
        a_paper("owed", at(19), at(22)),
        a_paper("old", at(1, month=11), at(3, month=11)),
        a_paper("next month", at(19), at(2, month=1).replace(year=2027)),
    )
    told = kpis(house)["papers"]
    assert without_period(told) == [
        {
            "kind": "ticket",
            "owed_count": 4,
            "overdue_count": 2,
            "in_time_count": 1,
            "late_count": 2,
            "in_time_share": 0.333333,
        }
    ]
    assert kpis(house, last="2026-12-03")["papers"][0]["owed_count"] == 3  # as it stood then


def test_complaints_and_subcontracts_are_counted(house: Running) -> None:
    made = {"customer_id": "c1", "territory_id": "main", "text": "slow"}
    given = {"site_id": "s1", "territory_id": "main", "subcontractor_id": "sub"}
    put(
        house,
        Complaint(id="x", state="open", made_at=at(2), **made),
        Complaint(id="y", state="closed", made_at=at(3), closed_at=at(4), **made),
        Complaint(id="z", state="closed", made_at=at(3, month=11), closed_at=at(4), **made),
        Subcontract(id="a", visit_id="a", price=100.0, state="done", given_at=at(2), **given),
        Subcontract(id="b", visit_id="b", price=50.5, state="given", given_at=at(3), **given),
        Subcontract(id="c", visit_id="c", price=70.0, state="declined", given_at=at(3), **given),
    )
    told = kpis(house)
    assert told["complaints"] == [{"period": WHOLE, "made_count": 2, "closed_count": 1}]
    assert without_period(told["subcontracts"]) == [{"subcontractor": "sub", "count": 2, "amount": 150.5}]


def test_months_begin_in_the_zone_of_the_house(house: Running) -> None:
    with house.service.store.writing(Author("tests", house.clock)) as session:
        row = session.get_one(House, 1)
        row.document = {**row.document, "time_zone": "Asia/Shanghai"}
    put(
        house,
        *ticket("december", at(30, 16, month=11)),
        *ticket("november", at(30, 15.9, month=11)),
        *ticket("january", at(31, 16)),
    )
    told = kpis(house, first="2026-11-15", per="month")
    assert [(row["period"], row["reported_count"]) for row in told["tickets"]] == [("2026-11", 1), ("2026-12", 1)]
    assert [row["period"] for row in told["on_time_by_policy"]] == ["2026-11", "2026-12"]


# -- a larger house: laws, oracles, speed


def fill(house: Running, count: int, seed: int = 5) -> None:
    """Many tickets over a year, whose stories are drawn at random."""
    draw = random.Random(seed)
    rows: list[Any] = []
    for number in range(count):
        reported_at = at(1, month=1) + timedelta(minutes=draw.randrange(350 * 24 * 60))
        rows += ticket(
            f"t{number}",
            reported_at,
            *_story(draw, reported_at),
            severity=draw.choice("12"),
            customer=draw.choice((1, 2)),
            **({"fault": draw.choice(("leak", "noise", "smell"))} if draw.random() < 0.7 else {}),
            on_unit=draw.random() < 0.5,
        )
    with house.service.store.writing(Author("tests", house.clock)) as session:
        session.add_all(row for row in rows if isinstance(row, Ticket))
        session.flush()
        session.add_all(row for row in rows if isinstance(row, TicketEvent))


def _story(draw: random.Random, reported_at: datetime) -> Iterator[tuple[str, datetime]]:
    clock = reported_at
    kinds = ["responded", "arrived", draw.choice(("repair_failed", "restored", "cancelled", "arrived"))]
    for kind in kinds[: draw.randrange(4)]:
        clock += timedelta(minutes=draw.randrange(1, 360))
        yield kind, clock


@pytest.fixture
def full_house(running_on_sqlite: Running) -> Running:
    lay(running_on_sqlite)
    fill(running_on_sqlite, 300)
    return running_on_sqlite


def total(rows: list[Any], name: str) -> float:
    return round(sum(getattr(row, name) for row in rows), 2)


def asked(house: Running, first: date = date(2026, 1, 1), per: Any = None) -> Kpis:
    with house.service.store.reading() as session:
        return make_kpis(session, Question(("main", "north"), first, date(2026, 12, 31), "UTC", house.clock(), per))


def test_groups_and_months_add_up_to_the_whole(full_house: Running) -> None:
    whole, months = asked(full_house), asked(full_house, per="month")
    assert len(months.tickets) == 12
    assert whole.tickets[0].reported_count == 300
    for section, names in {
        "tickets": ("reported_count", "closed_count"),
        "tickets_by_status": ("count",),
        "on_time": ("met_count", "missed_count", "tickets_on_time_count", "tickets_late_count"),
        "on_time_by_policy": ("met_count", "missed_count"),
        "on_time_by_severity": ("tickets_on_time_count", "tickets_late_count"),
        "first_time_fix": ("visited_count", "fixed_count"),
        "penalties": ("count", "amount", "growing_amount"),
        "charges": ("count", "amount"),
    }.items():
        for name in names:
            assert total(getattr(whole, section), name) == total(getattr(months, section), name) > 0, (section, name)
    for name in ("met_count", "missed_count", "tickets_late_count"):
        assert (
            total(whole.on_time_by_policy, name) == total(whole.on_time_by_severity, name) == total(whole.on_time, name)
        )
    assert total(whole.tickets_by_status, "count") == 300


def test_what_is_told_is_what_the_whole_book_says(full_house: Running) -> None:
    told = asked(full_house)
    now = full_house.clock()
    with full_house.service.store.reading() as session:
        books = [whole_book_of(session, each) for each in ("main", "north")]
    kept = [each for book in books for each in on_time(book, now=now)]
    assert told.on_time[0].met_count == sum(each.met_count for each in kept)
    assert told.on_time[0].missed_count == sum(each.missed_count for each in kept)
    owed = [round(each.amount, 2) for book in books for each in penalties(book, now=now)]  # each to the cent
    assert total(told.penalties, "amount") == round(sum(owed), 2)
    paid = [each for book in books for one in book.tickets for each in charges(book, one, now=now)]
    assert total(told.charges, "amount") == sum(each.amount for each in paid)
    assert total([row for row in told.charges if row.kind == "second_trip"], "count") == sum(
        each.kind == "second_trip" for each in paid
    )


def test_the_number_of_queries_does_not_grow(full_house: Running) -> None:
    queries: list[str] = []
    event.listen(full_house.service.store.engine, "before_cursor_execute", lambda *told: queries.append(told[2]))
    counts = []
    for first in (date(2026, 12, 1), date(2026, 1, 1)):
        queries.clear()
        asked(full_house, first, per="month")
        counts.append(len(queries))
    assert counts[0] == counts[1] < 25


# -- the endpoints


def test_every_number_is_in_the_table_with_its_unit(house: Running) -> None:
    put(house, a_plan(), a_route("e1", 7, shift_s=28800, work_s=14400, driving_s=3600, visits=4))
    put(house, *ticket("a", at(7), ("arrived", at(7, 9))), a_slip("1", at(2), "good"))
    answer = house.as_("dispatcher").get("/v1/kpis.csv", params=DECEMBER)
    assert answer.headers["content-type"].startswith("text/csv")
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    told = {(line["measure"], line["group"]): (float(line["value"]), line["unit"]) for line in lines}
    assert told["work_by_engineer.planned.driving_s", "engineer=e1"] == (3600, "s")
    assert told["on_time_by_policy.missed_count", "policy=gold"] == (2, "count")
    assert told["ratings_by_word.count", "engineer=e1;word=good"] == (1, "count")
    assert told["penalties.amount", "customer=c1"][1] == "money"
    assert len(told) == len(lines) == sum(_numbers(kpis(house)))


def _numbers(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _numbers(each)
    elif isinstance(value, list):
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, int | float):
        yield 1


def test_only_own_territories_count(house: Running) -> None:
    put(house, *ticket("a", at(7)), *ticket("b", at(7), customer=2))
    assert kpis(house)["tickets"][0]["reported_count"] == 2
    northern = house.as_("planner", territories=["north"])
    told = northern.get("/v1/kpis", params=DECEMBER).json()
    assert (told["territories"], told["tickets"][0]["reported_count"]) == (["north"], 1)
    assert northern.get("/v1/kpis", params={**DECEMBER, "territory": "main"}).status_code == 404
    assert house.as_("engineer", engineer_id="e1").get("/v1/kpis", params=DECEMBER).status_code == 403


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-12-02", "2026-12-01"),
        ("2000-01-01", "2026-12-01"),
        ("0001-01-01", "0001-01-02"),
        ("9999-12-31", "9999-12-31"),
        ("0", "1"),
    ],
    ids=["backwards", "too many", "too early", "too late", "no dates"],
)
def test_days_that_cannot_be_asked_for_are_refused(running_on_sqlite: Running, first: str, last: str) -> None:
    answer = running_on_sqlite.as_("planner").get("/v1/kpis", params={"first": first, "last": last})
    assert answer.status_code == 422
    assert answer.json()["code"] == "faulty_input"


def test_months_at_the_ends_may_be_cut_off() -> None:
    question = Question(("main",), date(2026, 1, 31), date(2026, 3, 1), "UTC", at(1), "month")
    assert question.slices.names == ("2026-01", "2026-02", "2026-03")
    assert question.slices.days == (date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 2))
    longest = replace(question, last=question.first + timedelta(days=MOST_DAYS - 1))
    assert len(longest.slices.names) == 122


def test_every_number_has_its_definition(running_on_sqlite: Running) -> None:
    schemas = running_on_sqlite.app.openapi()["components"]["schemas"]
    sections = {
        each["items"]["$ref"].rsplit("/", 1)[1]
        for each in schemas["Kpis"]["properties"].values()
        if "$ref" in each.get("items", {})
    }
    for name in {*sections, "PlannedWork", "DoneWork"}:
        for field, told in schemas[name]["properties"].items():
            assert "$ref" in told or told.get("description"), (name, field)
