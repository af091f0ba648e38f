"""Key figures, counted by hand on a small house."""

from datetime import timedelta

import pytest

from api.store.audit import Author
from api.store.tables import Complaint, House, Subcontract
from tests.service.conftest import Running
from tests.service.past import (
    WHOLE,
    a_paper,
    a_plan,
    a_route,
    a_slip,
    a_visit,
    at,
    kpis,
    lay,
    put,
    ticket,
    without_period,
)


@pytest.fixture
def house(running: Running) -> Running:
    lay(running)
    return running


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
