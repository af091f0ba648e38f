"""Masters as tables: documents in cells, and cells in documents.

A field is a column; an object inside another has dotted columns (``contact.name``). Lists of words stand in one cell
with semicolons, levels by name as ``cctv:2; hvac:1``, all else that is nested as JSON. A text that a spreadsheet would
take for a formula has an apostrophe before it, which is taken off again when it is read.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from api.interop.tables import Table
from optimiser import Fault, FaultyInput, describing

Document = dict[str, Any]
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_LONGEST_CELL = 32_767
"""What Excel takes in one cell; more would be cut off without a word."""
_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Column:
    """One column: its name, where its value stands in a document, and how a cell says it."""

    name: str
    steps: tuple[str, ...]
    cell_of: Callable[[Any], Any]
    value_of: Callable[[Any], Any]


def columns_of(fields: Iterable[describing.Field], documents: Iterable[Document] = ()) -> list[Column]:
    """List the columns of objects with these fields, and one for each field that some documents carry along."""
    out = [column for field in fields for column in _columns(field.key, (field.key,), field.kind)]
    known = {column.steps[0] for column in out}
    carried = dict.fromkeys(key for document in documents for key in document if key not in known)
    return [*out, *(carried_column(key) for key in carried)]


def carried_column(key: str) -> Column:
    """Make the column of a field that is carried along unread: JSON in its cells."""
    return Column(key, (key,), _json_cell, _json_value)


def _columns(name: str, steps: tuple[str, ...], kind: describing.Kind) -> Iterator[Column]:
    if isinstance(kind, describing.Record):
        for field in kind.fields:
            yield from _columns(f"{name}.{field.key}", (*steps, field.key), field.kind)
    else:
        yield Column(name, steps, *_forms(kind))


def _forms(kind: describing.Kind) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """How a value of some kind is written into a cell, and read out of one."""
    if isinstance(kind, describing.Number):
        return _same, _number_value
    if isinstance(kind, describing.Flag):
        return _flag_cell, _flag_value
    if isinstance(kind, describing.Recurrence):
        return _recurrence_cell, _recurrence_value
    if isinstance(kind, describing.ListOf) and _is_plain(kind.item):
        return _list_cell, _list_value
    if isinstance(kind, describing.MapOf) and (_is_plain(kind.value) or isinstance(kind.value, describing.Number)):
        return _map_cell, _map_reader(isinstance(kind.value, describing.Number))
    return (_text_cell, _text_value) if _is_plain(kind) else (_json_cell, _json_value)


def _is_plain(kind: describing.Kind) -> bool:
    return isinstance(kind, describing.Text | describing.Choice | describing.Worded)


def _same(value: Any) -> Any:
    return value


def _number_value(cell: Any) -> Any:
    if isinstance(cell, str) and _NUMBER.fullmatch(cell.strip()):
        with suppress(ValueError):  # of thousands of digits
            return json.loads(_without_zeros(cell.strip()))
    return cell


def _without_zeros(text: str) -> str:
    """Write a number as JSON has it: without zeros before it."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    return sign + (re.sub(r"^0+(?=\d)", "", digits))


def _flag_cell(value: Any) -> Any:
    return "true" if value is True else "false" if value is False else _json_cell(value)


def _flag_value(cell: Any) -> Any:
    word = str(cell).strip().lower()
    return True if word in _YES else False if word in _NO else cell


def _text_cell(value: Any) -> Any:
    text = value if isinstance(value, str) else _json(value)
    return "'" + text if text.startswith(_FORMULA) and (text[0] != "'" or text[1:2] in _FORMULA) else text


def _text_value(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell[1:] if cell.startswith("'") and cell[1:2] and cell[1] in _FORMULA else cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, time) or (isinstance(cell, date) and not isinstance(cell, datetime)):
        return cell.isoformat()
    return cell.isoformat() if isinstance(cell, datetime) else str(cell)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json_cell(value: Any) -> Any:
    return _json(value)


def _json_value(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return cell  # the record says that a text stands where something else belongs


def _recurrence_cell(value: Any) -> Any:
    return _text_cell(value) if isinstance(value, str) else _json(value)


def _recurrence_value(cell: Any) -> Any:
    return _json_value(cell) if isinstance(cell, str) and cell.lstrip().startswith("{") else _text_value(cell)


def _escaped(text: str, marks: str) -> str:
    return re.sub(f"([\\\\{re.escape(marks)}]|^\\s|\\s$)", r"\\\1", text)


def _split(text: str, mark: str) -> list[str]:
    """Split a cell at a mark that no backslash stands before."""
    parts, part, at = [], "", 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            part, at = part + text[at : at + 2], at + 2
            continue
        if text[at] == mark:
            parts.append(part)
            part = ""
        else:
            part += text[at]
        at += 1
    return [*parts, part]


def _plain(part: str) -> str:
    """Take the blanks around a part away, and the backslashes out of it."""
    stripped = part.lstrip()
    while stripped and stripped[-1].isspace() and not re.search(r"(?<!\\)(\\\\)*\\\s$", stripped):
        stripped = stripped[:-1]
    return _ESCAPED.sub(r"\1", stripped)


def _list_cell(value: Any) -> Any:
    if not isinstance(value, list):
        return _json(value)
    return _text_cell("; ".join(_escaped(each, ";") for each in value))


def _list_value(cell: Any) -> Any:
    return [_plain(part) for part in _split(_text_value(cell), ";") if part.strip()]


def _map_cell(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return _json(value)
    texts = {key: each if isinstance(each, str) else _json(each) for key, each in value.items()}
    return _text_cell("; ".join(f"{_escaped(key, ';:')}:{_escaped(text, ';:')}" for key, text in texts.items()))


def _map_reader(numbers: bool) -> Callable[[Any], Any]:
    """Make the reader of a cell with values by name."""

    def read(cell: Any) -> Any:
        out: Document = {}
        for part in _split(_text_value(cell), ";"):
            if part.strip():
                key, *rest = _split(part, ":")
                text = _plain(":".join(rest))
                out[_plain(key)] = _number_value(text) if numbers else text
        return out

    return read


def cells_of(document: Document, columns: Sequence[Column]) -> list[Any]:
    """Write a document as a row of cells; what it does not have is None."""
    out = []
    for column in columns:
        value: Any = document
        for step in column.steps:
            value = value.get(step) if isinstance(value, Mapping) else None
        out.append(None if value is None else column.cell_of(value))
    return out


def document_of(cells: Mapping[str, Any], columns: Mapping[str, Column]) -> Document:
    """Read a row of cells as a document; an empty cell says nothing."""
    out: Document = {}
    for name, cell in cells.items():
        if cell is None or cell == "":
            continue
        column = columns[name]
        inside = out
        for step in column.steps[:-1]:
            inside = inside.setdefault(step, {})
        inside[column.steps[-1]] = column.value_of(cell)
    return out


def known_columns(table: Table, fields: Sequence[describing.Field]) -> dict[str, Column]:
    """Find what the columns of a table are.

    Raises
    ------
    FaultyInput
        Where one is unknown or stands there twice: all of them at once.
    """
    known = {column.name: column for column in columns_of(fields)}
    faults = []
    out = {}
    for name in dict.fromkeys(table.columns):
        if name in table.ambiguous:
            faults.append(Fault(f"column {name}", "named_twice", "stands there twice; keep one of them", name))
        elif name in known:
            out[name] = known[name]
        elif name.startswith(describing.CARRIED_PREFIX) or name in describing.CARRIED_NAMES:
            out[name] = carried_column(name)
        elif name:
            hint = describing.nearest(name, known) or f"name one of {', '.join(known)}"
            faults.append(Fault(f"column {name}", "unknown_field", f"{name!r} is no column here; {hint}", name))
    if faults:
        raise FaultyInput(faults)
    return out


@dataclass(frozen=True)
class Places:
    """Says where in a table the parts of its documents stand.

    ``sheet`` is the name of a workbook's sheet; None in CSV, where people count rows and read the header.
    """

    table: Table
    columns: Mapping[str, Column]
    sheet: str | None

    def of(self, row: int, path: str) -> str:
        """Say where the part with a JSON path is, of the document in a row."""
        number = self.table.rows[row].number
        name = self._column(path)
        if self.sheet is None:
            return f"row {number}, column {name}" if name else f"row {number}"
        if name in self.table.columns:
            return f"{self.sheet}!{get_column_letter(self.table.columns.index(name) + 1)}{number}"
        return f"{self.sheet}!{number}" + (f", column {name}" if name else "")

    def told(self, message: str) -> str:
        """Write a sentence about documents, which says where in their list, as one about the table."""
        return re.sub(r"\$\[(\d+)\]([\w.\[\]]*)", lambda at: self.of(int(at[1]), f"${at[2]}"), message)

    def _column(self, path: str) -> str:
        """The column of a path: the longest that leads there; of what has none, its field."""
        steps = tuple(re.findall(r"[.\[]\"?([^.\[\]\"]+)", path))
        leading = [name for name, column in self.columns.items() if column.steps == steps[: len(column.steps)]]
        beside = [name for name, column in self.columns.items() if steps and column.steps[: len(steps)] == steps]
        return max(leading, key=len, default=(beside or [".".join(steps[:1])])[0])


def write_csv(documents: Sequence[Document], columns: Sequence[Column]) -> bytes:
    """Write documents as CSV in UTF-8, with the mark by which Excel knows that it is."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.name for column in columns])
    writer.writerows(cells_of(document, columns) for document in documents)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(documents: Sequence[Document], columns: Sequence[Column], sheet: str) -> bytes:
    """Write documents as an Excel workbook of one sheet.

    Raises
    ------
    FaultyInput
        Where a value is longer than a cell may be.
    """
    workbook = Workbook(write_only=True)
    worksheet = workbook.create_sheet(sheet)
    worksheet.freeze_panes = "A2"
    worksheet.append([ILLEGAL_CHARACTERS_RE.sub("\ufffd", column.name) for column in columns])
    for document in documents:
        worksheet.append([_fitting(cell, document) for cell in cells_of(document, columns)])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _fitting(cell: Any, document: Document) -> Any:
    if isinstance(cell, float) and float(f"{cell:.16g}") != cell:
        return repr(cell)  # a workbook keeps sixteen digits of a number; as text it is read back to the last bit
    if not isinstance(cell, str):
        return cell
    if len(cell) > _LONGEST_CELL:
        message = f"{document['id']!r} has a cell of {len(cell)} characters, and Excel takes {_LONGEST_CELL}; take CSV"
        raise FaultyInput([Fault("$", "too_large", message, len(cell))])
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", cell)
