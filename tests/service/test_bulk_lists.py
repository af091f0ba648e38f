"""Stock, absences and the on-call rota in bulk: all of it or nothing, and every faulty cell is named."""

from typing import Any

import pytest

from api.endpoints.imports import CSV, XLSX
from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.examples import add_examples
from tests.service.test_query_counts import counted


@pytest.fixture
def office(running: Running) -> Caller:
    """A dispatcher of the one territory."""
    add_examples(running.as_("administrator"))
    return running.as_("dispatcher", territories=["qingdao"])


def send(caller: Caller, name: str, content: bytes, media_type: str = CSV) -> Any:
    return caller.post(f"/v1/imports/{name}", content=content, headers={"Content-Type": media_type})


def counts(answer: Any) -> tuple[int, int, int]:
    """How many lines were new, changed and the same."""
    assert answer.status_code == 200, answer.text
    told = answer.json()
    return told["added_count"], told["changed_count"], told["unchanged_count"]


TABLES = {
    "stock": "holder_kind,holder,part,count\ndepot,main,psu-12v,12\nvan,wang,psu-12v,2\n",
    "absences": "engineer,first,last,from,until,reason\nwang,2026-12-24,2026-12-24,13:00,,ill\n"
    "wang,2026-12-28,2026-12-31,,10:00,\n",
    "on-call": "territory,engineer,day,start,end,kind\n"
    "qingdao,wang,2026-12-07,2026-12-07T17:30:00+08:00,2026-12-07T22:30:00+08:00,evening\n"
    "qingdao,wang,2026-12-12,2026-12-12T08:00:00+08:00,2026-12-12T22:30:00+08:00,weekend\n",
}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("name", TABLES)
def test_a_list_comes_in_and_goes_out_and_imports_to_the_same(office: Caller, name: str, ending: str) -> None:
    assert counts(send(office, name, TABLES[name].encode())) == (2, 0, 0)
    exported = office.get(f"/v1/exports/{name}.{ending}")
    assert exported.headers["Content-Disposition"] == f'attachment; filename="{name}.{ending}"'
    assert counts(send(office, name, exported.content, CSV if ending == "csv" else XLSX)) == (0, 0, 2)
    if ending == "csv":
        lines = exported.content.decode("utf-8-sig").splitlines()
        assert sorted(lines) == sorted(TABLES[name].splitlines())


def test_what_was_counted_is_what_there_is(office: Caller) -> None:
    send(office, "stock", TABLES["stock"].encode())
    assert counts(send(office, "stock", b"holder_kind,holder,part,count\ndepot,main,psu-12v,7\n")) == (0, 1, 0)
    held = {each["holder"]["id"]: each["count"] for each in office.get("/v1/stock").json()["items"]}
    assert held == {"main": 7, "wang": 2}


def test_much_stock_takes_as_many_statements_as_little(running: Running, office: Caller) -> None:
    administrator, many = running.as_("administrator"), 200
    parts = "id,name,price\n" + "".join(f"p{k:03},Part {k},1\n" for k in range(many))
    assert counts(send(administrator, "parts", parts.encode())) == (many, 0, 0)

    def asked(lines: range, count: int) -> int:
        table = "holder_kind,holder,part,count\n" + "".join(f"van,wang,p{k:03},{count}\n" for k in lines)
        with counted(running) as statements:
            answer = send(office, "stock", table.encode())
        assert sum(counts(answer)) == len(lines)
        return len(statements)

    few = asked(range(2), 1), asked(range(2), 2), asked(range(2), 2)
    rest = range(2, many)
    assert (asked(rest, 1), asked(rest, 2), asked(rest, 2)) == few, "added, changed, unchanged"


def test_absences_are_added_to_those_that_are_there(office: Caller) -> None:
    holiday = {"first": "2026-12-01", "last": "2026-12-02"}
    office.post("/v1/engineers/wang/absences", json=holiday)
    send(office, "absences", TABLES["absences"].encode())
    assert office.get("/v1/engineers/wang/absences").json() == [
        holiday,
        {"first": "2026-12-24", "last": "2026-12-24", "from": "13:00", "reason": "ill"},
        {"first": "2026-12-28", "last": "2026-12-31", "until": "10:00"},
    ]


def test_several_absences_of_a_day_take_the_place_of_those_that_begin_on_it(office: Caller) -> None:
    head = "engineer,first,last,from,until\n"
    twice = head + "wang,2026-12-24,2026-12-24,,10:00\nwang,2026-12-24,2026-12-24,15:00,\n"
    assert counts(send(office, "absences", twice.encode())) == (2, 0, 0)
    assert counts(send(office, "absences", twice.encode())) == (0, 0, 2)
    assert counts(send(office, "absences", twice.replace("15:00", "14:00").encode())) == (0, 1, 1)
    day = {"first": "2026-12-24", "last": "2026-12-24"}
    path = "/v1/engineers/wang/absences"
    assert office.get(path).json() == [{**day, "until": "10:00"}, {**day, "from": "14:00"}]
    assert counts(send(office, "absences", b"engineer,first,last\nwang,2026-12-24,2026-12-24\n")) == (0, 1, 0)
    assert office.get(path).json() == [day]


def test_a_rota_that_was_made_elsewhere_says_who_is_on_call(office: Caller) -> None:
    send(office, "on-call", TABLES["on-call"].encode())
    shown = office.get("/v1/on-call/rota?territory=qingdao&first=2026-12-01&last=2026-12-31").json()
    assert [(each["engineer"], each["day"], each["kind"]) for each in shown["stints"]] == [
        ("wang", "2026-12-07", "evening"),
        ("wang", "2026-12-12", "weekend"),
    ]
    only = "\n".join(TABLES["on-call"].splitlines()[:2])
    assert counts(send(office, "on-call", only.encode())) == (0, 0, 1)
    left = office.get("/v1/on-call/rota?territory=qingdao&first=2026-12-01&last=2026-12-31").json()
    assert len(left["stints"]) == 1


WRONG = {
    "stock": (
        "holder_kind,holder,part,count\ndepot,main,psu-12v,12\nlorry,main,psu-12v,-1\n",
        {("row 3, column holder_kind", "unknown_choice"), ("row 3, column count", "out_of_range")},
    ),
    "stock of strangers": (
        "holder_kind,holder,part,count\ndepot,main,psu-12v,12\ndepot,none,zz,1\nvan,main,psu-12v,1\n",
        {
            ("row 3, column holder", "unknown_depot"),
            ("row 3, column part", "unknown_part"),
            ("row 4, column holder", "unknown_engineer"),
        },
    ),
    "stock twice": (
        "holder_kind,holder,part,count\ndepot,main,psu-12v,12\ndepot,main,psu-12v,13\n",
        {("row 3, column part", "named_twice")},
    ),
    "absences": (
        "engineer,first,last,from,until\nwang,2026-12-24,2026-12-24,13:00,10:00\nwang,2026-12-28,2026-12-01,,\n",
        {("row 2, column until", "wrong_order"), ("row 3, column last", "wrong_order")},
    ),
    "absences twice": (
        "engineer,first,last,from,until\nwang,2026-12-24,2026-12-24,13:00,\nwang,2026-12-24,2026-12-24,13:00,15:00\n",
        {("row 3, column from", "named_twice")},
    ),
    "absences that overlap": (
        "engineer,first,last,from,until\nwang,2026-12-24,2026-12-24,13:00,\nwang,2026-12-24,2026-12-24,,13:30\n",
        {("row 3, column first", "overlap")},
    ),
    "absences of strangers": (
        "engineer,first,last\nwang,2026-12-24,2026-12-24\nnobody,2026-12-24,2026-12-24\n",
        {("row 3, column engineer", "unknown_engineer")},
    ),
    "on-call": (
        TABLES["on-call"].splitlines()[0]
        + "\nqingdao,wang,2026-12-07,2026-12-07T22:30:00+08:00,2026-12-07T17:30:00+08:00,morning\n",
        {("row 2, column kind", "unknown_choice"), ("row 2, column end", "wrong_order")},
    ),
    "on-call of strangers": (
        TABLES["on-call"].splitlines()[0]
        + "\nqingdao,nobody,2026-12-07,2026-12-07T17:30:00+08:00,2026-12-07T22:30:00+08:00,evening\n"
        + "north,wang,2026-12-07,2026-12-07T17:30:00+08:00,2026-12-07T22:30:00+08:00,evening\n",
        {("row 2, column engineer", "unknown_engineer"), ("row 3, column territory", "unknown_territory")},
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_every_faulty_cell_is_named_and_nothing_is_kept(office: Caller, case: str) -> None:
    table, faults = WRONG[case]
    name = case.split()[0]
    before = office.get(f"/v1/exports/{name}.csv").content
    answer = send(office, name, table.encode())
    assert answer.status_code == 422
    assert {(fault["path"], fault["code"]) for fault in answer.json()["faults"]} == faults
    assert office.get(f"/v1/exports/{name}.csv").content == before


def test_a_planner_exports_absences_and_imports_none(running_on_sqlite: Running) -> None:
    add_examples(running_on_sqlite.as_("administrator"))
    planner = running_on_sqlite.as_("planner")
    assert planner.get("/v1/exports/absences.csv").status_code == 200
    assert send(planner, "absences", TABLES["absences"].encode()).status_code == 403
