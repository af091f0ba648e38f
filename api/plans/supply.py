"""What the tickets of a plan ask for, and what of it is free: what lies there, less what is reserved otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.store.house import house_of
from api.store.reservations import depots_of, parts_asked, reservations_in, reservations_of, stock_of
from api.store.stock import Lying
from api.store.tables import Reservation

Document = Mapping[str, Any]


@dataclass(frozen=True)
class DepotPlace:
    """A depot: what people call it, and where it is."""

    id: str
    name: str | None
    lat: float
    lon: float


@dataclass(frozen=True)
class Supply:
    """What tickets ask for, and what there is of it.

    Attributes
    ----------
    time_zone : str
    asked : mapping of str to mapping
        Counts by part, by ticket; of tickets that ask for parts.
    free : mapping of (str, str, str) to int
        Counts by kind and id of the holder and by part, less what is reserved otherwise.
    depots : sequence of DepotPlace
    """

    time_zone: str
    asked: Mapping[str, Mapping[str, int]]
    free: Mapping[Lying, int]
    depots: Sequence[DepotPlace]


def supply_of(
    session: Session,
    territory: str,
    sources: Mapping[str, Document],
    days: tuple[date, date],
    now: datetime,
) -> Supply:
    """Read what the tickets of a plan ask for, and what is free for them.

    What is reserved for these tickets, for the plan's days and for days that are over is free: publishing the plan
    releases it.

    Parameters
    ----------
    sources : mapping of str to mapping
        What each visit came from.
    days : (date, date)
        The first and the last of the plan.
    """
    zone = house_of(session).document["time_zone"]
    tickets = {source["id"] for source in sources.values() if source["kind"] == "ticket" and not source.get("desk")}
    asked = parts_asked(session, tickets)
    if not asked:
        return Supply(zone, {}, {}, ())
    needed = {part for parts in asked.values() for part in parts}
    free = stock_of(session, territory, needed)
    gone = {row.ticket_id for row in released(session, territory, tickets, days, now)}
    for row in reservations_of(session, needed):
        lying = row.holder_kind, row.holder_id, row.part_id
        if lying in free and row.ticket_id not in gone:
            free[lying] -= row.count
    depots = [
        DepotPlace(row.id, row.document.get("name"), row.document["lat"], row.document["lon"])
        for row in depots_of(session, territory)
    ]
    return Supply(zone, asked, free, depots)


def released(
    session: Session, territory: str, tickets: set[str], days: tuple[date, date], now: datetime
) -> list[Reservation]:
    """Find what is no longer reserved once a plan of some tickets and days is published."""
    today = now.astimezone(ZoneInfo(house_of(session).document["time_zone"])).date()
    return [
        row
        for row in reservations_in(session, territory)
        if row.ticket_id in tickets or days[0] <= row.on <= days[1] or row.on < today
    ]
