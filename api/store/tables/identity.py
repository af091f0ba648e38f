"""Who may do what, who did what, and what was answered already."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Document, Id, Instant, Unaudited


class Account(Base):
    """A person who signs in. ``territories`` limits dispatchers and planners; none: all of them."""

    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)  # what is typed at sign-in
    full_name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    territories: Mapped[list[str]] = mapped_column(Document, default_factory=list)
    engineer_id: Mapped[str | None] = mapped_column(ForeignKey("engineers.id"), default=None)
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), default=None)
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    generation: Mapped[int] = mapped_column(Integer, default=0)  # raised to end all sessions
    created_at: Mapped[datetime] = mapped_column(Instant)
    revision: Mapped[int] = mapped_column(Integer, init=False)
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012


class FailedSignIns(Unaudited, Base):
    """How often signing in failed in a row under a name, whether somebody has that name or not: the two look alike.

    ``name_hash`` is half the hash of the name, and half that of the address from where; of none: from anywhere.
    """

    __tablename__ = "failed_sign_ins"
    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[datetime] = mapped_column(Instant, index=True)
    locked_until: Mapped[datetime | None] = mapped_column(Instant, default=None)


class ApiKey(Base):
    """What a machine shows instead of signing in; only a hash of it is kept."""

    __tablename__ = "api_keys"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    territories: Mapped[list[str]] = mapped_column(Document, default_factory=list)
    engineer_id: Mapped[str | None] = mapped_column(ForeignKey("engineers.id"), default=None)
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(Id)
    expires_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class RefreshToken(Unaudited, Base):
    """What renews a session; used once."""

    __tablename__ = "refresh_tokens"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    generation: Mapped[int] = mapped_column(Integer)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class SetupLink(Unaudited, Base):
    """The one-time link with which the first administrator, or an invited person, sets a password."""

    __tablename__ = "setup_links"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), default=None)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class AuditEntry(Unaudited, Base):
    """One change of one row: who, when, what, before and after."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    actor: Mapped[str] = mapped_column(Id)
    request_id: Mapped[str | None] = mapped_column(String(100), default=None)
    action: Mapped[str] = mapped_column(String(10))  # insert, update, delete
    subject: Mapped[str] = mapped_column(String(50))  # the table
    subject_id: Mapped[str] = mapped_column(String(500))
    before: Mapped[dict[str, Any] | None] = mapped_column(Document, default=None)
    after: Mapped[dict[str, Any] | None] = mapped_column(Document, default=None)
    __table_args__ = (
        Index("ix_audit_subject", "subject", "subject_id", "id"),
        Index("ix_audit_actor", "actor", "id"),
    )


class KeptAnswer(Unaudited, Base):
    """The answer to a request with an Idempotency-Key: a repeated request gets it again, and nothing is done twice."""

    __tablename__ = "kept_answers"
    actor: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(Integer)
    headers: Mapped[dict[str, str]] = mapped_column(Document)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
