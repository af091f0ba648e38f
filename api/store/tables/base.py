"""What all tables share: how instants and documents are kept, who changed a row when."""

import json
import zlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, LargeBinary, MetaData, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass

ID_LENGTH = 200


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. A naive one is refused: nobody could tell when it is."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Write it in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no offset")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read it in UTC; SQLite hands it back without an offset."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Packed(TypeDecorator[Any]):
    """A large JSON document, compressed: a problem, a plan."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Compress it."""
        if value is None:
            return None
        return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 3)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Unpack it."""
        return None if value is None else json.loads(zlib.decompress(value))


Document = JSON().with_variant(JSONB(), "postgresql")
"""A small JSON document that stands in its row."""

Id = String(ID_LENGTH)


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """The base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Unaudited:
    """A row that the audit log leaves out: what changes by the minute, or is a log itself."""
