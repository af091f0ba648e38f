"""The connection to the database: SQLite with a write-ahead log, or PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from api.store.audit import Author, keep_audit

_BUSY_S = 30
_DEADLOCK = "40P01"


@dataclass(frozen=True)
class Store:
    """A database, open for many sessions."""

    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        """Whether it is SQLite, which has one writer at a time."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that only reads."""
        with Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self, author: Author) -> Iterator[Session]:
        """Open a session that is committed at the end, as a whole or not at all; its changes are in the audit log."""
        with self.session_for(author) as session:
            yield session
            session.commit()

    def session_for(self, author: Author) -> Session:
        """Open a session that may write; whoever asked for it commits it."""
        session = Session(self.engine.execution_options(writes=True), expire_on_commit=False)
        keep_audit(session, author)
        return session

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def lost_in_deadlock(error: OperationalError) -> bool:
    """Whether PostgreSQL ended this transaction because it and another waited for each other: done again, it passes."""
    return getattr(error.orig, "sqlstate", None) == _DEADLOCK


def open_store(url: str) -> Store:
    """Connect to a database; that it has the tables is seen to by :mod:`api.store.upgrade`.

    Parameters
    ----------
    url : str
        ``sqlite:///FILE`` or ``postgresql+psycopg://USER@HOST/NAME``.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return Store(_sqlite(url, parsed.database))
    return Store(create_engine(parsed, pool_size=20, max_overflow=20, pool_pre_ping=True))


def _sqlite(url: str, file: str | None) -> Engine:
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, connect_args={"check_same_thread": False, "timeout": _BUSY_S}, pool_size=20, max_overflow=20
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: SqliteConnection, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say so, below
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # what was answered is on the disk
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA busy_timeout={_BUSY_S * 1000}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A reader that turns writer in the middle of its transaction may find that somebody else wrote meanwhile.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
