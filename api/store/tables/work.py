"""Work: tickets and all that happens to them, visits and their reports, slips, quotes, papers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Float, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from api.store.tables.base import Base, Document, Id, Instant, Unaudited


class Ticket(Base):
    """What a customer reported. ``document`` is the book's ticket without its history, with what the service adds.

    ``closed_at`` is None while it is open. Deadlines are kept as they were last worked out, for lists and warnings:
    they are counted anew when something happens, and when what they rest on is changed. ``fault`` is the document's.
    """

    __tablename__ = "tickets"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), default=None)
    contract_id: Mapped[str] = mapped_column(ForeignKey("contracts.id"), index=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    territory_id: Mapped[str] = mapped_column(ForeignKey("territories.id"))
    status: Mapped[str] = mapped_column(String(30))
    severity: Mapped[str] = mapped_column(String(200))
    reported_at: Mapped[datetime] = mapped_column(Instant, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    respond_by: Mapped[datetime | None] = mapped_column(Instant, default=None)
    onsite_by: Mapped[datetime | None] = mapped_column(Instant, default=None)
    restore_by: Mapped[datetime | None] = mapped_column(Instant, default=None)
    fault: Mapped[str | None] = mapped_column(String(200), init=False)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    revision: Mapped[int] = mapped_column(Integer, init=False)
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012
    __table_args__ = (
        Index("ix_tickets_site_fault", "site_id", "fault"),
        Index("ix_tickets_unit_fault", "unit_id", "fault"),
        Index("ix_tickets_territory_open", "territory_id", "closed_at", "reported_at"),
        Index("ix_tickets_customer", "customer_id", "reported_at"),
        Index("ix_tickets_site", "site_id", "reported_at"),
        Index("ix_tickets_unit", "unit_id", "reported_at"),
    )

    @validates("document")
    def _note_fault(self, _: str, document: dict[str, Any]) -> dict[str, Any]:
        """Keep the column in step with the document."""
        self.fault = document.get("fault")
        return document


class TicketEvent(Base):
    """Something that happened to a ticket, in the order in which it is told; ``at`` is when it happened."""

    __tablename__ = "ticket_events"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, init=False)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str | None] = mapped_column(Id, default=None)
    waiting_for: Mapped[str | None] = mapped_column(String(20), default=None)
    data: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class VisitState(Base):
    """What has become of a visit: of a ticket, an inspection, an appointment or a loan unit to fetch back.

    ``id`` is the visit's in plans. A visit nobody has reported on has no row.
    """

    __tablename__ = "visit_states"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    source_kind: Mapped[str] = mapped_column(String(20))
    source_id: Mapped[str] = mapped_column(Id, index=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), index=True)
    territory_id: Mapped[str] = mapped_column(ForeignKey("territories.id"))
    engineer_id: Mapped[str | None] = mapped_column(ForeignKey("engineers.id"), default=None)
    shift_id: Mapped[str | None] = mapped_column(Id, default=None)
    on: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(30))
    customer_told: Mapped[bool] = mapped_column(default=False)
    travelling_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    arrived_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (
        Index("ix_visit_states_day", "territory_id", "on"),
        Index("ix_visit_states_engineer_day", "engineer_id", "on"),
    )


class VisitReport(Base):
    """What an engineer reported of a stop: a status, a result, notes, checklist, parts used."""

    __tablename__ = "visit_reports"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id, index=True)
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True, default=None)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), index=True)
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), index=True, default=None)
    engineer_id: Mapped[str | None] = mapped_column(ForeignKey("engineers.id"), index=True, default=None)
    status: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(Instant)
    data: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class Paper(Base):
    """A report, or a call after a visit, that is owed: by when, and when it was done."""

    __tablename__ = "papers"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(50))
    visit_id: Mapped[str] = mapped_column(Id, index=True)
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True, default=None)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    territory_id: Mapped[str] = mapped_column(ForeignKey("territories.id"))
    engineer_id: Mapped[str | None] = mapped_column(ForeignKey("engineers.id"), default=None)
    done_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    written_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    __table_args__ = (Index("ix_papers_owed", "territory_id", "written_at", "due_at"),)


class Quote(Base):
    """An offer to the customer that must be approved before work goes on; the ticket's clock waits for it."""

    __tablename__ = "quotes"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    amount: Mapped[float] = mapped_column(Float)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    sent_at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    decided_by: Mapped[str | None] = mapped_column(Id, default=None)
    revision: Mapped[int] = mapped_column(Integer, init=False)
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012


class Slip(Base):
    """A numbered service slip: what was done, as the customer signed it."""

    __tablename__ = "slips"
    number: Mapped[str] = mapped_column(String(30), primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id, index=True)
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True, default=None)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    engineer_id: Mapped[str | None] = mapped_column(ForeignKey("engineers.id"), index=True, default=None)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    issued_at: Mapped[datetime] = mapped_column(Instant)
    signed_at: Mapped[datetime | None] = mapped_column(Instant, index=True, default=None)
    signed_by: Mapped[str | None] = mapped_column(String(200), default=None)
    rating: Mapped[str | None] = mapped_column(String(50), default=None)
    rating_note: Mapped[str | None] = mapped_column(Text, default=None)
    revision: Mapped[int] = mapped_column(Integer, init=False)
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012


class Attachment(Base):
    """A photo, a signature or a document that belongs to a ticket or a visit."""

    __tablename__ = "attachments"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True, default=None)
    visit_id: Mapped[str | None] = mapped_column(Id, index=True, default=None)
    slip_number: Mapped[str | None] = mapped_column(ForeignKey("slips.number"), default=None)
    by: Mapped[str] = mapped_column(Id)
    added_at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Complaint(Base):
    """What a customer is not happy with, about a ticket or in general, and what was answered."""

    __tablename__ = "complaints"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    territory_id: Mapped[str] = mapped_column(ForeignKey("territories.id"))
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True, default=None)
    state: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text, default=None)
    made_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    revision: Mapped[int] = mapped_column(Integer, init=False)
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012


class Subcontract(Base):
    """A visit that somebody outside does, at a price; it is in no plan of ours while it stands."""

    __tablename__ = "subcontracts"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id, index=True)
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True, default=None)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    territory_id: Mapped[str] = mapped_column(ForeignKey("territories.id"), index=True)
    subcontractor_id: Mapped[str] = mapped_column(ForeignKey("subcontractors.id"), index=True)
    price: Mapped[float] = mapped_column(Float)
    state: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
    revision: Mapped[int] = mapped_column(Integer, init=False)
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012


class Ping(Unaudited, Base):
    """Where an engineer was last known to be."""

    __tablename__ = "pings"
    engineer_id: Mapped[str] = mapped_column(ForeignKey("engineers.id"), primary_key=True)
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    at: Mapped[datetime] = mapped_column(Instant)


class Notice(Unaudited, Base):
    """A warning to the dispatcher: a deadline that will be missed unless something is done."""

    __tablename__ = "notices"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, init=False)
    territory_id: Mapped[str] = mapped_column(ForeignKey("territories.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str] = mapped_column(Id)
    due_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    message: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    raised_at: Mapped[datetime] = mapped_column(Instant)
    cleared_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    seen_by: Mapped[str | None] = mapped_column(Id, default=None)
    __table_args__ = (Index("ix_notices_open", "territory_id", "cleared_at", "id"),)
