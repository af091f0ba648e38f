"""Kinds of files, their encodings, and how much of them is read."""

import gzip
import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from .conftest import TICKETS, Folder


def workbook(*rows: tuple[object, ...], title: str = "Sheet") -> bytes:
    book, file = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(file)
    return file.getvalue()


HEADER = ("Ticket", "LATITUDE", "LONGITUDE", "Type", "Due")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tickets.csv", b"\xef\xbb\xbf" + TICKETS.encode()),
        ("tickets.csv", TICKETS.replace(",", ";").encode()),
        ("tickets.csv", TICKETS.replace("\n", "\r\n").encode()),
        ("tickets.csv", TICKETS.encode("utf-16")),
        ("tickets.tsv", TICKETS.replace(",", "\t").encode()),
        ("tickets.csv.gz", gzip.compress(TICKETS.encode(), mtime=0)),
        ("tickets.tsv.gz", gzip.compress(TICKETS.replace(",", "\t").encode(), mtime=0)),
        ("TICKETS.CSV", TICKETS.encode()),
        ("tickets.xlsx", workbook(HEADER, (1, 36.06, 120.38, "camera", datetime(2026, 11, 23, 11)))),
        ("tickets.xlsx", workbook(HEADER, (1.0, "36.06", "120.38", "camera", "2026-11-23 11:00"))),
    ],
)
def test_the_same_table_reads_the_same_from_every_kind_of_file(folder: Folder, name: str, content: bytes) -> None:
    expected = folder.read()["visits"]
    folder.map(("tickets.csv", name))
    folder.write(name, content)
    assert folder.read()["visits"] == expected


def test_chinese_sheets_read_with_the_encoding_that_the_mapping_names(folder: Folder) -> None:
    folder.write("tickets.csv", "工单,纬度,经度,类型\nA1,36.06,120.38,监控\n".encode("gb18030"))
    fault = folder.fault()
    assert (fault.path, fault.code) == ("tickets.csv:1", "encoding")
    assert "gb18030" in fault.message
    folder.map(
        ('kind = "ticket"', 'kind = "ticket"\nencoding = "gb18030"'),
        ('"Ticket"', '"工单"'),
        ('"LATITUDE"', '"纬度"'),
        ('"LONGITUDE"', '"经度"'),
        ('"Type"', '"类型"'),
        ("camera =", "监控 ="),
        ('onsite_by = "Due"\n', ""),
    )
    folder.write("mapping.toml", (folder.path / "mapping.toml").read_text("utf-8").replace("监控 =", '"监控" ='))
    (visit,) = folder.read()["visits"]
    assert (visit["id"], visit["duration"]) == ("A1", "PT45M")


def test_decimal_commas_read_where_the_mapping_says_so(folder: Folder) -> None:
    folder.map(('kind = "ticket"', 'kind = "ticket"\ndecimal = ","'))
    folder.write("tickets.csv", "Ticket;LATITUDE;LONGITUDE;Type;Due\n1;36,06;120,38;camera;\n")
    assert folder.read()["places"][1] == {"id": "p1", "lat": 36.06, "lon": 120.38}
    folder.write("tickets.csv", "Ticket;LATITUDE;LONGITUDE;Type;Due\n1;36.06;120,38;camera;\n")
    assert folder.fault().path == "tickets.csv:2:LATITUDE"


def test_excel_dates_times_and_spans_are_read_as_what_they_are(folder: Folder) -> None:
    rows = (
        (*HEADER, "duration", "From", "To"),
        (1, 36.06, 120.38, "", date(2026, 11, 23), timedelta(minutes=50), time(9), time(10, 30)),
        (2, 36.06, 120.38, "", datetime(2026, 11, 23, 0, 0), time(0, 40), time(9), time(10, 30)),
    )
    folder.write("tickets.xlsx", workbook(*rows, title="Open"))
    folder.map(
        ("tickets.csv", "tickets.xlsx"),
        ('kind = "ticket"', 'kind = "ticket"\nsheet = "Open"'),
        ('duration = { column = "Type", values = { camera = "PT45M", printer = 20 }, otherwise = "PT30M" }', ""),
        ("[visits.fields]", '[visits.fields]\nwindows = [{ open = "From", close = "To" }]'),
    )
    first, second = folder.read()["visits"]
    assert (first["duration"], second["duration"]) == ("PT50M", "PT40M")
    assert first["onsite_by"] == "2026-11-24T00:00:00+08:00"  # the cell shows a date: due by its end
    assert second["onsite_by"] == "2026-11-23T08:00:00+08:00"  # the cell shows midnight
    assert first["windows"][0]["close"] == "2026-11-23T10:30:00+08:00"


def test_formulas_are_never_evaluated(folder: Folder) -> None:
    folder.write("tickets.xlsx", workbook(HEADER, (1, "=36+0.06", 120.38, "camera", None)))
    folder.map(("tickets.csv", "tickets.xlsx"))
    fault = folder.fault()  # nobody has saved what the formula shows, so that there is nothing
    assert (fault.path, fault.code) == ("tickets.xlsx:2:LATITUDE", "missing")


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(folder: Folder) -> None:
    folder.write("tickets.xlsx", workbook(HEADER, title="Open"))
    folder.map(("tickets.csv", "tickets.xlsx"), ('kind = "ticket"', 'kind = "ticket"\nsheet = "Opne"'))
    assert "'Open'" in folder.fault().message


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("tickets.xlsx", b"PK\x03\x04 no workbook", "file"),
        ("tickets.xlsx", b"", "file"),
        ("tickets.csv.gz", b"no gzip", "file"),
        ("tickets.csv.gz", gzip.compress(TICKETS.encode(), mtime=0)[:-12], "file"),
        ("tickets.csv", b"", "table"),
        ("tickets.csv", b'Ticket,LATITUDE,LONGITUDE,Type,Due\n"' + b"x" * 200_000, "table"),
        ("tickets.csv", TICKETS.encode() + b"2,36,120,camera,,,unquoted\n", "table"),
        ("tickets.ods", b"PK", "file_kind"),
        ("tickets", b"", "file_kind"),
    ],
)
def test_what_is_no_table_is_one_fault(folder: Folder, name: str, content: bytes, code: str) -> None:
    folder.map(("tickets.csv", name))
    folder.write(name, content)
    fault = folder.fault()
    assert fault.code == code
    assert fault.path.startswith(name)


def test_a_workbook_whose_parts_are_broken_is_one_fault(folder: Folder) -> None:
    whole, file = zipfile.ZipFile(io.BytesIO(workbook(HEADER, (1, 2, 3, 4, 5)))), io.BytesIO()
    with whole, zipfile.ZipFile(file, "w") as broken:
        for name in whole.namelist():
            content = whole.read(name)
            broken.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    folder.write("tickets.xlsx", file.getvalue())
    folder.map(("tickets.csv", "tickets.xlsx"))
    assert folder.fault().code == "file"


@pytest.mark.parametrize("name", ["tickets.csv.gz", "tickets.xlsx"])
def test_what_unpacks_to_more_than_the_limit_is_refused(folder: Folder, name: str) -> None:
    file = io.BytesIO()
    if name.endswith(".gz"):
        with gzip.open(file, "wb", compresslevel=1) as packed:
            packed.write(bytes(100_000_001))
    else:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr("xl/workbook.xml", bytes(100_000_001))
    folder.map(("tickets.csv", name))
    folder.write(name, file.getvalue())
    assert folder.fault().code == "too_large"


def test_more_rows_than_the_limit_are_refused(folder: Folder) -> None:
    folder.write("tickets.csv", TICKETS + "1,,,,\n" * 200_000)
    fault = folder.fault()
    assert (fault.path, fault.code) == ("tickets.csv:200002", "too_large")


def test_empty_rows_are_passed_over_and_still_counted(folder: Folder) -> None:
    folder.write("tickets.csv", TICKETS + "\n,,,,\n2,north,120,camera,\n")
    assert folder.fault().path == "tickets.csv:5:LATITUDE"
