"""Masters: who the customers are, what they have where under which contract, and who there is to serve them.

Each row keeps its document, as the book describes it and with what only the service knows, and the columns by which
it is looked up. What refers to something keeps it from being deleted.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, Float, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from api.store.tables.base import Base, Document, Id, Instant, Unaudited


class Master(Base):
    """A row with an id, a revision and a document."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    revision: Mapped[int] = mapped_column(Integer, init=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        """Every change raises the revision, and one that was based on another revision is refused."""
        return {"version_id_col": cls.__table__.c.revision} if hasattr(cls, "__table__") else {}


class Territory(Master):
    """An area of work with its own dispatchers, engineers and plans."""

    __tablename__ = "territories"


class Customer(Master):
    """Who has contracts."""

    __tablename__ = "customers"


class Calendar(Master):
    """When time counts."""

    __tablename__ = "calendars"


class Zone(Master):
    """An area that promises differ by."""

    __tablename__ = "zones"


class Policy(Master):
    """What a kind of contract promises."""

    __tablename__ = "policies"


class Contract(Master):
    """One customer's contract."""

    __tablename__ = "contracts"
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"), index=True)


class Site(Master):
    """A customer's place."""

    __tablename__ = "sites"
    contract_id: Mapped[str] = mapped_column(ForeignKey("contracts.id"), index=True)
    territory_id: Mapped[str] = mapped_column(ForeignKey("territories.id"), index=True)
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)


class Unit(Master):
    """A device at a site, or several of one kind."""

    __tablename__ = "units"
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), index=True)
    serial: Mapped[str | None] = mapped_column(String(200), index=True, default=None)


class Engineer(Master):
    """Somebody who does the work."""

    __tablename__ = "engineers"
    territory_id: Mapped[str] = mapped_column(ForeignKey("territories.id"), index=True)
    resident_at: Mapped[str | None] = mapped_column(ForeignKey("sites.id"), index=True, default=None)


class Rule(Master):
    """An inspection rule: what recurs."""

    __tablename__ = "rules"
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), index=True)
    last_done_on: Mapped[date | None] = mapped_column(Date, default=None)


class Appointment(Master):
    """Work of any other kind, agreed for a time."""

    __tablename__ = "appointments"
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), index=True)
    latest_at: Mapped[datetime] = mapped_column(Instant, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(Instant, index=True, default=None)


class Cover(Master):
    """An event at which somebody must be at a site around the clock."""

    __tablename__ = "covers"
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), index=True)
    ends_at: Mapped[datetime] = mapped_column(Instant, index=True)


class Part(Master):
    """A spare part, by its number."""

    __tablename__ = "parts"


class Depot(Master):
    """Where parts lie."""

    __tablename__ = "depots"
    territory_id: Mapped[str] = mapped_column(ForeignKey("territories.id"), index=True)


class Subcontractor(Master):
    """Somebody outside who takes visits at a price."""

    __tablename__ = "subcontractors"


class Stock(Base):
    """How many of a part lie in a depot or ride in an engineer's van."""

    __tablename__ = "stock"
    holder_kind: Mapped[str] = mapped_column(String(10), primary_key=True)  # depot, van
    holder_id: Mapped[str] = mapped_column(Id, primary_key=True)
    part_id: Mapped[str] = mapped_column(ForeignKey("parts.id"), primary_key=True, index=True)
    count: Mapped[int] = mapped_column(Integer)


class House(Base):
    """The one row of what holds for everything: time zone, travel, on-call rule; and the secret that signs tokens."""

    __tablename__ = "house"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(Document)  # id, time_zone, travel, on_call, as in the book
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    revision: Mapped[int] = mapped_column(Integer, init=False)
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012


class Rota(Base):
    """Who is on call in one month, as it was planned: it does not move when the roster does."""

    __tablename__ = "rotas"
    territory_id: Mapped[str] = mapped_column(ForeignKey("territories.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    planned_at: Mapped[datetime] = mapped_column(Instant)


class Place(Unaudited, Base):
    """Where an address is, as the geocoder said: asked once."""

    __tablename__ = "places"
    address: Mapped[str] = mapped_column(String(500), primary_key=True)
    found: Mapped[bool] = mapped_column(Boolean)
    lat: Mapped[float | None] = mapped_column(Float, default=None)
    lon: Mapped[float | None] = mapped_column(Float, default=None)
    label: Mapped[str | None] = mapped_column(String(500), default=None)
    asked_at: Mapped[datetime] = mapped_column(Instant)


class Counter(Unaudited, Base):
    """The last number given out of a running series: tickets, slips, plans."""

    __tablename__ = "counters"
    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    value: Mapped[int] = mapped_column(Integer)
