"""Plans and what was published of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, Float, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Document, Id, Instant, Packed, Unaudited


class Plan(Base):
    """A plan of one territory for some days: a draft until it is published; all versions are kept.

    ``based_on`` says which published version of each day the plan started from: publishing is refused where another
    one has been published since. ``matter`` is what the agenda holds beside the problem: sources, calls, waiting.
    """

    __tablename__ = "plans"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # days, horizon
    territory_id: Mapped[str] = mapped_column(ForeignKey("territories.id"))
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(20))  # draft, published, superseded, discarded
    version: Mapped[int | None] = mapped_column(Integer, default=None)
    origin: Mapped[str] = mapped_column(String(20))  # solve, replan, amend
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("plans.id"), default=None)
    based_on: Mapped[dict[str, int]] = mapped_column(Document, default_factory=dict)
    cost: Mapped[dict[str, float]] = mapped_column(Document)
    figures: Mapped[dict[str, Any]] = mapped_column(Document)
    problem: Mapped[dict[str, Any]] = mapped_column(Packed, deferred=True)
    document: Mapped[dict[str, Any]] = mapped_column(Packed, deferred=True)
    matter: Mapped[dict[str, Any]] = mapped_column(Packed, deferred=True)
    changes: Mapped[list[dict[str, Any]] | None] = mapped_column(Packed, deferred=True, default=None)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(Id)
    published_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    published_by: Mapped[str | None] = mapped_column(Id, default=None)
    revision: Mapped[int] = mapped_column(Integer, init=False)
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012
    __table_args__ = (Index("ix_plans_territory_days", "territory_id", "first_on", "last_on"),)


class PublishedDay(Base):
    """Which plan holds for a day of a territory, and in which version: what publishing locks."""

    __tablename__ = "published_days"
    territory_id: Mapped[str] = mapped_column(ForeignKey("territories.id"), primary_key=True)
    on: Mapped[date] = mapped_column(Date, primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    revision: Mapped[int] = mapped_column(Integer, init=False)
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012


class Route(Unaudited, Base):
    """An engineer's route of one day as it is pulled: written whole when it is published or reported on."""

    __tablename__ = "routes"
    engineer_id: Mapped[str] = mapped_column(ForeignKey("engineers.id"), primary_key=True)
    on: Mapped[date] = mapped_column(Date, primary_key=True)
    territory_id: Mapped[str] = mapped_column(ForeignKey("territories.id"))
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"), index=True)
    revision: Mapped[int] = mapped_column(Integer)
    etag: Mapped[str] = mapped_column(String(80))
    figures: Mapped[dict[str, float]] = mapped_column(Document)  # seconds of shift, work, driving, overtime …
    body: Mapped[bytes] = mapped_column(LargeBinary)  # the route's document, JSON
    updated_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (Index("ix_routes_day", "on", "territory_id"),)


class StopTrace(Unaudited, Base):
    """How a stop stands in the engineer's calendar: the same entry through all plans, until it is cancelled."""

    __tablename__ = "stop_traces"
    engineer_id: Mapped[str] = mapped_column(ForeignKey("engineers.id"), primary_key=True)
    stop_id: Mapped[str] = mapped_column(Id, primary_key=True)
    on: Mapped[date] = mapped_column(Date)
    sequence: Mapped[int] = mapped_column(Integer)
    cancelled: Mapped[bool] = mapped_column(Boolean)
    summary: Mapped[dict[str, Any]] = mapped_column(Document)  # start, end, label: what the entry last said
    updated_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (Index("ix_stop_traces_day", "engineer_id", "on"),)


class HeldSlot(Base):
    """A slot that was offered to a customer: kept free until it expires or is taken."""

    __tablename__ = "held_slots"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    territory_id: Mapped[str] = mapped_column(ForeignKey("territories.id"))
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True, default=None)
    on: Mapped[date] = mapped_column(Date)
    opens_at: Mapped[datetime] = mapped_column(Instant)
    closes_at: Mapped[datetime] = mapped_column(Instant)
    engineer_id: Mapped[str] = mapped_column(ForeignKey("engineers.id"))
    price: Mapped[float] = mapped_column(Float)
    state: Mapped[str] = mapped_column(String(20))  # held, taken, released
    expires_at: Mapped[datetime] = mapped_column(Instant)
    document: Mapped[dict[str, Any]] = mapped_column(Document)  # the visit: duration, skills
    held_by: Mapped[str] = mapped_column(Id)
    __table_args__ = (Index("ix_held_slots_day", "territory_id", "on", "state"),)


class Reservation(Unaudited, Base):
    """So many of a part, kept where they lie for a ticket that a published plan has an engineer go to.

    It changes only under the lock of the stock that it is of, which comes behind tickets and before routes. The ticket
    is no foreign key, so that whoever moves parts does not wait for tickets.
    """

    __tablename__ = "reservations"
    ticket_id: Mapped[str] = mapped_column(Id, primary_key=True)
    part_id: Mapped[str] = mapped_column(ForeignKey("parts.id"), primary_key=True, index=True)
    holder_kind: Mapped[str] = mapped_column(String(10), primary_key=True)  # depot, van
    holder_id: Mapped[str] = mapped_column(Id, primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    territory_id: Mapped[str] = mapped_column(ForeignKey("territories.id"), index=True)
    on: Mapped[date] = mapped_column(Date)
    engineer_id: Mapped[str] = mapped_column(ForeignKey("engineers.id"))
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"))
    __table_args__ = (Index("ix_reservations_holder", "holder_kind", "holder_id", "part_id"),)
