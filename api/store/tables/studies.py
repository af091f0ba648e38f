"""Studies: what is asked of staffing scenarios, and the folder of each, as far as it has come."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Document, Id, Instant, Packed, Unaudited


class Study(Base):
    """A study as it was asked for, and what it led to; ``job_id`` is the last job that worked at it.

    ``document`` is whole: a book that was taken from the store is in it as it was then, so that a study that goes on
    later goes on with the same.
    """

    __tablename__ = "studies"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(500))
    territory_id: Mapped[str | None] = mapped_column(ForeignKey("territories.id"), index=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id"), index=True)
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    outline: Mapped[dict[str, Any]] = mapped_column(Document)  # what is listed: scenarios, policies, …, and warnings
    document: Mapped[dict[str, Any]] = mapped_column(Packed, deferred=True)
    result: Mapped[dict[str, Any] | None] = mapped_column(Packed, deferred=True, default=None)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(Id)
    revision: Mapped[int] = mapped_column(Integer, init=False)
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012


class StudyFile(Unaudited, Base):
    """A file in a study's folder: a case that was lived through, a table, a report."""

    __tablename__ = "study_files"
    study_id: Mapped[str] = mapped_column(ForeignKey("studies.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
