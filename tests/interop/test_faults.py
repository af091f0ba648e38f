"""What is refused, where it is said to be, and that everything is said at once."""

from pathlib import Path

import pytest

from api.interop import import_problem
from optimiser.errors import FaultyInput

from .conftest import Folder


def test_every_faulty_cell_is_told_at_once_with_file_row_column_value_and_advice(folder: Folder) -> None:
    folder.tickets(
        (1, "north", 120.38, "camera", "2026-11-23"),
        (2, 96, 120.38, "camera", "2026-11-23"),
        (3, 36.06, 120.38, "camera", "next week"),
        (4, "", 120.38, "camera", ""),
        ("", 36.06, 120.38, "camera", ""),
        (6, "#REF!", "inf", "camera", ""),
    )
    folder.write("roster.csv", "id,skills,lat,lon,start,end,breaks\ne1,cctv:much,36,120,late,17:00,noon\n")
    faults = {fault.path: fault for fault in folder.faults()}
    assert list(faults) == [
        "roster.csv:2:skills",
        "roster.csv:2:start",
        "roster.csv:2:breaks",
        "tickets.csv:2:LATITUDE",
        "tickets.csv:3:LATITUDE",
        "tickets.csv:4:Due",
        "tickets.csv:5:LATITUDE",
        "tickets.csv:6:Ticket",
        "tickets.csv:7:LATITUDE",
        "tickets.csv:7:LONGITUDE",
    ]
    assert faults["tickets.csv:3:LATITUDE"].value == "96"
    assert "swapped" in faults["tickets.csv:3:LATITUDE"].message
    assert "next week" in faults["tickets.csv:4:Due"].message
    assert faults["tickets.csv:5:LATITUDE"].code == "missing"


def test_a_missing_column_is_one_fault_that_names_the_nearest(folder: Folder) -> None:
    folder.map(('"LATITUDE"', '"LATITUD"'))
    folder.tickets((1, 36, 120, "camera", ""), (2, "x", "y", "camera", ""))
    latitude, longitude = folder.faults()
    assert (latitude.path, latitude.code) == ("tickets.csv:1:LATITUD", "no_column")
    assert "'LATITUDE'" in latitude.message
    assert longitude.path == "tickets.csv:3:LONGITUDE"


def test_two_columns_of_one_name_are_refused_only_where_they_are_read(folder: Folder) -> None:
    folder.tickets((1, 36, 120, "camera", "", 1, 2), header="Ticket,LATITUDE,LONGITUDE,Type,Due,Extra,Extra")
    assert len(folder.read()["visits"]) == 1
    folder.tickets((1, 36, 36, 120, "camera", ""), header="Ticket,LATITUDE,LATITUDE,LONGITUDE,Type,Due")
    assert (folder.fault().path, folder.fault().code) == ("tickets.csv:1:LATITUDE", "duplicate_column")


def test_a_value_that_the_table_lacks_is_told_in_each_row(folder: Folder) -> None:
    folder.map((', otherwise = "PT30M" }', " }"))
    folder.tickets((1, 36, 120, "door", ""), (2, 36, 120, "camera", ""), (3, 36, 120, "door", ""))
    assert [(fault.path, fault.code) for fault in folder.faults()] == [
        ("tickets.csv:2:Type", "value"),
        ("tickets.csv:4:Type", "value"),
    ]


def test_a_faulty_constant_is_told_once_where_it_stands_in_the_mapping(folder: Folder) -> None:
    folder.map(("{ value = 500 }", "{ value = -500 }"), ("{ value = 60 }", '{ value = "dear" }'))
    folder.tickets(*((number, 36, 120, "camera", "") for number in range(5)))
    folder.write("roster.csv", "id,lat,lon,end\ne1,36,120,17:00\ne2,36,120,17:00\n")
    folder.map(('file = "roster.csv"', 'file = "roster.csv"\nfields = { start = { value = "25:00" } }'))
    assert [fault.path for fault in folder.faults()] == [
        "mapping.toml:roster.fields.start",
        "mapping.toml:visits[0].fields.late_cost_per_hour",
        "mapping.toml:visits[0].fields.skip_cost",
    ]


def test_the_same_id_twice_is_told_with_both_rows(folder: Folder) -> None:
    folder.tickets(
        (1, 36, 120, "camera", ""), (2, 36, 120, "camera", ""), ("1.0", 36, 120, "", ""), (1, 36, 120, "", "")
    )
    folder.write("roster.csv", "id,lat,lon,start,end\ne1,36,120,8:00,17:00\ne1,36,120,9:00,17:00\n")
    engineer, ticket = folder.faults()
    assert (engineer.path, engineer.code) == ("roster.csv:3:id", "duplicate_id")
    assert (ticket.path, ticket.code) == ("tickets.csv:5:id", "duplicate_id")
    assert "tickets.csv:2" in ticket.message


def test_nobody_lives_where_failed_lookups_point(folder: Folder) -> None:
    folder.tickets((1, 0, 0.0, "camera", ""))
    assert folder.fault().code == "no_place"


@pytest.mark.parametrize("text", ['=HYPERLINK("http://example.org")', "@SUM(A1)", "+cmd", "-2+3", "a\x07b", "x" * 201])
def test_ids_that_a_spreadsheet_would_run_are_refused(folder: Folder, text: str) -> None:
    folder.tickets((text, 36, 120, "camera", ""))
    assert folder.fault().path == "tickets.csv:2:Ticket"


def test_texts_that_a_spreadsheet_would_run_are_defused(folder: Folder) -> None:
    notes = ("=1+1", "-5", "- ring twice", "plain", "two\nlines")
    folder.tickets(
        *((number, 36, 120, "camera", "", note) for number, note in enumerate(notes)),
        header="Ticket,LATITUDE,LONGITUDE,Type,Due,note",
    )
    found = [visit["note"] for visit in folder.read()["visits"]]
    assert found == ["'=1+1", "-5", "'- ring twice", "plain", "two lines"]


def test_half_a_window_is_a_fault(folder: Folder) -> None:
    folder.map(("[visits.fields]", '[visits.fields]\nwindows = [{ open = "From", close = "To" }]'))
    folder.tickets(
        (1, 36, 120, "", "", "08:00", ""),
        (2, 36, 120, "", "", "8 o'clock", "09:00"),
        header="Ticket,LATITUDE,LONGITUDE,Type,Due,From,To",
    )
    half, unreadable = folder.faults()
    assert (half.path, half.code) == ("tickets.csv:2:To", "missing")
    assert (unreadable.path, unreadable.code) == ("tickets.csv:3:From", "cell")


def test_what_only_the_document_shows_is_told_with_its_row(folder: Folder) -> None:
    folder.map(("[visits.fields]", '[visits.fields]\nexcluded_engineers = "Who"'))
    folder.tickets((7, 36, 120, "camera", "", "e9"), header="Ticket,LATITUDE,LONGITUDE,Type,Due,Who")
    fault = folder.fault()
    assert fault.path.startswith("tickets.csv:2 $.visits[0].excluded_engineers")


def test_the_mapping_has_all_its_faults_told_at_once(folder: Folder) -> None:
    folder.map(
        ('time_zone = "Asia/Shanghai"', 'time_zone = "Asia/Tsingtao"'),
        ("day = 2026-11-23", 'day = "monday"'),
        ('kind = "ticket"', 'kind = "tickets"\nkeep = { due_within = 2, opened = true }'),
        ("late_cost_per_hour =", "late_price ="),
        ('id = "Ticket"', 'id = "Ticket"\nnote = { colum = "Ticket" }\nwindows = { open = "From" }'),
        ("[roster]", "[roster]\nencoding = 'klingon'"),
    )
    assert [fault.path.partition(":")[2] for fault in folder.faults()] == [
        "time_zone",
        "day",
        "roster.encoding",
        "visits[0].kind",
        "visits[0].fields.late_price",
        "visits[0].fields.note.colum",
        "visits[0].fields.note",
        "visits[0].fields.windows",
        "visits[0].keep.opened",
        "visits[0].keep.due_within",
    ]


@pytest.mark.parametrize(
    "text", ["", "format = ", "[[visits]]\n[[visits]]", "visits = 3\nroster = []\ntravel = 1", "\x00"]
)
def test_a_mapping_that_is_none_is_refused_without_a_traceback(folder: Folder, text: str) -> None:
    folder.write("mapping.toml", text)
    assert folder.faults()


@pytest.mark.parametrize("pattern", ["%d%d", "%Q", "%", "%H:%M", "today"])
def test_a_format_that_no_date_is_written_in_is_refused(folder: Folder, pattern: str) -> None:
    folder.map(('kind = "ticket"', f'kind = "ticket"\ndates = ["{pattern}"]'))
    assert folder.fault().path == "mapping.toml:visits[0].dates"


def test_a_mapping_without_a_day_or_a_now_asks_for_one(folder: Folder) -> None:
    folder.map(("day = 2026-11-23\n", ""))
    assert folder.fault().path == "mapping.toml:day"


def test_files_that_are_missing_are_all_named(folder: Folder, tmp_path: Path) -> None:
    (folder.path / "roster.csv").unlink()
    (folder.path / "tickets.csv").unlink()
    assert [fault.path for fault in folder.faults()] == ["roster.csv", "tickets.csv"]
    with pytest.raises(FaultyInput, match=r"nowhere\.toml"):
        import_problem(tmp_path / "nowhere.toml")
