"""``roundsman horizon``, and ``roundsman show`` of a book."""

import json
from pathlib import Path
from typing import Any

import pytest

from .running import roundsman, written

WORK = {"calendar": "office", "from": "08:00", "until": "16:00"}


def small_book() -> dict[str, Any]:
    """Two sites with a monthly inspection each, one engineer, one ticket."""
    office = {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "until": "16:00"}
    rules = [
        {
            "id": f"r{k}",
            "site": f"s{k}",
            "recurrence": "FREQ=MONTHLY",
            "since": "2026-01-10",
            "last_done_on": "2026-02-10",
            "duration": "PT1H",
            "tolerance_before": 5,
            "tolerance_after": 5,
            "calendar": "office",
        }
        for k in range(2)
    ]
    ticket = {"id": "t", "site": "s0", "reported_at": "2026-03-02T07:00:00+00:00", "severity": "1", "duration": "PT1H"}
    return {
        "format": "roundsman-book/1",
        "id": "small",
        "time_zone": "UTC",
        "calendars": [{"id": "office", "time_zone": "UTC", "hours": [office]}],
        "zones": [{"id": "z"}],
        "policies": [{"id": "p", "zones": ["z"], "targets": []}],
        "contracts": [{"id": "c", "customer": "k", "policy": "p"}],
        "sites": [{"id": f"s{k}", "contract": "c", "lat": 36.0 + k / 50, "lon": 120.0} for k in range(2)],
        "engineers": [{"id": "e", "lat": 36.0, "lon": 120.0, "duties": [WORK]}],
        "tickets": [ticket],
        "rules": rules,
    }


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return written(tmp_path, "book.json", small_book())


def test_it_writes_the_days_and_the_problem_of_the_first_ones(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = roundsman("horizon", book, "--from", "2026-03-02", "--days", 28, "-o", out, "--iterations", 200, "--near", 14)
    assert ran.status == 0, ran.err
    assert "2 inspections on 2 trips" in ran.out
    plan = json.loads((out / "horizon.json").read_text())
    assert plan["unkept"] == []
    assert sorted(choice["site"] for choice in plan["choices"]) == ["s0", "s1"]
    assert all("2026-03-05" <= choice["day"] <= "2026-03-15" for choice in plan["choices"])
    problem = json.loads((out / "problem.json").read_text())
    assert len(problem["visits"]) == 3
    assert roundsman("validate", out / "problem.json").status == 0


def test_what_was_promised_is_kept(book: Path, tmp_path: Path) -> None:
    asked = "horizon", book, "--from", "2026-03-02", "--days", 28, "--iterations", 200
    first = roundsman(*asked, "-o", tmp_path / "a", "--json")
    again = roundsman(*asked, "-o", tmp_path / "b", "--json", "--seed", 5, "--promised", tmp_path / "a/horizon.json")
    assert again.document["choices"] == first.document["choices"]
    assert again.document["measures"]["moved_count"] == 0


def test_a_day_that_is_none_is_told(book: Path, tmp_path: Path) -> None:
    ran = roundsman("horizon", book, "--from", "soon", "-o", tmp_path)
    assert ran.status == 2
    assert "'soon' is no day" in ran.err


def test_a_folder_that_cannot_be_made_is_told(book: Path, tmp_path: Path) -> None:
    ran = roundsman("horizon", book, "--from", "2026-03-02", "-o", book)
    assert ran.status == 2
    assert "a file stands in the way" in ran.err


def test_what_was_promised_must_be_a_horizon(book: Path, tmp_path: Path) -> None:
    ran = roundsman("horizon", book, "--from", "2026-03-02", "-o", tmp_path / "out", "--promised", book)
    assert ran.status == 2
    assert "wrong_format" in ran.err or "roundsman-horizon/1" in ran.err


def test_show_writes_the_year_of_a_book(book: Path, tmp_path: Path) -> None:
    page = tmp_path / "year.html"
    ran = roundsman("show", book, "--from", "2026-03-02", "-o", page, "--language", "zh")
    assert ran.status == 0, ran.err
    html = page.read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in html
    assert "2027-02" in html


def test_a_problem_is_not_shown_without_its_plan(tmp_path: Path) -> None:
    problem = written(tmp_path, "problem.json", {"format": "roundsman/1", "visits": []})
    ran = roundsman("show", problem, "-o", tmp_path / "page.html")
    assert ran.status == 2
    assert "give the plan as well" in ran.err


def test_days_that_are_over_are_told_before_the_search_and_nothing_is_written(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = roundsman("horizon", book, "--from", "2026-03-02", "-o", out, "--now", "2026-03-03T00:00")
    assert ran.status == 2
    assert "--near 0" in ran.err
    assert not out.exists()


@pytest.mark.parametrize("name", ["horizon.json", "problem.json"])
def test_the_book_is_not_written_over(name: str, tmp_path: Path) -> None:
    book = written(tmp_path, name, small_book())
    ran = roundsman("horizon", book, "--from", "2026-03-02", "--days", 7, "--iterations", 1, "-o", tmp_path)
    assert ran.status == 2
    assert "name another file" in ran.err
    assert json.loads(book.read_text()) == small_book()
