"""What schemas and reference pages are made of: one record as JSON Schema, as a table in Markdown."""

import json
from collections.abc import Mapping
from typing import Any

from optimiser.documents.kinds import Kind
from optimiser.documents.records import NO_DEFAULT, Field, Record

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(top: Record, version: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a document whose top is this record."""
    shared: dict[str, Any] = {}
    own = top.full_schema(shared)
    return {"$schema": _DIALECT, "title": f"{version} {top.name.lower()}", **own, "$defs": shared}


def section(record: Record) -> str:
    """Return a heading, what the record means, and a table of its fields."""
    rows = "\n".join(_row(record, field) for field in record.fields)
    head = "| field | type | required | default | meaning |\n|---|---|---|---|---|"
    return f"## {record.name}\n\n{record.meaning}\n\n{head}\n{rows}"


def _row(record: Record, field: Field) -> str:
    kind = field.kind.title() + (" or `null`" if field.nullable else "")
    default = "" if field.required else _default(record, field)
    cells = f"`{field.key}`", kind, "yes" if field.required else "", default, field.meaning
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(record: Record, field: Field) -> str:
    default = record.default_of(field)
    if default is None or default is NO_DEFAULT:
        return "`null`"
    return f"`{_json(field.kind, default)}`"


def _json(kind: Kind, value: Any) -> str:
    return json.dumps(kind.write(value), ensure_ascii=False)


def codes(meanings: Mapping[str, str]) -> str:
    """Return a table of the codes of faults and what they mean."""
    rows = "\n".join(f"| `{code}` | {meaning} |" for code, meaning in meanings.items())
    return f"| code | meaning |\n|---|---|\n{rows}\n"
