"""Rows of any table as JSON, the same from SQLite and PostgreSQL, without loss.

Tables are read from the database itself, not from our classes: a backup of an older revision has older tables.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    cast,
    insert,
    select,
)
from sqlalchemy.sql.dml import Insert
from sqlalchemy.types import TypeEngine

VERSION_TABLE = "alembic_version"
_TOGETHER = 500


def tables_of(connection: Connection) -> list[Table]:
    """Read which tables there are; each stands behind those that it refers to."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != VERSION_TABLE]


def rows_of(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Read a table, some rows at a time. A field that is NULL is left out: JSON's null is a value of its own."""
    columns = [cast(each, Text).label(each.name) if _is_json(each) else each for each in table.columns]
    wanted = select(*columns).order_by(*table.primary_key.columns)
    writers = [(each.name, _writer(each)) for each in table.columns]
    result = connection.execution_options(stream_results=True, yield_per=_TOGETHER).execute(wanted)
    for row in result:
        pairs = zip(writers, row, strict=True)
        yield {name: write(value) for (name, write), value in pairs if value is not None}


def put_rows(connection: Connection, table: Table, rows: Iterator[Mapping[str, Any]]) -> int:
    """Write rows into a table, some at a time; returns how many."""
    statement, count = _insertion(connection, table), 0
    readers = [(each.name, _reader(each)) for each in table.columns]
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append({f"{name}_": None if name not in row else read(row[name]) for name, read in readers})
        count += 1
        if len(batch) == _TOGETHER:
            connection.execute(statement, batch)
            batch.clear()
    if batch:
        connection.execute(statement, batch)
    return count


def _insertion(connection: Connection, table: Table) -> Insert:
    """JSON goes in as text: the two kinds of null stay apart."""
    values: dict[str, Any] = {}
    for each in table.columns:
        if not _is_json(each):
            values[each.name] = bindparam(f"{each.name}_", type_=each.type)
        elif connection.dialect.name == "sqlite":
            values[each.name] = bindparam(f"{each.name}_", type_=Text())
        else:
            values[each.name] = cast(bindparam(f"{each.name}_", type_=Text()), each.type)
    return insert(table).values(values)


def _is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)


def _writer(column: Column[Any]) -> Callable[[Any], Any]:
    kind: TypeEngine[Any] = column.type
    if isinstance(kind, JSON):
        return _json_of
    if isinstance(kind, LargeBinary):
        return _text_of_bytes
    if isinstance(kind, DateTime):
        return _text_of_instant
    if isinstance(kind, Date):
        return date.isoformat
    return _same


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    kind: TypeEngine[Any] = column.type
    if isinstance(kind, JSON):
        return _text_of_json
    if isinstance(kind, LargeBinary):
        return base64.b64decode
    if isinstance(kind, DateTime):
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    return bool if isinstance(kind, Boolean) else _same


def _json_of(text: str) -> Any:
    return json.loads(text)


def _text_of_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _text_of_bytes(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _text_of_instant(value: datetime) -> str:
    """SQLite keeps UTC, and hands it back without saying so."""
    return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()


def _same(value: Any) -> Any:
    return value
