"""Reading much that must fit together: all of it as it was at one moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from api.store.engine import Store


@contextmanager
def snapshot(store: Store) -> Iterator[Session]:
    """Open a session that sees the database as it is at its first query, whatever others commit meanwhile."""
    with store.reading() as session:
        if not store.is_sqlite:  # where every reader has a snapshot
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session
