"""Bring a database to the present revision of the tables, by Alembic; at the start of each service process."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from api.store.engine import Store

_LOCK = 0x726F756E  # any number that is ours


def upgrade(store: Store, revision: str = "head") -> None:
    """Upgrade a database; processes that start together wait for the first one."""
    engine = store.engine.execution_options(writes=True)
    with engine.begin() as connection:
        if not store.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        command.upgrade(alembic_config(connection), revision)


def present_revision(connection: Connection) -> str | None:
    """Of which revision a database's tables are; None: it has none."""
    return MigrationContext.configure(connection).get_current_revision()


def known_revisions() -> list[str]:
    """Which revisions there have been, the newest first."""
    return [each.revision for each in ScriptDirectory.from_config(alembic_config()).walk_revisions()]


def alembic_config(connection: Connection | None = None) -> Config:
    """Configure Alembic without a file: the migrations lie beside this one."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
