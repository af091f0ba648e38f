"""Masters in bulk: a table of one kind, all of it or nothing."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from api.errors import Refused
from api.identity.actor import Actor
from api.interop.encodings import recognised
from api.interop.masters_tables import (
    Places,
    columns_of,
    document_of,
    known_columns,
    write_csv,
    write_xlsx,
)
from api.interop.tables import Table, read_table, text_table
from api.masters import geocoding
from api.masters.following import follow_change
from api.masters.kinds import MasterKind
from api.masters.soundness import judge
from api.masters.writing import UNSEEN
from api.service import Service
from api.store import master_rows, masters
from api.store.numbers import new_id
from api.store.tables.masters import Master
from optimiser import Fault, FaultyInput

MOST_ROWS = 50_000
"""As many as a book may have of most kinds; a larger table comes in parts."""

Document = dict[str, Any]


@dataclass(frozen=True)
class Imported:
    """How many rows were new, differed from what was there, or did not; and what a person should look at."""

    added_count: int
    changed_count: int
    unchanged_count: int
    warnings: Sequence[str] = ()


def read_csv(content: bytes, name: str, charset: str | None) -> tuple[Table, str]:
    """Read the body of a request as a table, and say how it was encoded.

    Parameters
    ----------
    content : bytes
    name : str
        Of what: ``units``.
    charset : str or None
        How it is encoded, if the request says so.

    Raises
    ------
    FaultyInput
        Where it is no table, or too large.
    """
    text, encoding = recognised(f"{name}.csv", content, charset)
    return _bounded(text_table(f"{name}.csv", text)), encoding


def read_xlsx(content: bytes, name: str) -> Table:
    """Read the body of a request as the first sheet of a workbook.

    Raises
    ------
    FaultyInput
        Where it is none, or too large.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.xlsx"
        file.write_bytes(content)
        return _bounded(read_table(file))


def _bounded(table: Table) -> Table:
    if len(table.rows) > MOST_ROWS:
        message = f"has {len(table.rows)} rows; import at most {MOST_ROWS} at a time"
        raise FaultyInput([Fault(table.name, "too_large", message, len(table.rows))])
    return table


def import_table(session: Session, service: Service, kind: MasterKind, table: Table, actor: Actor) -> Imported:
    """Put every row of a table into the store.

    A row whose id is known changes that thing: in what there are columns for; the rest of it stays as it is.

    Raises
    ------
    FaultyInput
        With every fault of every row, each with its cell; nothing is written then.
    """
    fields = kind.described.fields
    columns = known_columns(table, fields)
    places = Places(table, columns, kind.name if table.name.endswith(".xlsx") else None)
    given = [document_of({k: v for k, v in row.cells.items() if k in columns}, columns) for row in table.rows]
    known = masters.by_id(session, kind.table, [each["id"] for each in given if isinstance(each.get("id"), str)])
    covered = {column.steps[0] for column in columns.values()}
    documents, faults = [], []
    for i, said in enumerate(given):
        row = known.get(said["id"]) if isinstance(said.get("id"), str) else None
        kept = {} if row is None else {key: item for key, item in row.document.items() if key not in covered}
        try:
            whole = {"id": new_id(kind.noun), **kept, **said}
            documents.append(geocoding.with_coordinates(session, service, kind.name, whole))
        except FaultyInput as faulty:
            documents.append(whole)
            faults += [Fault(places.of(i, each.path), each.code, each.message, each.value) for each in faulty.faults]
    faults += _strangers(session, kind, given, known, places, actor)
    for document in documents:
        document.pop(UNSEEN, None)
    judged = judge(session, kind, documents, actor)
    faults += [
        Fault(places.of(each.index, each.path), each.code, places.told(each.message), each.value)
        for each in judged.findings
    ]
    if faults:
        raise FaultyInput(faults)
    return write_all(session, kind, [judged.documents[i] for i in range(len(documents))], known, service)


def _strangers(
    session: Session,
    kind: MasterKind,
    given: Sequence[Document],
    known: Mapping[str, Master],
    places: Places,
    actor: Actor,
) -> list[Fault]:
    """Ids that belong to what is not for this actor's eyes."""
    if not actor.territories:
        return []
    seen = master_rows.seen(session, kind.table, list(known), actor)
    return [
        Fault(places.of(i, "$.id"), "already_exists", f"{each['id']!r} is in another territory; rename it", each["id"])
        for i, each in enumerate(given)
        if each.get("id") in known and each["id"] not in seen
    ]


def write_all(
    session: Session, kind: MasterKind, documents: Sequence[Document], known: Mapping[str, Master], service: Service
) -> Imported:
    """Put documents that were judged into the store, in the place of what is known of them."""
    now = service.clock()
    counts, changed = {"added": 0, "changed": 0, "unchanged": 0}, []
    for document in documents:
        row = known.get(document["id"])
        unseen = {} if row is None or UNSEEN not in row.document else {UNSEEN: row.document[UNSEEN]}
        kept = {**unseen, **document}
        what = "added" if row is None else "unchanged" if row.document == kept else "changed"
        counts[what] += 1
        if what == "changed":
            changed.append(document["id"])
        columns = {"document": kept, "updated_at": now, **kind.columns(kept)}
        masters.put(session, kind.table, document["id"], columns, row)
    session.flush()
    follow_change(session, kind.name, changed, now)
    return Imported(counts["added"], counts["changed"], counts["unchanged"])


def export_csv(session: Session, kind: MasterKind, actor: Actor) -> bytes:
    """Write everything of a kind that somebody may see as CSV."""
    documents = _documents(session, kind, actor)
    return write_csv(documents, columns_of(kind.described.fields, documents))


def export_xlsx(session: Session, kind: MasterKind, actor: Actor) -> bytes:
    """Write everything of a kind that somebody may see as an Excel workbook.

    Raises
    ------
    FaultyInput
        Where a value is longer than a cell may be.
    """
    documents = _documents(session, kind, actor)
    return write_xlsx(documents, columns_of(kind.described.fields, documents), kind.name)


def _documents(session: Session, kind: MasterKind, actor: Actor) -> list[Document]:
    rows = master_rows.documents(session, kind.table, actor, MOST_ROWS + 1)
    if len(rows) > MOST_ROWS:
        raise Refused("too_large", f"there are more than {MOST_ROWS} {kind.name}; read them a page at a time")
    return [{key: value for key, value in document.items() if key != UNSEEN} for document in rows]
