"""What follows from a visit beyond its ticket: rules done, appointments kept, papers owed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.house import house_of
from api.store.stops import PlannedVisit, states_of
from api.store.tables import Appointment, Rule, Ticket, VisitState
from api.store.tickets import ground_of
from api.work.papers import EndedVisit, owe_follow_up, owe_report

ENDS = frozenset({"done", "failed", "needs_visit", "in_workshop"})
"""Statuses with which a visit is over; so is one that waits, once somebody was there."""


def follow_from(session: Session, state: VisitState, planned: PlannedVisit, now: datetime) -> None:
    """Do what a visit's status asks for, once it is over; done twice it changes nothing more."""
    over = state.status in ENDS or state.status.startswith("waiting")
    if not over or state.ended_at is None:
        return
    whole = state.status == "done" and _all_done(session, state, planned.fellows)
    if whole and state.source_kind == "inspection":
        _rules_done(session, planned.source.get("rules", ()), state.ended_at, now)
    if whole and state.source_kind == "appointment":
        _appointment_kept(session, state.source_id, state.ended_at, now)
    _owe_papers(session, state, planned.source, whole)


def _all_done(session: Session, state: VisitState, fellows: Sequence[str]) -> bool:
    others = states_of(session, [each for each in fellows if each != state.id])
    return all(each == state.id or (each in others and others[each].status == "done") for each in fellows)


def _rules_done(session: Session, rules: Sequence[str], ended_at: datetime, now: datetime) -> None:
    zone = ZoneInfo(house_of(session).document["time_zone"])
    on = ended_at.astimezone(zone).date()
    for row in session.scalars(select(Rule).where(Rule.id.in_(rules)).order_by(Rule.id).with_for_update()):
        if row.last_done_on is None or row.last_done_on < on:
            row.last_done_on, row.updated_at = on, now
            row.document = {**row.document, "last_done_on": on.isoformat()}


def _appointment_kept(session: Session, id_: str, ended_at: datetime, now: datetime) -> None:
    row = session.get(Appointment, id_)
    if row is not None and row.closed_at is None:
        row.closed_at, row.updated_at = ended_at, now


def _owe_papers(session: Session, state: VisitState, source: Mapping[str, Any], whole: bool) -> None:
    ground = ground_of(session, state.site_id)
    visit = EndedVisit(
        id=state.id,
        kinds=_kinds(session, state, source),
        ticket=state.source_id if state.source_kind in ("ticket", "loan") else None,
        engineer=state.engineer_id,
        ended_at=state.ended_at or state.updated_at,
        desk=bool(source.get("desk")),
    )
    if whole and visit.kinds:
        owe_report(session, ground, visit)
    if state.arrived_at is not None or state.status == "done":
        owe_follow_up(session, ground, visit)


def _kinds(session: Session, state: VisitState, source: Mapping[str, Any]) -> tuple[str, ...]:
    """By which words a policy may ask for a report after the visit: its own kind, then what it is in general."""
    if state.source_kind == "ticket":
        ticket = session.get_one(Ticket, state.source_id)
        return ticket.document.get("kind", "fault"), "ticket"
    if state.source_kind == "inspection":
        rule = session.get(Rule, next(iter(source.get("rules", ())), ""))
        return ("inspection",) if rule is None else (rule.document.get("kind", "inspection"), "inspection")
    if state.source_kind == "appointment":
        row = session.get(Appointment, state.source_id)
        return () if row is None else (row.document["kind"],)
    return ()
