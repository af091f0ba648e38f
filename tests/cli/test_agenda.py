"""``roundsman agenda`` and ``roundsman due``: from a service book to what is due, and to a problem that solve takes."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from .running import COMMAND, environment, roundsman, written

Document = dict[str, Any]


def small_book() -> Document:
    """One engineer, one site; a ticket, a question, an inspection, a training, a repair that owes its report."""
    ticket = {"site": "s1", "reported_at": "2026-11-23T07:00:00+08:00", "severity": "major", "duration": "PT1H"}
    done = [
        {"kind": "arrived", "at": "2026-11-23T07:20:00+08:00", "by": "e1"},
        {"kind": "restored", "at": "2026-11-23T07:40:00+08:00"},
    ]
    waits = [{"kind": "paused", "at": "2026-11-23T07:30:00+08:00", "waiting_for": "part"}]
    hours = [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00:00", "until": "17:00:00"}]
    return {
        "format": "roundsman-book/1",
        "id": "small",
        "time_zone": "Asia/Shanghai",
        "calendars": [
            {"id": "always", "time_zone": "Asia/Shanghai"},
            {"id": "working", "time_zone": "Asia/Shanghai", "hours": hours},
        ],
        "zones": [{"id": "all"}],
        "policies": [
            {
                "id": "p1",
                "zones": ["all"],
                "targets": [
                    {"kind": "respond", "span": {"calendar": "always", "within": "PT2H"}},
                    {"kind": "on_site", "span": {"calendar": "always", "within": "PT4H"}},
                    {"kind": "restore", "span": {"calendar": "always", "within": "PT30M"}, "where": {"kind": ["old"]}},
                ],
                "paperwork": {"ticket": {"calendar": "working", "working_days": 1}},
                "on_time_share": 0.75,
            }
        ],
        "contracts": [{"id": "c1", "customer": "somebody", "policy": "p1"}],
        "sites": [{"id": "s1", "contract": "c1", "lat": 31.2, "lon": 121.5}],
        "engineers": [
            {
                "id": "e1",
                "lat": 31.23,
                "lon": 121.47,
                "duties": [{"calendar": "working", "from": "09:00:00", "until": "17:00:00"}],
            }
        ],
        "tickets": [
            {"id": "t1", **ticket},
            {"id": "late", **ticket, "kind": "old"},
            {"id": "ask", **ticket, "duration": "PT0S"},
            {"id": "done", **ticket, "history": done},
            {"id": "stuck", **ticket, "history": waits},
        ],
        "rules": [
            {"id": "r1", "site": "s1", "recurrence": "FREQ=WEEKLY;BYDAY=TU", "since": "2026-11-20", "duration": "PT1H"}
        ],
        "appointments": [
            {
                "id": "a1",
                "site": "s1",
                "kind": "training",
                "duration": "PT1H",
                "earliest": "2026-11-23T10:00:00+08:00",
                "latest": "2026-11-23T11:00:00+08:00",
            }
        ],
    }


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return written(tmp_path, "book.json", small_book())


NOW = ("--now", "2026-11-23T08:00")


def test_a_book_becomes_a_problem_that_solve_plans(book: Path, tmp_path: Path) -> None:
    problem, plan = tmp_path / "problem.json", tmp_path / "plan.json"
    ran = roundsman("agenda", book, "--from", "2026-11-23", *NOW, "-o", problem)
    assert (ran.status, ran.out) == (0, "")
    said = "3 visits (2 of tickets, 1 of appointments); 1 waiting, 4 to be met without a visit"
    assert ran.err.replace("\n", "").endswith(said)
    assert roundsman("solve", problem, "-o", plan, "--iterations", 200).status == 0
    assert roundsman("check", problem, plan).status == 0
    stops = [stop["visit"] for route in json.loads(plan.read_text())["routes"] for stop in route["stops"]]
    assert set(stops) == {"t1", "late", "a1"}


def test_the_problem_goes_to_standard_output_and_more_days_hold_more(book: Path) -> None:
    one = roundsman("agenda", book, "--from", "2026-11-23").document
    two = roundsman("agenda", book, "--from", "2026-11-23", "--days", 2).document
    assert {visit["id"] for visit in two["visits"]} - {visit["id"] for visit in one["visits"]} == {"r1:2026-11-24"}
    assert two["horizon"]["end"] == "2026-11-25T00:00:00+08:00"


def test_what_is_due_is_printed_table_by_table(book: Path) -> None:
    ran = roundsman("due", book, "--from", "2026-11-23", *NOW)
    assert ran.status == 0
    for title in ("To be met without a visit", "Tickets (4)", "Inspections (1)", "Appointments", "Reports owed (1)"):
        assert title in ran.out
    lines = ran.out.splitlines()
    assert any("2026-11-23 11:00" in line and "t1" in line and "visit" in line for line in lines)
    assert any("2026-11-24 17:00" in line and "fault report" in line and "done" in line for line in lines)
    assert any("stuck" in line and "a part" in line for line in lines)
    assert [line.split() for line in lines if "75%" in line] == [
        ["2026-11", "1", "1", "50.0%", "75%"],
        ["2026-Q4", "1", "1", "50.0%", "75%"],
        ["2026", "1", "1", "50.0%", "75%"],
    ]


def test_sites_are_told_with_their_names_and_kinds_in_words(tmp_path: Path) -> None:
    named = small_book()
    named["sites"][0]["name"] = "East Gate"
    named["rules"][0]["kind"] = "system_check"
    lines = roundsman("due", written(tmp_path, "book.json", named), "--from", "2026-11-23", *NOW).out.splitlines()
    assert any("t1" in line and "s1 · East Gate" in line for line in lines)
    assert any("system check" in line and "s1 · East Gate" in line for line in lines)


def test_what_is_due_is_data_for_programs(book: Path) -> None:
    due = roundsman("due", book, "--from", "2026-11-23", "--days", 2, *NOW, "--json").document
    tickets = {row["ticket"]: row for row in due["tickets"]}
    assert tickets["late"]["restore_missed"] is True
    assert tickets["late"]["restore_by"] == "2026-11-23T07:30:00+08:00"
    assert (tickets["ask"]["stands"], tickets["stuck"]["stands"]) == ("remote", "waiting")
    assert [(each["id"], each["due_on"]) for each in due["inspections"]] == [("r1:2026-11-24", "2026-11-24")]
    assert [(paper["id"], paper["due_at"]) for paper in due["paperwork"]] == [("done", "2026-11-24T17:00:00+08:00")]
    kept = [(each["period"], each["tickets_share"], each["is_kept"]) for each in due["on_time"]]
    assert kept == [("2026-11", 0.5, False), ("2026-Q4", 0.5, False), ("2026", 0.5, False)]
    assert {(call["ticket"], call["kind"]) for call in due["calls"]} >= {("t1", "respond"), ("ask", "respond")}


def test_a_report_that_is_late_is_told_as_overdue_until_the_book_says_it_was_written(tmp_path: Path) -> None:
    told = small_book()
    late = ["--from", "2026-11-25", "--days", 1, "--now", "2026-11-25T08:00:00+08:00"]
    owing = written(tmp_path, "book.json", told)
    assert "Reports owed (1, 1 overdue)" in roundsman("due", owing, *late).out
    (paper,) = roundsman("due", owing, *late, "--json").document["paperwork"]
    assert (paper["id"], paper["overdue"]) == ("done", True)
    done = next(each for each in told["tickets"] if each["id"] == "done")
    done["history"] = [*done["history"], {"kind": "report_written", "at": "2026-11-24T18:00:00+08:00"}]
    assert "Reports owed" not in roundsman("due", written(tmp_path, "later.json", told), *late).out


def test_where_nothing_is_due_it_says_so(tmp_path: Path) -> None:
    empty = {**small_book(), "tickets": [], "rules": [], "appointments": []}
    ran = roundsman("due", written(tmp_path, "book.json", empty), "--from", "2026-11-23")
    assert ran.out == "Nothing is due from 2026-11-23 to 2026-11-29.\n"


def test_now_with_an_offset_is_taken_as_it_is(book: Path) -> None:
    ran = roundsman("agenda", book, "--from", "2026-11-23", "--now", "2026-11-23T00:00:00Z")
    assert ran.document["now"] == "2026-11-23T08:00:00+08:00"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "soon"], "2026-11-23"),
        (["--from", "2026-11-23", "--now", "noon"], "2026-11-23T07:30"),
        (["--from", "2026-11-23", "--days", "0"], "--days"),
        (["--from", "2026-11-23", "--now", "2026-11-25T08:00"], "ask for later days"),
        ([], "--from"),
    ],
)
def test_what_cannot_be_meant_is_refused(book: Path, arguments: list[str], said: str) -> None:
    ran = roundsman("agenda", book, *arguments)
    assert ran.status == 2
    assert said in ran.err


def test_a_faulty_book_is_refused_with_every_fault(tmp_path: Path) -> None:
    faulty = small_book()
    faulty["tickets"][0]["site"] = "nowhere"
    faulty["rules"][0]["recurrence"] = "FREQ=SOMETIMES"
    for command in "agenda", "due":
        ran = roundsman(command, written(tmp_path, "book.json", faulty), "--from", "2026-11-23")
        assert (ran.status, ran.out) == (2, "")
        assert "$.tickets[0].site" in ran.err and "$.rules[0].recurrence" in ran.err


def test_the_book_is_not_written_over(book: Path) -> None:
    ran = roundsman("agenda", book, "--from", "2026-11-23", "-o", book)
    assert ran.status == 2
    assert json.loads(book.read_text()) == small_book()


@pytest.mark.parametrize("command", ["agenda", "due", "horizon"])
@pytest.mark.parametrize("far", [["--from", "0001-01-01"], ["--from", "9999-12-31"], ["--now", "0001-01-01T00:00"]])
def test_a_year_that_no_calendar_knows_is_refused(command: str, far: list[str], book: Path, tmp_path: Path) -> None:
    given = far if far[0] == "--from" else ["--from", "2026-11-23", *far]
    ran = roundsman(command, book, *given, folder=tmp_path)
    assert ran.status == 2
    assert "1970" in ran.err and "2199" in ran.err
    assert not (tmp_path / "out").exists()


def test_a_reader_of_tables_who_leaves_is_no_error_worth_a_word(book: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [*COMMAND, "due", str(book), "--from", "2026-11-23"],
        stdout=writer,
        stderr=subprocess.PIPE,
        env=environment(),
        check=False,
    )
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (141, b"")
