"""What engineers report of their stops: taken as it comes, late, twice or out of order, and never lost.

A report is refused only where nobody could tell what it is about. What does not fit the ticket as the office knows it
is kept with the visit, and told as a warning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from api.errors import Refused, not_found
from api.store.numbers import new_id
from api.store.stops import (
    PlannedVisit,
    lock_routes_of_stop,
    plan_of_route,
    planned_visit,
    reports_of,
    set_stop_status,
    was_routed,
)
from api.store.tables import Engineer, Rule, Site, Ticket, VisitReport, VisitState
from api.work.events import AHEAD, record
from api.work.life import WAITING, EventName, Told, WaitsFor
from api.work.outcomes import follow_from, use_parts
from optimiser import Fault, FaultyInput

_EVENTS: Mapping[str, EventName] = {
    "customer_called": "customer_called",
    "travelling": "travelling",
    "on_site": "arrived",
    "done": "restored",
    "failed": "repair_failed",
    "needs_visit": "needs_visit",
    "in_workshop": "to_workshop",
}
_WAITING_FOR = "waiting_for_"
_NOT_YET_ENDED = frozenset({"planned", "customer_called", "travelling", "on_site"})


@dataclass(frozen=True)
class Report:
    """What is reported: ``status`` as a route tells it, ``data`` for whoever reads it."""

    id: str | None
    status: str
    at: datetime
    left_at: datetime | None
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Taken:
    """A report that was taken, how the visit stands after it, and what did not fit."""

    row: VisitReport
    state: VisitState
    ticket: Ticket | None


def take_report(session: Session, engineer: Engineer, on: date, stop: str, report: Report, now: datetime) -> Taken:
    """Take a report of a stop, with all that follows from it.

    Raises
    ------
    Refused
        Where the stop never was on the engineer's route, or the report's id belongs to another report.
    FaultyInput
        Where it tells of the future.
    """
    require_past({"at": report.at, "left_at": report.left_at}, now)
    _require_order(report)
    planned = _planned(session, engineer, on, stop)
    ticket = _ticket(session, planned)  # locked first, then the routes: as publishing does
    lock_routes_of_stop(session, engineer.id, on, stop)
    known = session.get(VisitReport, report.id) if report.id else None
    if known is not None:
        return _taken_before(session, known, engineer, stop)
    row = _keep(session, engineer, on, stop, report, planned, now)
    state = _state(session, on, stop, planned, now)
    warnings = use_parts(session, engineer.id, report.data.get("parts_used", ()))
    if ticket is not None:
        warnings += _tell_ticket(session, ticket, planned, state, report, engineer.id, now)
    if row.data["on"] == state.on.isoformat():
        follow_from(session, state, planned, now)
        set_stop_status(session, on, stop, state.status, state.customer_told, now)
    row.data = {**row.data, "warnings": warnings}
    session.flush()
    return Taken(row, state, ticket)


def require_past(moments: Mapping[str, datetime | None], now: datetime) -> None:
    """See to it that what is told has happened.

    Raises
    ------
    FaultyInput
        With every moment that lies in the future, by its field.
    """
    faults = [
        Fault(
            f"$.{key}", "in_the_future", f"{at.isoformat()} lies in the future; it is {now.isoformat()}", at.isoformat()
        )
        for key, at in moments.items()
        if at is not None and at > now + AHEAD
    ]
    if faults:
        raise FaultyInput(faults)


def _require_order(report: Report) -> None:
    if report.left_at is not None and report.left_at < report.at:
        message = f"left at {report.left_at.isoformat()}, before {report.at.isoformat()}: correct one of the two"
        raise FaultyInput([Fault("$.left_at", "wrong_order", message, report.left_at.isoformat())])


def _taken_before(session: Session, row: VisitReport, engineer: Engineer, stop: str) -> Taken:
    if (row.visit_id, row.engineer_id) != (stop, engineer.id):
        raise Refused(
            "already_exists", f"the report {row.id} is one of another stop; give each report an id of its own"
        )
    ticket = session.get(Ticket, row.ticket_id) if row.ticket_id else None
    return Taken(row, session.get_one(VisitState, stop), ticket)


def _planned(session: Session, engineer: Engineer, on: date, stop: str) -> PlannedVisit:
    """Find what a stop is of; it need not be on the route any more."""
    planned = None
    if was_routed(session, engineer.id, stop):
        plan = plan_of_route(session, engineer.id, on)
        planned = planned_visit(session, plan, engineer.territory_id, on, stop)
    if planned is None:
        raise not_found("stop", stop)
    return planned


def _ticket(session: Session, planned: PlannedVisit) -> Ticket | None:
    if planned.source["kind"] not in ("ticket", "loan"):
        return None
    return session.get(Ticket, planned.source["id"], with_for_update={"of": Ticket})


def _keep(
    session: Session,
    engineer: Engineer,
    on: date,
    stop: str,
    report: Report,
    planned: PlannedVisit,
    now: datetime,
) -> VisitReport:
    source = planned.source
    ticket = source["id"] if source["kind"] in ("ticket", "loan") else None
    units = _units(session, ticket, source.get("rules", ()))
    left = {} if report.left_at is None else {"left_at": report.left_at.isoformat()}
    row = VisitReport(
        id=report.id or new_id("report"),
        visit_id=stop,
        ticket_id=ticket,
        site_id=source["site"],
        unit_id=units[0] if len(units) == 1 else None,
        engineer_id=engineer.id,
        status=report.status,
        at=report.at,
        data={**report.data, **left, "on": on.isoformat(), "units": units, "rules": list(source.get("rules", ()))},
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _units(session: Session, ticket: str | None, rules: Sequence[str]) -> list[str]:
    if ticket is not None:
        unit = session.get_one(Ticket, ticket).unit_id
        return [unit] if unit else []
    rows = [row for row in (session.get(Rule, rule) for rule in rules) if row is not None]
    return list(dict.fromkeys(unit for row in rows for unit in row.document.get("units", ())))


def _state(session: Session, on: date, stop: str, planned: PlannedVisit, now: datetime) -> VisitState:
    """Say how the visit stands, by all that was reported of it on its day; a report of an earlier day moves nothing."""
    state, source = session.get(VisitState, stop), planned.source
    if state is None:
        state = VisitState(
            id=stop,
            source_kind=source["kind"],
            source_id=source["id"],
            site_id=source["site"],
            territory_id=session.get_one(Site, source["site"]).territory_id,
            on=on,
            status="planned",
            updated_at=now,
        )
        session.add(state)
    if state.on > on:
        return state
    reports = [each for each in reports_of(session, stop) if each.data.get("on") == on.isoformat()]
    state.on, state.engineer_id, state.updated_at = on, reports[-1].engineer_id, now
    state.shift_id = planned.shift or state.shift_id
    state.status = _latest(reports)
    state.customer_told = any(each.status == "customer_called" for each in reports)
    state.travelling_at = next((each.at for each in reports if each.status == "travelling"), None)
    state.arrived_at = next((each.at for each in reports if each.status == "on_site"), None)
    state.ended_at = None if state.status in _NOT_YET_ENDED else _left_at(reports[-1])
    session.flush()
    return state


def _latest(reports: Sequence[VisitReport]) -> str:
    """The last status; a call on the way there takes nobody back to the telephone."""
    last = reports[-1].status
    if last == "customer_called":
        return next((each.status for each in reversed(reports) if each.status != last), last)
    return last


def _left_at(report: VisitReport) -> datetime:
    left = report.data.get("left_at")
    return report.at if left is None else datetime.fromisoformat(left)


def _tell_ticket(
    session: Session, ticket: Ticket, planned: PlannedVisit, state: VisitState, report: Report, by: str, now: datetime
) -> list[str]:
    """Tell the ticket what happened; what cannot have happened to it is a warning."""
    arrived = state.arrived_at is not None and state.arrived_at <= report.at
    is_loan = planned.source["kind"] == "loan"
    news = _loan_news(report, by) if is_loan else _news(ticket.status, report, by, arrived)
    try:
        if news:
            record(session, ticket, news, now)
    except Refused as refusal:
        return [refusal.message]
    except FaultyInput as faulty:
        return [fault.message for fault in faulty.faults]
    return []


def _loan_news(report: Report, by: str) -> list[Told]:
    return [Told("loan_returned", report.at, by, None, _beside(report))] if report.status == "done" else []


def _news(ticket_status: str, report: Report, by: str, arrived: bool) -> list[Told]:
    """What a ticket learns: whoever drives to one that waits has been told that it goes on."""
    at, data = report.at, _beside(report)
    going_on = ticket_status in WAITING and report.status != "customer_called"
    resumed = [Told("resumed", at, by)] if going_on else []
    if report.status.startswith(_WAITING_FOR):
        waits_for: WaitsFor = report.status.removeprefix(_WAITING_FOR)  # type: ignore[assignment]
        return [*resumed, Told("paused", at, by, waits_for, data)]
    kind = _EVENTS[report.status]
    if kind == "repair_failed" and not arrived:
        kind = "visit_failed"  # nothing was tried
    return [*resumed, Told(kind, at, by, None, data)]


def _beside(report: Report) -> dict[str, Any]:
    return {key: report.data[key] for key in ("visit", "note") if report.data.get(key)}
