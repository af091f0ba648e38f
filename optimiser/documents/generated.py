"""The files of the folder ``docs`` that are made from the code."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
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


def write_files(files: Mapping[str, str], arguments: Sequence[str]) -> int:
    """Write files into the folder that a command's arguments name; returns its exit status."""
    if len(arguments) != 1:
        print("name one folder to write into: docs/", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
        print(folder / name)
    return 0


def _pretty(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
