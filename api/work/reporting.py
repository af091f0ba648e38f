"""What engineers report of their stops: taken as it comes, late, twice or out of order, and never lost.

A report is refused only where nobody could tell what it is about. What does not fit the ticket as the office knows it
is kept with the visit, and told as a warning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.errors import Refused, not_found
from api.schemas.routes import TO_COME
from api.store.house import house_of
from api.store.numbers import new_id
from api.store.stops import (
    PlannedVisit,
    lock_routes_of_stop,
    plan_of_route,
    planned_visit,
    reports_of,
    shifts_of,
    was_routed,
)
from api.store.tables import Engineer, Rule, Site, Ticket, VisitReport, VisitState
from api.work.events import AHEAD, record
from api.work.life import WAITING, EventName, Told, WaitsFor
from api.work.outcomes import follow_from
from api.work.parts_used import hold_parts, use_parts
from api.work.retelling import retell
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
_ADDED = frozenset({"on", "units", "rules", "warnings"})
"""What is kept with a report beside what it said."""


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
        Where the stop never was on the engineer's route, or the report's id belongs to another report, of this stop or
        of another.
    FaultyInput
        Where it tells of the future.
    """
    require_past({"at": report.at, "left_at": report.left_at}, now)
    _require_order(report)
    planned = _planned(session, engineer, on, stop)
    ticket = _ticket(session, planned)  # locked first, then stock, then routes: as publishing does
    used, of = report.data.get("parts_used", ()), None if ticket is None else ticket.id
    hold_parts(session, engineer.id, used, of)
    lock_routes_of_stop(session, engineer.id, on, stop)
    known = session.get(VisitReport, report.id) if report.id else None
    if known is not None:
        return _taken_before(session, known, engineer, on, report, now)
    row = _keep(session, engineer, on, stop, report, planned, now)
    state = _state(session, on, stop, planned, now)
    warnings = _astray(planned, engineer, stop)
    warnings += use_parts(session, engineer.id, used, of)
    if ticket is not None:
        warnings += _tell_ticket(session, ticket, planned, state, report, engineer.id, now)
    if row.data["on"] == state.on.isoformat():
        follow_from(session, state, planned, now)
        retell(session, now, visits=[stop])
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


def _taken_before(
    session: Session, row: VisitReport, engineer: Engineer, on: date, report: Report, now: datetime
) -> Taken:
    """Answer a report that was sent once more, as the first time; one that says something else is another report."""
    whose = report.data["visit"], engineer.id, on.isoformat()
    if (row.visit_id, row.engineer_id, row.data["on"]) != whose:
        raise Refused(
            "already_exists", f"the report {row.id} is one of another stop; give each report an id of its own"
        )
    left = None if report.left_at is None else report.left_at.isoformat()
    same_time = report.at in (row.at, now)  # a report that does not tell its time is of the time at which it came
    told = {**report.data, **({} if left is None else {"left_at": left})}
    said = {key: value for key, value in row.data.items() if key not in _ADDED}
    if row.status != report.status or not same_time or said != told:
        message = (
            f"the report {row.id} said {row.status} at {row.at.isoformat()} and was taken; what is told here differs: "
            f"send it with an id of its own"
        )
        raise Refused("key_reused", message)
    ticket = session.get(Ticket, row.ticket_id) if row.ticket_id else None
    return Taken(row, session.get_one(VisitState, row.visit_id), ticket)


def _astray(planned: PlannedVisit, engineer: Engineer, stop: str) -> list[str]:
    """Say that the plan has given a visit to somebody else: the report is taken, as it is the truth of the day."""
    if planned.engineer == engineer.id:
        return []
    if planned.engineer is None:
        return [f"plan version {planned.version} has visit {stop} on no route; call the dispatcher"]
    return [f"this visit was given to {planned.engineer} in plan version {planned.version}; call the dispatcher"]


def _planned(session: Session, engineer: Engineer, on: date, stop: str) -> PlannedVisit:
    """Find what a stop is of; it need not be on the route any more."""
    planned = None
    if was_routed(session, engineer.id, stop):
        plan = plan_of_route(session, engineer.id, on)
        planned = planned_visit(session, plan, engineer.territory_id, on, stop)
    if planned is None:
        raise not_found("stop", stop, "look at the stops of the route")
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
    last = _latest(reports)
    over = last.status not in TO_COME
    own = [each for each in reports if each.engineer_id == last.engineer_id]
    seen = [*own, *reports] if over else own  # whoever drives there now has not arrived because another one had
    known = state.shift_id if state.engineer_id == last.engineer_id else None
    state.shift_id = _shift(session, planned, last.engineer_id or "", on, last.at) or known
    state.on, state.engineer_id, state.updated_at = on, last.engineer_id, now
    state.status = last.status
    state.customer_told = any(each.status == "customer_called" for each in reports)
    state.travelling_at = next((each.at for each in seen if each.status == "travelling"), None)
    state.arrived_at = next((each.at for each in seen if each.status == "on_site"), None)
    state.ended_at = _left_at(last) if over else None
    session.flush()
    return state


def _latest(reports: Sequence[VisitReport]) -> VisitReport:
    """The report that counts: the last one; a call on the way there takes nobody back to the telephone."""
    return next((each for each in reversed(reports) if each.status != "customer_called"), reports[-1])


def _shift(session: Session, planned: PlannedVisit, engineer: str, on: date, at: datetime) -> str | None:
    """Name the shift in which an engineer reports: the plan's, or the own where the plan has somebody else go."""
    if planned.engineer == engineer and (planned.begins or "").startswith(on.isoformat()):
        return planned.shift
    zone = ZoneInfo(house_of(session).document["time_zone"])
    spans = {each["id"]: datetime.fromisoformat(each["start"]) for each in shifts_of(session, planned.plan, engineer)}
    own = sorted((start, id_) for id_, start in spans.items() if start.astimezone(zone).date() == on)
    begun = [id_ for start, id_ in own if start <= at]
    return begun[-1] if begun else own[0][1] if own else None


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
