"""Masters in bulk: what is exported imports to the same, and what is faulty is named by its cell."""

import csv
import io
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from api.endpoints.imports import CSV, XLSX
from api.interop.masters_tables import cells_of, columns_of, document_of
from api.masters.examples import EXAMPLES
from api.masters.kinds import KINDS
from api.masters.records import DESCRIBED
from scenarios.library import regime
from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.examples import add_examples, example


@pytest.fixture
def office(running_on_sqlite: Running) -> Caller:
    """An administrator, and one of each kind of master."""
    administrator = running_on_sqlite.as_("administrator")
    add_examples(administrator)
    return administrator


def send(caller: Caller, kind: str, content: bytes, media_type: str = CSV) -> Any:
    return caller.post(f"/v1/imports/{kind}", content=content, headers={"Content-Type": media_type})


def sheet(*rows: list[Any]) -> bytes:
    """A workbook with these rows."""
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_imports_to_the_same(running: Running, ending: str) -> None:
    office = running.as_("administrator")
    add_examples(office)
    for kind in KINDS:
        exported = office.get(f"/v1/exports/{kind}.{ending}")
        assert exported.status_code == 200
        answer = send(office, kind, exported.content, CSV if ending == "csv" else XLSX)
        counts = {"added_count": 0, "changed_count": 0, "unchanged_count": len(_items(office, kind))}
        assert answer.json() == {**counts, "encoding": "utf-8" if ending == "csv" else None, "warnings": []}


def _items(caller: Caller, kind: str) -> list[Any]:
    items: list[Any] = caller.get(f"/v1/{kind}").json()["items"]
    return items


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_regime_goes_into_another_service_table_by_table(
    running_on_sqlite: Running, serve: Any, blank_sqlite: Any, tmp_path: Any, ending: str
) -> None:
    first = running_on_sqlite.as_("administrator")
    book = {**regime("ciq_shandong").book, "tickets": []}
    assert first.put("/v1/book?territory=main", json=book).status_code == 200
    (tmp_path / "second.db").write_bytes(blank_sqlite.read_bytes())
    second = serve(f"sqlite:///{tmp_path / 'second.db'}").as_("administrator")
    house = first.get("/v1/house").json()
    for kind in KINDS:
        content = first.get(f"/v1/exports/{kind}.{ending}").content
        answer = send(second, kind, content, CSV if ending == "csv" else XLSX)
        assert answer.status_code == 200, answer.text
        assert _items(second, kind) == _items(first, kind)
    assert second.put("/v1/house", json=house, headers={"If-Match": "*"}).status_code == 200


def test_rows_are_added_and_changed_in_what_there_are_columns_for(office: Caller) -> None:
    table = "id,name,skills,tools,territory,lat,lon\nwang,Wang L.,cctv:3; hvac:1,ladder; rope,qingdao,36.1,120.4\n"
    table += "li,Li Na,hvac:2,,qingdao,36.11,120.41\n"
    answer = send(office, "engineers", table.encode())
    counts = {"added_count": 1, "changed_count": 1, "unchanged_count": 0}
    assert answer.json() == {**counts, "encoding": "utf-8", "warnings": []}
    wang = office.get("/v1/engineers/wang").json()
    assert wang["skills"] == {"cctv": 3, "hvac": 1}
    assert wang["tools"] == ["ladder", "rope"]
    assert wang["duties"] == EXAMPLES["engineers"]["duties"]


def test_every_faulty_cell_of_a_csv_is_named_and_nothing_is_written(office: Caller) -> None:
    table = (
        "id,contract,territory,lat,lon,contact.name,contact.phone,setup\n"
        "s2,hb-2026,qingdao,36.07,120.38,,,\n"
        "s3,none,qingdao,north,120.38,Li,,PT5M\n"
        "s4,hb-2026,qingdao,0,0,,5,soon\n"
        "s2,hb-2026,qingdao,36.07,120.38,,,\n"
    )
    answer = send(office, "sites", table.encode())
    assert answer.status_code == 422
    found = [(fault["path"], fault["code"]) for fault in answer.json()["faults"]]
    assert ("row 3, column lat", "wrong_type") in found
    assert ("row 4, column setup", "bad_duration") in found
    assert ("row 4, column contact.name", "missing") in found
    assert ("row 5, column id", "duplicate_id") in found
    assert office.get("/v1/sites/s2").status_code == 404


def test_what_a_row_refers_to_must_be_there(office: Caller) -> None:
    table = "id,contract,territory,lat,lon\ns3,none,qingdao,36.07,120.38\ns4,hb-2026,moon,1,1\n"
    answer = send(office, "sites", table.encode())
    assert {fault["path"]: fault["code"] for fault in answer.json()["faults"]} == {
        "row 2, column contract": "unknown_contract",
        "row 3, column territory": "unknown_territory",
        "row 3": "no_zone",
    }


def test_faulty_cells_of_a_workbook_are_named_as_excel_does(office: Caller) -> None:
    content = sheet(["id", "name", "price"], ["fuse", "Fuse", "dear"], ["lamp", None, 3])
    answer = send(office, "parts", content, XLSX)
    assert [(fault["path"], fault["code"]) for fault in answer.json()["faults"]] == [
        ("parts!C2", "wrong_type"),
        ("parts!B3", "missing"),
    ]


def test_numbers_and_dates_that_excel_made_of_texts_are_read(office: Caller) -> None:
    import datetime

    content = sheet(["id", "site", "kind", "count", "serial", "warranty_until"], [
        17, "hb-zhongshan", "camera", 2.0, 4711, datetime.date(2027, 5, 1)
    ])  # fmt: skip
    assert send(office, "units", content, XLSX).status_code == 200
    unit = office.get("/v1/units/17").json()
    assert (unit["count"], unit["serial"], unit["warranty_until"]) == (2, "4711", "2027-05-01")


LENSES = "id,name,price\nlens,镜头,45\nlamp,红外灯镕,12\n"  # the last sign is not in GB/T 2312-1980


@pytest.mark.parametrize(
    ("written", "media_type", "read"),
    [
        ("gb18030", CSV, "gb18030"),
        ("gb18030", f"{CSV}; charset=GB18030", "gb18030"),
        ("gbk", f'{CSV}; charset="gbk"', "gbk"),
        ("gbk", f"{CSV}; header=present; charset=gb2312", "gb18030"),
        ("utf-8-sig", CSV, "utf-8"),
        ("utf-8-sig", f"{CSV}; charset=utf-8", "utf-8"),
        ("utf-8", f"{CSV}; charset=UTF8", "utf-8"),
        ("utf-16", CSV, "utf-16"),
    ],
)
def test_a_table_is_read_as_it_is_encoded_and_the_answer_says_how(
    office: Caller, written: str, media_type: str, read: str
) -> None:
    answer = send(office, "parts", LENSES.encode(written), media_type)
    assert (answer.status_code, answer.json()["encoding"]) == (200, read)
    assert [office.get(f"/v1/parts/{id_}").json()["name"] for id_ in ("lens", "lamp")] == ["镜头", "红外灯镕"]


@pytest.mark.parametrize(
    ("content", "media_type", "where", "words"),
    [
        ("id,name\na,Müller\nb,Désirée\n".encode("cp1252"), CSV, "parts.csv:2", "charset=gb18030"),
        (b"id,name\na,\xff\xfe\xff\n", CSV, "parts.csv:2", "utf-8 or gb18030"),
        (LENSES.encode("gbk"), f"{CSV}; charset=utf-8", "parts.csv:2", "is not utf-8 at line 2"),
        (LENSES.encode(), f"{CSV}; charset=klingon", "parts.csv", "'klingon'"),
        (LENSES.encode(), f"{CSV}; charset=rot13", "parts.csv", "'rot13'"),
    ],
)
def test_a_table_that_cannot_be_read_says_what_to_send(
    office: Caller, content: bytes, media_type: str, where: str, words: str
) -> None:
    answer = send(office, "parts", content, media_type)
    (fault,) = answer.json()["faults"]
    assert (answer.status_code, fault["path"], fault["code"]) == (422, where, "encoding")
    assert words in fault["message"]


def test_a_column_that_is_unknown_or_there_twice_is_a_fault(office: Caller) -> None:
    answer = send(office, "parts", b"id,nane,name,name\n1,2,3,4\n")
    assert {fault["path"]: fault["code"] for fault in answer.json()["faults"]} == {
        "column nane": "unknown_field",
        "column name": "named_twice",
    }
    assert "did you mean" in answer.json()["faults"][0]["message"]


def test_what_a_spreadsheet_would_take_for_a_formula_is_written_as_text(office: Caller) -> None:
    names = ["=1+1", "+49", "-x", "@me", "'=quoted", "'plain", "''"]
    for number, name in enumerate(names):
        assert office.post("/v1/parts", json={"id": f"p{number}", "name": name}).status_code == 201
    content = office.get("/v1/exports/parts.csv").content
    cells = [row["name"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert send(office, "parts", content).json()["unchanged_count"] == len(names) + 1
    workbook = office.get("/v1/exports/parts.xlsx").content
    assert send(office, "parts", workbook, XLSX).json()["unchanged_count"] == len(names) + 1
    kinds = {cell.data_type for row in load_workbook(io.BytesIO(workbook)).active.iter_rows() for cell in row}
    assert "f" not in kinds


def test_what_is_no_table_is_refused(office: Caller) -> None:
    assert send(office, "parts", b"PK no workbook", XLSX).status_code == 422
    assert send(office, "parts", b"", CSV).status_code == 422
    assert send(office, "parts", b"id\n\xff\n", CSV).status_code == 422
    assert send(office, "parts", b"{}", "application/json").status_code == 415
    assert send(office, "planets", b"id\n1\n").status_code == 404
    assert office.get("/v1/exports/planets.csv").status_code == 404


def test_a_dispatcher_imports_only_what_may_be_written_one_by_one(running_on_sqlite: Running) -> None:
    add_examples(running_on_sqlite.as_("administrator"))
    dispatcher = running_on_sqlite.as_("dispatcher", territories=["main"])
    assert send(dispatcher, "policies", b"id\np\n").status_code == 403
    stranger = send(dispatcher, "depots", b"id,lat,lon,territory\nmain,1,1,main\n")
    assert [fault["code"] for fault in stranger.json()["faults"]] == ["already_exists"]
    table = dispatcher.get("/v1/exports/sites.csv").content.decode("utf-8-sig")
    assert len(table.splitlines()) == 1


def test_a_planner_exports_and_does_not_import(running_on_sqlite: Running) -> None:
    planner = running_on_sqlite.as_("planner")
    assert planner.get("/v1/exports/sites.csv").status_code == 200
    assert send(planner, "sites", b"id\n1\n").status_code == 403


def test_five_thousand_rows_are_imported_in_one_go(office: Caller) -> None:
    rows = [
        [
            f"s{i}",
            "hb-2026",
            "qingdao",
            36.0 + i % 100 / 1000,
            120.3 + i % 77 / 1000,
            f"Site {i}",
            "PT5M",
            "a",
            "b",
            "c",
        ]
        for i in range(5000)
    ]
    header = ["id", "contract", "territory", "lat", "lon", "name", "setup", "address", "access_note", "district"]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    assert send(office, "sites", out.getvalue().encode()).json()["added_count"] == 5000
    exported = office.get("/v1/exports/sites.xlsx").content
    assert send(office, "sites", exported, XLSX).json() == {
        "added_count": 0, "changed_count": 0, "unchanged_count": 5001, "encoding": None, "warnings": [],
    }  # fmt: skip


_words = st.text(string.printable + "青岛é;:\\'=", min_size=1, max_size=12)


@given(
    tools=st.lists(_words, max_size=4),
    skills=st.dictionaries(_words, st.floats(0, 1e6, allow_nan=False), max_size=4),
    name=_words,
    contact=st.dictionaries(_words, st.integers(), max_size=2),
)
def test_any_words_come_back_out_of_their_cells(
    tools: list[str], skills: dict[str, float], name: str, contact: dict[str, int]
) -> None:
    document = example("engineers", tools=tools, skills=skills, name=name, x_own=contact)
    columns = columns_of(DESCRIBED["engineers"].fields, [document])
    cells = dict(zip([column.name for column in columns], cells_of(document, columns), strict=True))
    back = document_of(cells, {column.name: column for column in columns})
    assert {"tools": [], "skills": {}, **back} == document
