"""Visits given to somebody outside, at a price: given ─> accepted ─> done; withdrawn or declined before that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.errors import Refused
from api.store.house import house_of
from api.store.numbers import new_id
from api.store.subcontracts import has_subcontractor, rule_at, standing_subcontract
from api.store.tables import Site, Subcontract, Ticket
from api.work.events import record
from api.work.life import WAITING, Told
from api.work.retelling import retell
from optimiser import Fault, FaultyInput

SubcontractState = Literal["given", "accepted", "done", "declined", "withdrawn"]

_FOLLOWS: Mapping[str, frozenset[str]] = {
    "given": frozenset({"accepted", "done", "declined", "withdrawn"}),
    "accepted": frozenset({"done", "declined", "withdrawn"}),
}
_NO_MORE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Offer:
    """What is given away: a visit at a site, for a price."""

    visit: str
    site: Site
    ticket: Ticket | None
    subcontractor: str
    price: float
    note: str | None


def give_away(session: Session, offer: Offer, now: datetime) -> Subcontract:
    """Give a visit to somebody outside; it is in no plan of ours while that stands.

    Raises
    ------
    Refused
        Where it is given to somebody already, or its ticket is over.
    FaultyInput
        Where there is no such subcontractor.
    """
    if not has_subcontractor(session, offer.subcontractor):
        message = f"there is no subcontractor {offer.subcontractor!r}; look at the list of them"
        raise FaultyInput([Fault("$.subcontractor", "unknown_subcontractor", message, offer.subcontractor)])
    standing = standing_subcontract(session, offer.visit)
    if standing is not None:
        message = f"visit {offer.visit} is with {standing.subcontractor_id} already; withdraw it there first"
        raise Refused("wrong_state", message)
    if offer.ticket is not None and offer.ticket.closed_at is not None:
        raise Refused("wrong_state", f"ticket {offer.ticket.id} is over: {offer.ticket.status}")
    row = Subcontract(
        id=new_id("subcontract"),
        visit_id=offer.visit,
        ticket_id=None if offer.ticket is None else offer.ticket.id,
        site_id=offer.site.id,
        territory_id=offer.site.territory_id,
        subcontractor_id=offer.subcontractor,
        price=offer.price,
        state="given",
        given_at=now,
        note=offer.note,
    )
    session.add(row)
    retell(session, now, visits=[row.visit_id])
    return row


def move_subcontract(session: Session, row: Subcontract, state: SubcontractState, at: datetime, now: datetime) -> None:
    """Note what somebody outside says: accepted, declined, done; or take the visit back.

    What is done restores its ticket, or does its inspection rule.

    Raises
    ------
    Refused
        Where the state cannot follow, or the ticket cannot have been restored.
    """
    if state == row.state:
        return
    if state not in _FOLLOWS.get(row.state, _NO_MORE):
        able = ", ".join(sorted(_FOLLOWS.get(row.state, _NO_MORE))) or "nothing; give the visit away again"
        raise Refused("wrong_state", f"subcontract {row.id} is {row.state}; what can follow: {able}")
    row.state = state
    row.ended_at = None if state == "accepted" else at
    if state == "done":
        _done(session, row, at, now)
    retell(session, now, visits=[row.visit_id])


def _done(session: Session, row: Subcontract, at: datetime, now: datetime) -> None:
    if row.ticket_id is None:
        _rule_done(session, row, at, now)
        return
    ticket = session.get_one(Ticket, row.ticket_id, with_for_update={"of": Ticket})
    if ticket.closed_at is None:
        by = row.subcontractor_id
        resumed = [Told("resumed", at, by)] if ticket.status in WAITING else []
        record(session, ticket, [*resumed, Told("restored", at, by, None, {"subcontract": row.id})], now)


def _rule_done(session: Session, row: Subcontract, at: datetime, now: datetime) -> None:
    """Visits of inspections are named by their rule and day."""
    rule = rule_at(session, row.visit_id.partition(":")[0], row.site_id)
    on = at.astimezone(ZoneInfo(house_of(session).document["time_zone"])).date()
    if rule is not None and (rule.last_done_on is None or rule.last_done_on < on):
        rule.last_done_on, rule.updated_at = on, now
        rule.document = {**rule.document, "last_done_on": on.isoformat()}
