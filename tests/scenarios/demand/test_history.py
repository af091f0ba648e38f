"""Histories: read, or refused with every fault."""

import gzip
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from optimiser import FaultyInput, Ticket
from optimiser.book import Book
from scenarios.demand import Columns, read_reports, reports_from, reports_of

COLUMNS = Columns("OPENED", "TYPE", "AREA")
ZONE = "America/New_York"


def written(folder: Path, *rows: str) -> Path:
    path = folder / "tickets.csv.gz"
    path.write_bytes(gzip.compress("\n".join(["OPENED,TYPE,AREA", *rows]).encode()))
    return path


def test_times_are_local_with_and_without_an_offset(tmp_path: Path) -> None:
    path = written(tmp_path, "2015-07-02T14:00:00Z,light,A", "2015-07-01 23:59:59,light,", "2015-07-03 08:00,signal,B")
    reports = read_reports(path, COLUMNS, ZONE)
    assert list(reports.table["at"].dt.strftime("%d %H:%M")) == ["01 23:59", "02 10:00", "03 08:00"]
    assert (reports.first, reports.last) == (date(2015, 7, 1), date(2015, 7, 3))
    assert reports.types == ["light", "signal"]
    assert reports.hourly("light").sum(axis=1).tolist() == [1, 1, 0]
    assert reports.hourly("light")[0, 23] == 1


def test_tickets_without_a_type_are_of_another(tmp_path: Path) -> None:
    assert read_reports(written(tmp_path, "2015-07-02 14:00,,A"), COLUMNS, ZONE).types == ["other"]


def test_days_that_were_watched_without_tickets_count(tmp_path: Path) -> None:
    path = written(tmp_path, "2015-07-02 08:00,light,A", "2015-08-02 08:00,light,A")
    reports = read_reports(path, Columns("OPENED"), ZONE, date(2015, 7, 1), date(2015, 7, 31))
    assert len(reports.days) == 31
    assert reports.hourly("tickets").sum() == 1


def test_unknown_columns_are_told_all_at_once_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(FaultyInput) as refusal:
        read_reports(written(tmp_path, "2015-07-02,light,A"), Columns("OPENDE", "TYP", "AREA"), "America/Bostn")
    faults = {fault.path: fault for fault in refusal.value.faults}
    assert set(faults) == {"time_zone", "columns.at", "columns.type"}
    assert "'OPENED'" in faults["columns.at"].message
    assert "'TYPE'" in faults["columns.type"].message


def test_unreadable_times_are_told_with_their_lines(tmp_path: Path) -> None:
    path = written(tmp_path, "2015-07-02,light,A", "yesterday,light,A", ",light,A", *["?,x,y"] * 30)
    with pytest.raises(FaultyInput) as refusal:
        read_reports(path, COLUMNS, ZONE)
    faults = refusal.value.faults
    assert faults[0].path == "tickets.csv.gz:3"
    assert "'yesterday'" in faults[0].message
    assert len(faults) == 21
    assert "12 more" in faults[-1].message


@pytest.mark.parametrize("rows", [(), ("2014-07-02,light,A",)], ids=["empty", "other days"])
def test_no_history_is_refused(tmp_path: Path, rows: tuple[str, ...]) -> None:
    with pytest.raises(FaultyInput) as refusal:
        read_reports(written(tmp_path, *rows), COLUMNS, ZONE, first=date(2015, 1, 1))
    assert [fault.code for fault in refusal.value.faults] == ["no_history"]


def test_a_file_that_is_missing_or_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultyInput, match="cannot be read"):
        read_reports(tmp_path / "none.csv", COLUMNS, ZONE)
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FaultyInput, match="cannot be read"):
        read_reports(tmp_path / "bytes.csv", COLUMNS, ZONE)


def test_a_books_tickets_are_a_history_in_its_time_zone(book: Book) -> None:
    at = datetime(2026, 12, 6, 23, 30, tzinfo=UTC)
    tickets = [Ticket(f"t{n}", "north", at + timedelta(days=n), str(n % 2), timedelta(hours=1)) for n in range(3)]
    reports = reports_of(replace(book, tickets=tickets))
    assert reports.first == date(2026, 12, 7)  # half past midnight in Berlin
    assert reports.types == ["fault 0", "fault 1"]
    with pytest.raises(FaultyInput, match="no tickets"):
        reports_of(book)


def test_a_table_is_put_into_the_order_of_time() -> None:
    table = pd.DataFrame({"at": ["2026-12-08 01:00", "2026-12-07 02:00"], "type": ["a", "b"], "site": ["", ""]})
    assert reports_from(table, "UTC").table["type"].tolist() == ["b", "a"]
