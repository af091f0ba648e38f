"""Tickets reported, and their facts changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.errors import Refused
from api.identity.actor import Actor
from api.store.numbers import next_number
from api.store.tables import Contract, Engineer, Part, Policy, Site, Ticket
from api.store.tickets import find_site, find_unit
from api.work.events import AHEAD, refresh
from api.work.reserved import keep_needed
from optimiser import Fault, FaultyInput

DEFAULT_DURATION = "PT1H"
OFFICE_FACTS = frozenset({"id", "reported_at", "duration", "skills", "likelihood", "remote", "owner", "parts"})
"""What only the office says about a ticket."""


def report_ticket(session: Session, actor: Actor, told: Mapping[str, Any], now: datetime) -> Ticket:
    """Take a new ticket in.

    Parameters
    ----------
    told : mapping
        The fields of :class:`api.schemas.tickets.NewTicket` that were told.

    Raises
    ------
    Refused
        Where the site is not to be seen, or the id is taken.
    FaultyInput
        Where the facts cannot be.
    """
    if actor.role == "customer":
        _require_customers_facts(told)
    site = find_site(session, actor, told["site"])
    contract, policy = _promised_at(session, site)
    reported_at = told.get("reported_at") or now
    faults = [*_faults_of(session, site, policy, told), *_faults_of_time(reported_at, now)]
    if faults:
        raise FaultyInput(faults)
    id_ = told.get("id") or f"T-{now.year}-{next_number(session, f'tickets {now.year}'):06d}"
    if session.get(Ticket, id_) is not None:
        raise Refused("already_exists", f"there is a ticket {id_!r} already; leave out the id, and it is numbered")
    facts = {key: value for key, value in told.items() if value is not None}
    document = {"duration": DEFAULT_DURATION, **facts, "id": id_, "reported_at": reported_at.isoformat()}
    ticket = Ticket(
        id=id_,
        site_id=site.id,
        unit_id=told.get("unit"),
        contract_id=contract.id,
        customer_id=contract.customer_id,
        territory_id=site.territory_id,
        status="reported",
        severity=told["severity"],
        reported_at=reported_at,
        document=document,
        updated_at=now,
    )
    session.add(ticket)
    session.flush()
    refresh(session, ticket, now)
    return ticket


def change_ticket(session: Session, ticket: Ticket, changes: Mapping[str, Any], now: datetime) -> None:
    """Change a ticket's facts; its deadlines follow.

    Parameters
    ----------
    changes : mapping
        New facts; None takes one away.

    Raises
    ------
    FaultyInput
        Where the facts cannot be.
    """
    site = session.get_one(Site, ticket.site_id)
    policy = session.scalars(select(Policy).join(Contract).where(Contract.id == ticket.contract_id)).one()
    faults = _faults_of(session, site, policy, changes)
    faults += [
        Fault(f"$.{key}", "missing", f"a ticket has a {key}; give one, or leave it out of the change")
        for key in ("severity", "duration")
        if key in changes and changes[key] is None
    ]
    if faults:
        raise FaultyInput(faults)
    if "parts" in changes:
        keep_needed(session, ticket.id, changes["parts"] or ())
    document = {**ticket.document, **changes}
    ticket.document = {key: value for key, value in document.items() if value is not None}
    ticket.severity, ticket.unit_id = document["severity"], document.get("unit")
    refresh(session, ticket, now)


def _promised_at(session: Session, site: Site) -> tuple[Contract, Policy]:
    """Read contract and policy of a site; whoever changes them waits for the ticket, to count it anew."""
    asked = select(Contract, Policy).join(Policy, Contract.policy_id == Policy.id)
    found = session.execute(asked.where(Contract.id == site.contract_id).with_for_update(read=True, of=Policy)).one()
    return found[0], found[1]


def _require_customers_facts(told: Mapping[str, Any]) -> None:
    faults = [
        Fault(f"$.{key}", "not_yours", f"{key} is set by the office; leave it out")
        for key in sorted(OFFICE_FACTS)
        if told.get(key) is not None
    ]
    if faults:
        raise FaultyInput(faults)


def _faults_of(session: Session, site: Site, policy: Policy, told: Mapping[str, Any]) -> list[Fault]:
    faults = []
    known = policy.document.get("severities") or {}
    severity, owner, parts = told.get("severity"), told.get("owner"), told.get("parts") or ()
    if known and severity is not None and severity not in known:
        message = f"policy {policy.id} knows no severity {severity!r}; it has {', '.join(known)}"
        faults.append(Fault("$.severity", "unknown_severity", message, severity))
    if told.get("unit") is not None:
        try:
            find_unit(session, told["unit"], site.id)
        except Refused:
            message = f"site {site.id} has no unit {told['unit']!r}; name one of its units, or none"
            faults.append(Fault("$.unit", "unknown_unit", message, told["unit"]))
    if owner is not None and session.get(Engineer, owner) is None:
        message = f"there is no engineer {owner!r}; name one of the engineers, or none"
        faults.append(Fault("$.owner", "unknown_engineer", message, owner))
    return [*faults, *_faults_of_parts(session, parts)]


def _faults_of_parts(session: Session, parts: Sequence[Mapping[str, Any]]) -> list[Fault]:
    known = session.scalars(select(Part.id).where(Part.id.in_([each["part"] for each in parts]))).all()
    return [
        Fault(f"$.parts[{i}].part", "unknown_part", f"there is no part {each['part']!r}; add it first", each["part"])
        for i, each in enumerate(parts)
        if each["part"] not in known
    ]


def _faults_of_time(reported_at: datetime, now: datetime) -> list[Fault]:
    if reported_at <= now + AHEAD:
        return []
    message = f"{reported_at.isoformat()} lies in the future; it is {now.isoformat()}: report it then"
    return [Fault("$.reported_at", "in_the_future", message, reported_at.isoformat())]
