"""The schema and the reference page in docs/ are what the code says."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scenarios.documents import parse_study, read_study
from scenarios.documents.study_reference import STUDY_FAULT_CODES, generated_files, study_reference, study_schema
from scenarios.library import studies, study_path
from tests.documents.damaging import put
from tests.scenarios.documents.whole_study import whole_study

DOCS = Path(__file__).parents[3] / "docs"
SCHEMA = jsonschema.Draft202012Validator(study_schema())


@pytest.mark.parametrize("name", generated_files())
def test_the_committed_file_is_what_the_code_generates(name: str) -> None:
    committed = (DOCS / name).read_text(encoding="utf-8")
    assert committed == generated_files()[name], "run: python -m scenarios.documents docs/"


def test_the_files_are_written_by_one_command(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "scenarios.documents", str(tmp_path)], check=True, capture_output=True)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == generated_files()


def test_good_studies_keep_to_the_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(study_schema())
    assert SCHEMA.is_valid(whole_study())
    for name in studies():
        SCHEMA.validate(parse_study(study_path(name).read_bytes()))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("days", 0),
        ("scenarios.2.sped_factor", 1),
        ("demand.0.weekdays", [1]),
        ("demand.1.work", 5),
        ("scenarios.0.on_call", True),
        ("policies", ["fastest"]),
    ],
)
def test_faulty_studies_do_not_keep_to_the_schema(path: str, value: Any) -> None:
    document = whole_study()
    put(document, path, value)
    assert not SCHEMA.is_valid(document)


def test_the_whole_study_has_every_field() -> None:
    """What the tests damage is all that can be said."""
    document = whole_study()
    said = {key for part in _objects(document) for key in part}
    shape = study_schema()
    fields = {key for part in (shape, *shape["$defs"].values()) for key in part.get("properties", {})}
    of_histories = set(shape["$defs"]["History"]["properties"]) | {"demand_from"}
    searches = (shape["$defs"][name]["properties"] for name in ("Search", "Axis", "Level", "Effort"))
    of_searches = {"search", *(key for fields_ in searches for key in fields_)}  # damaged by the tests of selections
    of_books = {"cap", "cap_contract_share", "contract_share_per_day", "per_started_day", "cycle", "since"}
    assert fields - said - of_histories - of_searches - of_books <= {
        "combine",
        "working_days",
        "overtime_limit",
        "note",
        "severity",
    }


def _objects(value: Any) -> list[dict[str, Any]]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value] * isinstance(value, dict) + [each for item in inside for each in _objects(item)]


def test_the_reference_names_every_field_and_every_code() -> None:
    page = study_reference()
    shape = study_schema()
    own = {name: part for name, part in shape["$defs"].items() if f"## {name}\n" in page}
    fields = {key for part in (shape, *own.values()) for key in part["properties"]}
    assert {"Stream", "Scenario", "NewCustomer", "History"} <= own.keys()
    assert not [name for name in (*fields, *STUDY_FAULT_CODES) if f"`{name}`" not in page]


def test_every_link_of_the_reference_leads_somewhere() -> None:
    page = study_reference()
    book = (DOCS / "book.md").read_text(encoding="utf-8")
    for mark, text in (("](#", page), ("](book.md#", book)):
        links = {part.split(")")[0] for part in page.split(mark)[1:]}
        heads = [line.lstrip("# ").lower().replace(" ", "-") for line in text.splitlines() if line.startswith("#")]
        assert links <= set(heads)


def test_the_example_of_the_reference_can_be_read() -> None:
    text = study_reference().split("```toml\n")[1].split("```")[0]
    document = parse_study(text)
    document["demand"] = json.loads(json.dumps(parse_study(study_path("ciq_shandong").read_bytes())["demand"]))
    assert len(read_study(document).scenarios) == 6
