"""Databases of every earlier revision are brought to the present one, with all that is in them."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    select,
)
from sqlalchemy.orm import Session

from api.store.engine import Store, open_store
from api.store.tables import Base, Ticket
from api.store.upgrade import known_revisions, present_revision, upgrade
from tests.service import postgres

_NUMBERS = iter(range(10_000))
_VALUES: tuple[tuple[type[Any], Callable[[int], Any]], ...] = (
    (JSON, lambda n: {"n": n, "text": "青岛"}),
    (Boolean, lambda n: bool(n % 2)),
    (DateTime, lambda n: datetime(2026, 12, 1 + n, 8, 30, 15, 250_000, tzinfo=UTC)),
    (Date, lambda n: date(2026, 12, 1 + n)),
    (Float, lambda n: n + 0.25),
    (Integer, lambda n: n + 1),
    (LargeBinary, lambda n: bytes(range(n, n + 9))),
)
_SAID: tuple[dict[str, Any], ...] = ({"fault": "漏水"}, {"fault": None}, {})


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database without any table."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if request.param == "postgresql":
        address = request.getfixturevalue("postgres_address")
        url = postgres.make_database(address, f"old{next(_NUMBERS)}_{tmp_path.name[-20:].lower()}")
    store = open_store(url)
    yield store
    store.close()


def value_of(column: Column[Any], n: int) -> Any:
    """Any value that the column takes; what refers to a row refers to the one with the same number."""
    for key in column.foreign_keys:
        table = key.column.table
        return None if table is column.table else value_of(key.column, n)
    for kind, make in _VALUES:
        if isinstance(column.type, kind):
            return make(n)
    assert isinstance(column.type, String)
    return f"{column.name}-{n}"[: column.type.length or 20]


def tables_of(store: Store) -> list[Table]:
    """The tables as they are, those that are referred to first."""
    found = MetaData()
    found.reflect(store.engine)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def content(store: Store, tables: list[Table]) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the columns that these tables had."""
    with store.engine.connect() as connection:
        return {
            table.name: sorted(tuple(row) for row in connection.execute(select(*table.primary_key, table)))
            for table in tables
        }


@pytest.mark.parametrize("revision", known_revisions())
def test_a_database_of_each_revision_is_upgraded_with_its_data(empty: Store, revision: str) -> None:
    upgrade(empty, revision)
    old = tables_of(empty)
    with empty.engine.begin() as connection:
        for table in old:
            rows = [{column.name: value_of(column, n) for column in table.columns} for n in range(3)]
            connection.execute(table.insert(), rows)
    before = content(empty, old)
    assert all(len(rows) == 3 for rows in before.values())
    upgrade(empty)
    assert content(empty, old) == before


def test_what_tickets_said_of_their_fault_stands_in_its_column(empty: Store) -> None:
    upgrade(empty, "0003")
    with empty.engine.begin() as connection:
        for table in tables_of(empty):
            rows = [{column.name: value_of(column, n) for column in table.columns} for n in range(3)]
            if table.name == "tickets":
                rows = [row | {"document": told} for row, told in zip(rows, _SAID, strict=True)]
            connection.execute(table.insert(), rows)
    upgrade(empty)
    with Session(empty.engine) as session:
        assert session.scalars(select(Ticket.fault).order_by(Ticket.id)).all() == ["漏水", None, None]


def test_the_tables_are_what_the_migrations_make(empty: Store) -> None:
    upgrade(empty)
    with empty.engine.connect() as connection:
        assert present_revision(connection) == known_revisions()[0]
        found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)
    assert found == []
