"""Numbered service slips: made of what was reported of a visit, signed and rated by the customer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.errors import Refused
from api.schemas.routes import StopInspection, StopTicket, StopUnit
from api.schemas.slips import MARKS, ChecklistResult, Reading, SlipDocument, SlipPart
from api.store.house import house_of
from api.store.numbers import next_number
from api.store.slips import SlipGround, names_of_parts, slip_ground, slips_of, units_by_id
from api.store.stops import reports_of
from api.store.tables import Slip, Ticket, Unit, VisitReport, VisitState
from api.work.events import record
from api.work.life import Told
from api.work.stop_facts import site_told, ticket_told
from optimiser import Fault, FaultyInput


def issue_slip(session: Session, visit: VisitState, now: datetime) -> Slip:
    """Make the slip of a visit; until it is signed, the same number takes in what is reported later.

    Raises
    ------
    Refused
        Where nobody was there yet.
    """
    reports = [each for each in reports_of(session, visit.id) if each.data.get("on") == visit.on.isoformat()]
    if visit.arrived_at is None and visit.ended_at is None:
        raise Refused("wrong_state", f"nobody was at visit {visit.id} yet; report on_site or done first")
    known = next((each for each in slips_of(session, visit.id) if each.document["on"] == visit.on.isoformat()), None)
    if known is not None and known.signed_at is not None:
        return known
    ground = slip_ground(session, visit.site_id, visit.engineer_id)
    slip = known or _new(session, visit, now)
    document = _document(session, slip, visit, ground, reports)
    slip.document = {"on": visit.on.isoformat(), "slip": document.model_dump(mode="json")}
    session.flush()
    return slip


def sign_slip(session: Session, slip: Slip, name: str, now: datetime) -> None:
    """Note who signed a slip, and tell its ticket.

    Raises
    ------
    Refused
        Where it is signed already.
    """
    if slip.signed_at is not None:
        raise Refused("wrong_state", f"slip {slip.number} was signed by {slip.signed_by} already")
    slip.signed_at, slip.signed_by = now, name
    ticket = session.get(Ticket, slip.ticket_id, with_for_update={"of": Ticket}) if slip.ticket_id else None
    if ticket is not None:
        record(session, ticket, [Told("signed", now, slip.engineer_id, None, {"slip": slip.number})], now)
    session.flush()


def rate_slip(session: Session, slip: Slip, rating: str, note: str | None) -> None:
    """Note what the customer says about a visit, in a word that the policy counts.

    Raises
    ------
    Refused
        Where it is rated already.
    FaultyInput
        Where the policy has no such word.
    """
    if slip.rating is not None:
        raise Refused("wrong_state", f"slip {slip.number} was rated {slip.rating!r} already")
    words = rating_words(session, slip)
    if rating not in words:
        message = f"{rating[:50]!r} is no rating; say one of: {', '.join(words)}"
        raise FaultyInput([Fault("$.rating", "unknown_choice", message, rating)])
    slip.rating, slip.rating_note = rating, note
    session.flush()


def rating_words(session: Session, slip: Slip) -> Sequence[str]:
    """Name what a customer may say, the best first."""
    policy = slip_ground(session, slip.site_id, None).policy
    points: dict[str, float] = policy.document.get("rating_points") or {}
    return sorted(points, key=lambda word: -points[word]) or MARKS


def _new(session: Session, visit: VisitState, now: datetime) -> Slip:
    slip = Slip(
        number=f"S-{now.year}-{next_number(session, f'slips {now.year}'):06d}",
        visit_id=visit.id,
        ticket_id=visit.source_id if visit.source_kind in ("ticket", "loan") else None,
        site_id=visit.site_id,
        engineer_id=visit.engineer_id,
        document={},
        issued_at=now,
    )
    session.add(slip)
    return slip


def _document(
    session: Session, slip: Slip, visit: VisitState, ground: SlipGround, reports: Sequence[VisitReport]
) -> SlipDocument:
    ticket = session.get(Ticket, slip.ticket_id) if slip.ticket_id else None
    rules: list[str] = next((each.data["rules"] for each in reports if each.data.get("rules")), [])
    units = units_by_id(session, sorted({unit for each in reports for unit in each.data.get("units", ())}))
    travel = visit.arrived_at - visit.travelling_at if visit.arrived_at and visit.travelling_at else None
    notes = [each.data["note"] for each in reports if each.data.get("note")]
    return SlipDocument(
        number=slip.number,
        issued_at=slip.issued_at,
        time_zone=house_of(session).document["time_zone"],
        customer=ground.customer.document.get("name") or ground.customer.id,
        site=site_told(ground.site).model_copy(update={"access_note": None}),
        engineer_name=_engineer_name(ground, visit),
        ticket=None if ticket is None else _reason(ticket),
        inspection=StopInspection(rules=tuple(rules)) if rules else None,
        units=tuple(_unit(unit) for unit in units),
        arrived_at=visit.arrived_at,
        started_at=visit.arrived_at,
        ended_at=visit.ended_at,
        travel_s=None if travel is None else max(0, int(travel.total_seconds())),
        result=visit.status,  # type: ignore[arg-type]
        work_done="\n".join(notes) or None,
        parts=_parts(session, reports),
        checklist=tuple(ChecklistResult(**each) for report in reports for each in report.data.get("results", ())),
        readings=tuple(Reading(**each) for report in reports for each in report.data.get("readings", ())),
    )


def _engineer_name(ground: SlipGround, visit: VisitState) -> str:
    named = None if ground.engineer is None else ground.engineer.document.get("name")
    return named or visit.engineer_id or "?"


def _reason(ticket: Ticket) -> StopTicket:
    """The ticket without what is nobody's business on paper: who called, and by when somebody had to come."""
    return ticket_told(ticket).model_copy(update={"contact": None, "onsite_by": None, "restore_by": None})


def _unit(unit: Unit) -> StopUnit:
    return StopUnit(
        id=unit.id, kind=unit.document["kind"], serial=unit.document.get("serial"), count=unit.document.get("count", 1)
    )


def _parts(session: Session, reports: Sequence[VisitReport]) -> tuple[SlipPart, ...]:
    used: list[dict[str, Any]] = [each for report in reports for each in report.data.get("parts_used", ())]
    names = names_of_parts(session, [each["part"] for each in used])
    return tuple(SlipPart(**each, name=names.get(each["part"])) for each in used)
