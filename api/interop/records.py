"""Fields of one row, as the mapping's rules find them; whatever is faulty is noted with its row and column."""

import difflib
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from api.interop.cells import UnreadableCell, is_empty, text_of
from api.interop.mapping import Rule, Source
from api.interop.tables import Row, Table
from optimiser import Fault

T = TypeVar("T")


class FaultList:
    """Faults in the order found, each once: one wrong constant of the mapping touches every row.

    `count` grows with every fault, repeated or not: who compares it before and after sees whether a row is sound.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.count = 0
        self._seen: set[tuple[str, str]] = set()

    def add(self, path: str, code: str, message: str, value: Any = None) -> None:
        """Note a fault unless the same was noted before."""
        self.count += 1
        if (path, message) not in self._seen:
            self._seen.add((path, message))
            self.faults.append(Fault(path, code, message, value))


class RecordReader:
    """Reads the fields of a table's rows.

    Parameters
    ----------
    source : Source
        Whose rules say where each field's value comes from. A column that is called like a field needs no rule.
    table : Table
        The rows.
    known : frozenset of str
        The fields that there are.
    faults : FaultList
        Where faults are noted.
    """

    def __init__(self, source: Source, table: Table, known: frozenset[str], faults: FaultList) -> None:
        self.table, self.faults = table, faults
        self.where_in_mapping = source.where_in_mapping
        self.rules = {name: (Rule(column=name),) for name in table.columns if name in known} | dict(source.fields)
        self.where = {column: values for column, values in source.where.items() if column in table.columns}
        self.unreadable = self._check_columns(source)

    def carried(self) -> Iterator[str]:
        """Name the ``x_`` fields."""
        return (name for name in self.rules if name.startswith("x_"))

    def value(self, row: Row, field: str, convert: Callable[[Any], T], *, required: bool = False) -> T | None:
        """Convert a field's value; None where there is none, or where it is faulty.

        A field that is required and missing is a fault.
        """
        if field in self.unreadable:
            return None
        for rule in self.rules.get(field, ()):
            return self._apply(row, field, rule, convert, required)
        if required:
            message = f'no column gives the field {field!r}; write {field} = "its column" under fields'
            self.faults.add(f"{self.where_in_mapping}fields.{field}", "missing", message)
        return None

    def pairs(self, row: Row, field: str, convert: Callable[[Any, Any], T]) -> list[T]:
        """Convert the pairs of columns of a field; a pair of empty cells is left out."""
        found: list[T] = []
        for rule in () if field in self.unreadable else self.rules.get(field, ()):
            if rule.open is None or rule.close is None:
                continue
            begin, end = row.cells.get(rule.open), row.cells.get(rule.close)
            if is_empty(begin) and is_empty(end):
                continue
            path = f"{self.table.name}:{row.number}:{rule.close if is_empty(end) else rule.open}"
            if is_empty(begin) or is_empty(end):
                self.faults.add(path, "missing", f"{rule.open!r} and {rule.close!r} go together; fill both or neither")
                continue
            try:
                found.append(convert(begin, end))
            except (UnreadableCell, OverflowError) as unreadable:
                self.faults.add(path, "cell", str(unreadable), f"{text_of(begin)} / {text_of(end)}")
        return found

    def path(self, row: Row, field: str) -> str:
        """Where a field of a row stands, for a fault."""
        rule = next(iter(self.rules.get(field, ())), Rule())
        return f"{self.table.name}:{row.number}:{rule.column or field}"

    def _apply(self, row: Row, field: str, rule: Rule, convert: Callable[[Any], T], required: bool) -> T | None:
        in_row, in_mapping = self.path(row, field), f"{self.where_in_mapping}fields.{field}"
        cell, path = (row.cells.get(rule.column), in_row) if rule.column else (rule.value, in_mapping)
        if rule.values is not None and not is_empty(cell):
            key = text_of(cell)
            if key not in rule.values and rule.otherwise is None:
                message = f"{key[:60]!r} is not in the values of {field!r}; add it to them, or write an `otherwise`"
                self.faults.add(path, "value", message, key)
                return None
            cell, path = rule.values.get(key, rule.otherwise), in_mapping
        elif is_empty(cell) and rule.otherwise is not None:
            cell, path = rule.otherwise, in_mapping
        if is_empty(cell):
            if required:
                self.faults.add(path, "missing", f"is empty, and {field!r} is needed; fill it, or write an `otherwise`")
            return None
        try:
            return convert(cell)
        except (UnreadableCell, OverflowError) as unreadable:
            value = cell if isinstance(cell, int | float) else text_of(cell)
            self.faults.add(path, "cell", str(unreadable), value)
            return None

    def _check_columns(self, source: Source) -> frozenset[str]:
        """Note columns that are missing or not the only ones of their name; tell which fields cannot be read for it.

        One missing column is one fault, and not one in each row.
        """
        wanted = [(name, c) for name, rules in self.rules.items() for rule in rules for c in _columns(rule)]
        wanted += [(f"where.{column}", column) for column in source.where]
        unreadable = set()
        for user, column in wanted:
            path = f"{self.table.name}:1:{column}"
            if column not in self.table.columns:
                near = difflib.get_close_matches(column, self.table.columns, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(self.table.columns[:20])}"
                message = f"has no column {column!r}, which {source.where_in_mapping[:-1]} asks for; {hint}"
                self.faults.add(path, "no_column", message, column)
            elif column in self.table.ambiguous:
                self.faults.add(path, "duplicate_column", "two columns have this name; rename one", column)
            else:
                continue
            unreadable.add(user)
        return frozenset(unreadable)


def _columns(rule: Rule) -> list[str]:
    return [column for column in (rule.column, rule.open, rule.close) if column is not None]
