"""What Alembic runs to migrate: on the connection that it is given."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON

from api.store.tables import Base
from api.store.tables.base import Instant, Packed


def _plain(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our types as those of SQLAlchemy: an old migration must not change with our code."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Packed):
        return "sa.LargeBinary()"
    if kind == "type" and isinstance(item, JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    compare_type=True,
    render_item=_plain,
)
with context.begin_transaction():
    context.run_migrations()
