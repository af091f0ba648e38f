"""Jobs: what is done in the background. This table is the truth about them, whatever the cluster believes."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Document, Id, Instant, Packed, Unaudited


class Job(Unaudited, Base):
    """One piece of work, and how far it is.

    ``claim`` names the attempt that may write its result: an attempt that was given up for lost cannot.
    """

    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))  # solve, replan, horizon, stateless, vroom, study
    state: Mapped[str] = mapped_column(String(20))  # queued, running, done, failed, stopped
    urgent: Mapped[bool] = mapped_column(Boolean, default=False)
    territory_id: Mapped[str | None] = mapped_column(ForeignKey("territories.id"), default=None)
    params: Mapped[dict[str, Any]] = mapped_column(Packed)
    limit_s: Mapped[float] = mapped_column(Float)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    claim: Mapped[str | None] = mapped_column(String(40), default=None)
    worker: Mapped[str | None] = mapped_column(String(200), default=None)
    stop_asked: Mapped[bool] = mapped_column(Boolean, default=False)
    progress: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    result: Mapped[dict[str, Any] | None] = mapped_column(Packed, default=None)
    error: Mapped[dict[str, Any] | None] = mapped_column(Document, default=None)
    created_by: Mapped[str] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(Instant)
    started_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    heartbeat_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    __table_args__ = (Index("ix_jobs_state", "state", "urgent", "created_at"),)
