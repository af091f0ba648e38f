"""From the store to a scene."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.schemas.routes import TO_COME
from api.store import notices as queries
from api.store.house import house_of
from api.watch.scene import (
    Certificate,
    DayRoute,
    Hold,
    LastSeen,
    LeadTimes,
    OpenTicket,
    OwedPaper,
    PlannedStop,
    Reported,
    Scene,
)

_DAY = timedelta(days=1)
_PING_HOLDS = timedelta(minutes=30)
_OVER = frozenset({"done", "failed", "needs_visit", "in_workshop", "cancelled"})
_LOAN = "loan "


@dataclass
class KnownRoutes:
    """The routes of the last look: those whose ETag is the same need not be read again."""

    by_key: dict[queries.RouteKey, tuple[str, DayRoute]] = field(default_factory=dict)

    def of(self, session: Session, first: date, last: date) -> list[DayRoute]:
        """Read the routes of some days, as far as they have changed."""
        etags = queries.route_etags(session, first, last)
        new = [key for key, etag in etags.items() if self.by_key.get(key, ("", None))[0] != etag]
        kept = {key: self.by_key[key] for key in etags.keys() - set(new)}
        for engineer, on, territory, body in queries.route_bodies(session, new):
            kept[engineer, on] = etags[engineer, on], _route(territory, json.loads(body))
        self.by_key = kept
        return [route for _, (_, route) in sorted(kept.items())]


def gather(session: Session, known: KnownRoutes, leads: LeadTimes, now: datetime) -> Scene:
    """Read all that is looked at, in a fixed number of queries."""
    zone = ZoneInfo(house_of(session).document["time_zone"])
    today = now.astimezone(zone).date()
    days = today - _DAY, today + _DAY
    return Scene(
        now=now,
        zone=zone,
        tickets=_tickets(session),
        routes=known.of(session, *days),
        reported={row.id: _reported(row) for row in queries.reported_visits(session, *days)},
        last_seen={
            row.engineer_id: LastSeen(row.lat, row.lon, row.at) for row in queries.pings(session, now - _PING_HOLDS)
        },
        papers=[
            OwedPaper(row.id, row.kind, row.territory_id, row.site_id, row.due_at, row.engineer_id, row.ticket_id)
            for row in queries.owed_papers(session, now + leads.paper)
        ],
        certificates=list(_certificates(session, today + leads.certificate)),
        holds=[
            Hold(row.id, row.territory_id, row.site_id, row.opens_at, row.expires_at, row.ticket_id)
            for row in queries.expiring_holds(session, today, now, now + leads.hold)
        ],
    )


def _tickets(session: Session) -> list[OpenTicket]:
    outside = queries.tickets_outside(session)
    return [
        OpenTicket(
            row.id,
            row.territory_id,
            row.severity,
            row.site_id,
            row.respond_by,
            row.onsite_by,
            row.restore_by,
            outside.get(row.id),
        )
        for row in queries.open_tickets(session)
    ]


def _reported(row: Any) -> Reported:
    is_over = row.ended_at is not None or row.status in _OVER or row.status.startswith("waiting")
    return Reported(row.travelling_at, row.arrived_at, row.ended_at, is_over, row.on)


def _certificates(session: Session, until: date) -> Iterator[Certificate]:
    for id_, territory, document in queries.certified_engineers(session):
        for skill, ends in (document.get("certificates") or {}).items():
            ends_on = date.fromisoformat(ends)
            if ends_on <= until:
                yield Certificate(id_, document.get("name") or id_, territory, skill, ends_on)


def _route(territory: str, body: Mapping[str, Any]) -> DayRoute:
    stops = [_stop(each) for each in body["stops"]]
    return DayRoute(body["engineer"], body["engineer_name"], territory, date.fromisoformat(body["date"]), stops)


def _stop(told: Mapping[str, Any]) -> PlannedStop:
    site, ticket, start_at = told.get("site") or {}, told.get("ticket") or {}, datetime.fromisoformat(told["start_at"])
    repairs = bool(ticket) and not told["id"].startswith(_LOAN)  # to fetch a loan unit back repairs nothing
    return PlannedStop(
        told.get("visit"),
        datetime.fromisoformat(told["arrive_at"]) if told.get("arrive_at") else start_at,
        start_at,
        datetime.fromisoformat(told["end_at"]),
        told.get("travel_s", 0),
        ticket["id"] if repairs else None,
        site.get("name") or site.get("id") or "",
        site.get("lat"),
        site.get("lon"),
        None if told.get("status", "planned") in TO_COME else told["status"],
        told.get("other_engineer"),
    )
