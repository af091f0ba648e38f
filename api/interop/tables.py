"""Tables: rows of cells out of CSV, TSV and Excel files, within limits.

A file that comes from somebody else may be large, wrongly encoded or built to do harm: sizes are bounded before and
while it is unpacked, formulas are never evaluated, and whatever cannot be read is one fault with its file and row.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.interop.cells import is_empty, text_of
from api.interop.encodings import decoded
from optimiser import Fault, FaultyInput

MAX_ROWS = 200_000
MAX_BYTES = 100_000_000
MAX_COLUMNS = 1_000
_DELIMITERS = {".csv": ",", ".tsv": "\t"}


@dataclass(frozen=True)
class Row:
    """One row of a table. `number` counts as a spreadsheet does: the header is row 1."""

    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """A file's rows under its header. `name` is how faults call the file, `ambiguous` are names of several columns."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row]
    ambiguous: frozenset[str] = frozenset()


def faulty_file(name: str, code: str, message: str, value: Any = None) -> FaultyInput:
    """Make the error for a file that cannot be read at all."""
    return FaultyInput([Fault(name, code, message, value)])


def read_table(
    path: Path, *, sheet: str | None = None, encoding: str | None = None, delimiter: str | None = None
) -> Table:
    """Read a table, its kind known by the file's ending.

    Parameters
    ----------
    path : Path
        A ``.csv``, ``.csv.gz``, ``.tsv``, ``.tsv.gz`` or ``.xlsx`` file.
    sheet : str, optional
        The sheet of a workbook; its first where none is named.
    encoding : str, optional
        One of `ENCODINGS`; UTF-8, with or without byte-order mark, where none is named.
    delimiter : str, optional
        What separates columns; seen in the header where none is named.

    Raises
    ------
    FaultyInput
        Where the file is missing, too large, or no table.
    """
    endings = [ending.lower() for ending in path.suffixes[-2:]]
    kind = endings[-1] if endings else ""
    if kind == ".gz":
        kind = endings[0]
    try:
        if kind == ".xlsx" and endings[-1] != ".gz":
            from api.interop.workbook import sheet_rows  # openpyxl takes a moment to import; CSV does without

            return _table(path.name, sheet_rows(path, sheet, MAX_BYTES))
        if kind not in _DELIMITERS:
            raise faulty_file(
                path.name, "file_kind", "is none of .csv, .csv.gz, .tsv, .tsv.gz, .xlsx; save it as one of them"
            )
        text = decoded(path.name, _unpacked(path), encoding)
        return text_table(path.name, text, delimiter or _delimiter(text, _DELIMITERS[kind]))
    except OSError as problem:
        why = problem.strerror or "cannot be read"
        raise faulty_file(path.name, "file", f"{why}; files are looked for beside the mapping", str(path)) from None


def text_table(name: str, text: str, delimiter: str | None = None) -> Table:
    """Read a text as a table.

    Parameters
    ----------
    name : str
        How faults call it.
    text : str
    delimiter : str, optional
        What separates columns; seen in the header where none is named.

    Raises
    ------
    FaultyInput
        Where it is no table, or too large.
    """
    return _table(name, _csv_rows(name, text, delimiter or _delimiter(text, ",")))


def _unpacked(path: Path) -> bytes:
    """Read a file, or what a gzip file holds, up to the limit."""
    try:
        with path.open("rb") as file:
            content = (gzip.GzipFile(fileobj=file) if path.suffix.lower() == ".gz" else file).read(MAX_BYTES + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as problem:
        raise faulty_file(path.name, "file", f"is no whole gzip file ({problem}); fetch it again") from None
    if len(content) > MAX_BYTES:
        raise faulty_file(path.name, "too_large", f"holds more than {MAX_BYTES:,} bytes; split it, or keep fewer rows")
    return content


def _delimiter(text: str, usual: str) -> str:
    """See in the header whether commas, semicolons or tabs separate the columns."""
    header = text[: max(text.find("\n"), 0) or None]
    counts = {mark: header.count(mark) for mark in (usual, ",", ";", "\t")}
    return max(counts, key=lambda mark: counts[mark])


def _csv_rows(name: str, text: str, delimiter: str) -> Iterator[list[Any]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    try:
        yield from reader
    except csv.Error as problem:
        message = f"cannot be read as a table ({problem}); is a quote left open?"
        raise faulty_file(f"{name}:{reader.line_num}", "table", message) from None


def _table(name: str, lines: Iterator[list[Any]]) -> Table:
    columns = _header(name, next(lines, []))
    faults: list[Fault] = []
    rows: list[Row] = []
    for number, line in enumerate(lines, start=2):
        if all(map(is_empty, line)):
            continue
        if len(rows) >= MAX_ROWS:
            raise faulty_file(f"{name}:{number}", "too_large", f"has more than {MAX_ROWS:,} rows; keep fewer of them")
        if not all(map(is_empty, line[len(columns) :])):
            message = (
                f"has {len(line)} cells, the header {len(columns)}; is a text with the delimiter in it not quoted?"
            )
            faults.append(Fault(f"{name}:{number}", "table", message, len(line)))
        rows.append(Row(number, dict(zip(columns, line, strict=False))))
    if faults:
        raise FaultyInput(faults)
    return Table(name, columns, rows, frozenset(column for column in columns if columns.count(column) > 1))


def _header(name: str, line: list[Any]) -> tuple[str, ...]:
    columns = [text_of(cell) if not is_empty(cell) else "" for cell in line]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        raise faulty_file(f"{name}:1", "table", "has no header; the first row names the columns")
    if len(columns) > MAX_COLUMNS:
        raise faulty_file(f"{name}:1", "too_large", f"has {len(columns):,} columns; at most {MAX_COLUMNS:,} are read")
    return tuple(columns)
