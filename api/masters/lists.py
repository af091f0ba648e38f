"""Lists in bulk that are no masters of their own: parts in depots and vans, absences, the on-call rota."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.errors import Refused
from api.identity.actor import Actor
from api.interop.masters_tables import Places, columns_of, document_of, known_columns, write_csv, write_xlsx
from api.interop.tables import Table
from api.masters import listed_absences, listed_rota, listed_stock
from api.masters.importing import MOST_ROWS, Imported
from api.masters.soundness import Finding, found_in
from api.service import Service
from optimiser import Fault, FaultyInput, describing

Document = dict[str, Any]


@dataclass(frozen=True)
class BulkList:
    """One kind of list.

    Attributes
    ----------
    name : str
        As in addresses: ``stock``.
    reading, writing : str
        The operations that whoever exports and imports it must be allowed.
    record : Record
        What a line of it says.
    key : tuple of str
        The fields that tell one line from another.
    lines : callable
        Reads what somebody may see of it.
    write : callable
        Puts lines into the store, and says what was wrong with them.
    """

    name: str
    reading: str
    writing: str
    record: describing.Record
    key: tuple[str, ...]
    lines: Callable[[Session, Actor], Sequence[Document]]
    write: Callable[[Session, Service, Sequence[Document], Actor], tuple[Imported, Sequence[Finding]]]


_ALL = (
    BulkList(
        "stock", "list_stock", "put_stock", listed_stock.LINE, listed_stock.KEY, listed_stock.lines, listed_stock.write
    ),
    BulkList(
        "absences", "list_absences", "add_absence",
        listed_absences.LINE, listed_absences.KEY, listed_absences.lines, listed_absences.write,
    ),
    BulkList(
        "on-call", "read_rota", "plan_on_call",
        listed_rota.LINE, listed_rota.KEY, listed_rota.lines, listed_rota.write,
    ),
)  # fmt: skip
LISTS: Mapping[str, BulkList] = {each.name: each for each in _ALL}


def import_list(session: Session, service: Service, bulk: BulkList, table: Table, actor: Actor) -> Imported:
    """Put every row of a table into the store.

    Raises
    ------
    FaultyInput
        With every fault of every row, each with its cell; nothing is kept then.
    """
    columns = known_columns(table, bulk.record.fields)
    places = Places(table, columns, bulk.name if table.name.endswith(".xlsx") else None)
    given = [document_of({k: v for k, v in row.cells.items() if k in columns}, columns) for row in table.rows]
    findings = [*_unreadable(bulk, given), *_repeated(bulk, given)]
    done = Imported(0, 0, 0)
    if not findings:
        done, found = bulk.write(session, service, given, actor)
        findings += found
    if findings:
        raise FaultyInput([Fault(places.of(f.index, f.path), f.code, f.message, f.value) for f in findings])
    return done


def _unreadable(bulk: BulkList, given: Sequence[Document]) -> Sequence[Finding]:
    found = describing.Findings()
    try:
        for i, each in enumerate(given):
            bulk.record.read(each, (i,), found)
    except describing.EnoughFaults:
        pass
    return found_in(found, given)


def _repeated(bulk: BulkList, given: Sequence[Document]) -> Sequence[Finding]:
    seen: set[tuple[Any, ...]] = set()
    out = []
    for i, each in enumerate(given):
        named = [name for name in bulk.key if each.get(name) is not None]
        key = tuple(str(each[name]) for name in named)
        if key in seen and named:
            message = f"{', '.join(key)} stands in the table before; keep one of the rows"
            out.append(Finding(i, f"$.{named[-1]}", "named_twice", message, key[-1]))
        seen.add(key)
    return out


def list_csv(session: Session, bulk: BulkList, actor: Actor) -> bytes:
    """Write what somebody may see of a list as CSV."""
    return write_csv(_bounded(session, bulk, actor), columns_of(bulk.record.fields))


def list_xlsx(session: Session, bulk: BulkList, actor: Actor) -> bytes:
    """Write what somebody may see of a list as an Excel workbook."""
    return write_xlsx(_bounded(session, bulk, actor), columns_of(bulk.record.fields), bulk.name)


def _bounded(session: Session, bulk: BulkList, actor: Actor) -> Sequence[Document]:
    lines = bulk.lines(session, actor)
    if len(lines) > MOST_ROWS:
        raise Refused("too_large", f"there are more than {MOST_ROWS} lines of {bulk.name}; read them a page at a time")
    return lines
