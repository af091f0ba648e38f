"""What only the service knows about the things of a book, and the things that no book has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Carried = Mapping[str, Any]


@dataclass(frozen=True)
class Contact:
    """Somebody to call."""

    name: str
    phone: str | None = None
    email: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class Named:
    """What has a name and a note, and nothing else of the service's own."""

    name: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Territory:
    """An area of work with its own dispatchers, engineers and plans."""

    id: str
    name: str | None = None
    note: str | None = None
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True)
class Customer:
    """Who has contracts."""

    id: str
    name: str
    contacts: Sequence[Contact] = ()
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    note: str | None = None
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True)
class ContractSide:
    """From when until when a contract holds."""

    name: str | None = None
    note: str | None = None
    from_: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class SiteSide:
    """How to find a site, and whom to call there."""

    territory: str
    name: str | None = None
    note: str | None = None
    address: str | None = None
    contact: Contact | None = None
    access_note: str | None = None


@dataclass(frozen=True)
class UnitSide:
    """What exactly a unit is, and where at its site."""

    name: str | None = None
    note: str | None = None
    model: str | None = None
    installed_on: date | None = None
    location: str | None = None


@dataclass(frozen=True)
class EngineerSide:
    """How to reach an engineer, and what rides along."""

    territory: str
    name: str | None = None
    note: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    tools: Sequence[str] = ()
    language: str | None = None


@dataclass(frozen=True)
class Part:
    """A spare part."""

    id: str
    name: str
    price: float = 0.0
    note: str | None = None
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True)
class Depot:
    """Where parts lie."""

    id: str
    territory: str
    lat: float
    lon: float
    name: str | None = None
    address: str | None = None
    note: str | None = None
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True)
class Subcontractor:
    """Somebody outside who takes visits at a price."""

    id: str
    name: str
    contact: Contact | None = None
    phone: str | None = None
    email: str | None = None
    note: str | None = None
    carried: Carried = field(default_factory=dict)
