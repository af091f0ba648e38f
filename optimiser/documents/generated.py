"""The files of the folder ``docs`` that are made from the code."""

import json
from typing import Any

from optimiser.documents.book_reference import book_reference, book_schema
from optimiser.documents.reference import format_reference, plan_schema, problem_schema


def generated_files() -> dict[str, str]:
    """Return what belongs into the folder ``docs``, by file name."""
    return {
        "problem.schema.json": _pretty(problem_schema()),
        "plan.schema.json": _pretty(plan_schema()),
        "format.md": format_reference(),
        "book.schema.json": _pretty(book_schema()),
        "book.md": book_reference(),
    }


def _pretty(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
