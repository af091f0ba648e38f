"""The audit log: every change of every row, written in the transaction that makes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import InstanceState, Session

from api.clock import Clock
from api.store.tables.base import Packed, Unaudited
from api.store.tables.identity import AuditEntry

_SECRET = frozenset({"password_hash", "key_hash", "token_hash", "secret", "content"})
_HIDDEN = "(not shown)"
_PACKED = "(a document)"  # problems and plans: they have versions of their own, and would fill the log


@dataclass(frozen=True)
class Author:
    """Who makes the changes of a session, and in which request."""

    name: str
    clock: Clock
    request_id: str | None = None


def keep_audit(session: Session, author: Author) -> None:
    """Write an entry for each row that the session inserts, changes or deletes; ``info["author"]`` may change."""
    session.info["author"] = author

    @event.listens_for(session, "after_flush")
    def _note(session: Session, _context: Any) -> None:
        entries = list(_entries(session, session.info["author"]))
        if entries:  # one statement, however many: rows added to the session would be written one by one
            session.connection().execute(insert(AuditEntry.__table__), entries)  # type: ignore[arg-type]


def note_updates(
    session: Session, table: str, before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> None:
    """Write an entry for each of many rows that were updated by a statement, which the session does not see.

    Parameters
    ----------
    table : str
        Whose rows.
    before, after : mapping of str to mapping
        What their columns were and are, by id.
    """
    author: Author = session.info["author"]
    same = {"at": author.clock(), "actor": author.name, "request_id": author.request_id}
    entries = [
        {**same, "action": "update", "subject": table, "subject_id": id_, "before": old, "after": new}
        for id_, old, new in (_differing(id_, before[id_], values) for id_, values in after.items())
    ]
    session.connection().execute(insert(AuditEntry.__table__), entries)  # type: ignore[arg-type]


def _differing(
    id_: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[str, dict[str, Any], dict[str, Any]]:
    names = [name for name, value in after.items() if before[name] != value]
    old, new = ({name: _shown(name, each[name]) for name in names} for each in (before, after))
    return id_, old, new


def _entries(session: Session, author: Author) -> Iterator[dict[str, Any]]:
    groups = ("insert", session.new), ("update", session.dirty), ("delete", session.deleted)
    for action, rows in groups:
        for row in rows:
            if isinstance(row, Unaudited):
                continue
            state: InstanceState[Any] = inspect(row)
            before, after = _change(state, action)
            if action == "update" and not after:
                continue
            yield {
                "at": author.clock(),
                "actor": author.name,
                "request_id": author.request_id,
                "action": action,
                "subject": str(state.mapper.local_table),
                "subject_id": "/".join(str(part) for part in state.mapper.primary_key_from_instance(row)),
                "before": before,
                "after": after,
            }


def _change(state: InstanceState[Any], action: str) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """What the row was before and is after; of an update only what differs."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for column in state.mapper.column_attrs:
        name = column.key
        if name not in state.dict:
            continue
        history = state.attrs[name].history
        if action == "update" and not history.has_changes():
            continue
        packed = isinstance(column.columns[0].type, Packed)
        after[name] = _PACKED if packed else _shown(name, state.dict[name])
        if history.deleted:
            before[name] = _PACKED if packed else _shown(name, history.deleted[0])
    if action == "insert":
        return None, after
    return (after, None) if action == "delete" else (before, after)


def _shown(name: str, value: Any) -> Any:
    if name in _SECRET:
        return None if value is None else _HIDDEN
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    return value
