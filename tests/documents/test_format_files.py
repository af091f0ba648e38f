"""The schemas and the reference page in docs/ are what the code says."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from optimiser.documents import format_reference, plan_schema, problem_schema
from optimiser.documents.findings import FAULT_CODES
from optimiser.documents.generated import generated_files

DOCS = Path(__file__).parents[2] / "docs"


def valid(document: Any, schema: dict[str, Any]) -> bool:
    """Say whether a document keeps to a schema."""
    return bool(jsonschema.Draft202012Validator(schema).is_valid(document))


@pytest.mark.parametrize("name", generated_files())
def test_the_committed_file_is_what_the_code_generates(name: str) -> None:
    committed = (DOCS / name).read_text(encoding="utf-8")
    assert committed == generated_files()[name], "run: python -m optimiser.documents docs/"


def test_the_files_are_written_by_one_command(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "optimiser.documents", str(tmp_path)], check=True, capture_output=True)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == generated_files()


@pytest.mark.parametrize("schema", [problem_schema(), plan_schema()], ids=["problem", "plan"])
def test_the_schemas_are_schemas(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


def test_good_documents_keep_to_their_schemas(day: dict[str, Any], plan: dict[str, Any]) -> None:
    assert valid(day, problem_schema())
    assert valid(plan, plan_schema())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("visits", "none"),
        ("now", "2026-11-23T08:00:00"),
        ("format", "roundsman/2"),
        ("horizon", None),
        ("vists", []),
        ("travel", {"kind": "magic"}),
        ("places", [{"id": "p0", "lat": 91, "lon": 0}]),
        ("visits", [{"id": "v0", "place": "p0", "duration": "45", "skip_cost": 1}]),
        ("visits", [{"id": "v0", "place": "p0", "duration": "PT45M"}]),
        ("engineers", [{"id": "e0", "shifts": [], "skills": {"cctv": -1}}]),
    ],
)
def test_faulty_documents_do_not_keep_to_the_schema(day: dict[str, Any], key: str, value: Any) -> None:
    assert not valid({**day, key: value}, problem_schema())


def test_the_reference_names_every_field_and_every_code() -> None:
    page = format_reference()
    shapes = [problem_schema(), plan_schema()]
    fields = {key for shape in shapes for part in (shape, *shape["$defs"].values()) for key in part["properties"]}
    assert not [name for name in (*fields, *FAULT_CODES) if f"`{name}`" not in page]


def test_every_link_of_the_reference_leads_somewhere() -> None:
    page = format_reference()
    links = {part.split(")")[0] for part in page.split("](#")[1:]}
    assert links <= {line.removeprefix("## ").lower() for line in page.splitlines() if line.startswith("## ")}
    assert json.loads(generated_files()["problem.schema.json"]) == problem_schema()
