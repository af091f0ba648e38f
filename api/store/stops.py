"""Queries of what is reported of stops: whose they are, what they are of, how they stand on the route."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.routes import route_etag
from api.store.tables import Plan, Route, StopTrace, VisitReport, VisitState

_MOST_PLANS = 20


@dataclass(frozen=True)
class PlannedVisit:
    """A visit as a plan has it: its source as documents write it, and the shift that serves it, if one does."""

    source: dict[str, Any]
    fellows: tuple[str, ...]
    shift: str | None


def lock_routes_of_stop(session: Session, engineer: str, on: date, stop: str) -> None:
    """Hold the routes of a day that a stop is or was on, the engineer's among them, until the transaction ends.

    Reports on their stops come one after the other. All are held at once, in the order in which publishing does it.
    """
    others = select(StopTrace.engineer_id).where(StopTrace.stop_id == stop, StopTrace.on == on)
    concerned = (Route.engineer_id == engineer) | Route.engineer_id.in_(others)
    asked = select(Route.revision).where(Route.on == on, concerned)
    session.execute(asked.order_by(Route.engineer_id).with_for_update()).all()


def plan_of_route(session: Session, engineer: str, on: date) -> str | None:
    """Name the plan that an engineer's route of a day is of."""
    return session.scalar(select(Route.plan_id).where(Route.engineer_id == engineer, Route.on == on))


def was_routed(session: Session, engineer: str, stop: str) -> bool:
    """Tell whether a stop ever was on an engineer's route, whatever became of it since."""
    return session.get(StopTrace, (engineer, stop)) is not None


def planned_visit(session: Session, plan: str | None, territory: str, on: date, visit: str) -> PlannedVisit | None:
    """Find what a visit is of: in a plan, or in those that were published for the day before it."""
    for id_ in _plans(session, plan, territory, on):
        matter, document = session.execute(select(Plan.matter, Plan.document).where(Plan.id == id_)).one()
        source = matter.get("sources", {}).get(visit)
        if source is not None:
            fellows = tuple(id_ for id_, other in matter["sources"].items() if _together(source, other))
            shifts = {
                stop["visit"]: route["shift"]
                for route in document["routes"]
                for stop in route["stops"]
                if stop.get("visit")
            }
            return PlannedVisit(source, fellows, shifts.get(visit))
    return None


def _plans(session: Session, plan: str | None, territory: str, on: date) -> Iterator[str]:
    if plan is not None:
        yield plan
    asked = select(Plan.id).where(
        Plan.territory_id == territory, Plan.first_on <= on, Plan.last_on >= on, Plan.version.is_not(None)
    )
    yield from (
        each for each in session.scalars(asked.order_by(Plan.version.desc()).limit(_MOST_PLANS)) if each != plan
    )


def _together(source: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two visits are parts of one piece of work; parts of an inspection have its id and their number."""
    if source["kind"] != other["kind"]:
        return False
    if source.get("parts", 1) == 1 or source["kind"] != "inspection":
        return bool(source["id"] == other["id"])
    return bool(_whole(source) == _whole(other) and source.get("parts") == other.get("parts"))


def _whole(source: dict[str, Any]) -> str:
    id_: str = source["id"]
    return id_.removesuffix(f":{source.get('part', 1)}")


def states_of(session: Session, visits: Sequence[str]) -> dict[str, VisitState]:
    """Read how some visits stand."""
    return {row.id: row for row in session.scalars(select(VisitState).where(VisitState.id.in_(visits)))}


def reports_of(session: Session, visit: str) -> list[VisitReport]:
    """List what was reported of a visit, in the order in which it happened."""
    asked = select(VisitReport).where(VisitReport.visit_id == visit)
    return list(session.scalars(asked.order_by(VisitReport.at, VisitReport.recorded_at, VisitReport.id)))


def set_stop_status(session: Session, on: date, stop: str, status: str, told: bool, now: datetime) -> dict[str, str]:
    """Write the status of a stop into the routes that have it, so that whoever pulls them sees it.

    Parameters
    ----------
    told : bool
        Whether the customer was told the time.

    Returns
    -------
    dict of str to str
        The new ETags of the routes, by engineer.
    """
    asked = (
        select(Route)
        .join(StopTrace, StopTrace.engineer_id == Route.engineer_id)
        .where(StopTrace.stop_id == stop, StopTrace.on == on, Route.on == on)
        .with_for_update(of=Route)
    )
    etags = {}
    for row in session.scalars(asked.order_by(Route.engineer_id)):
        body = json.loads(row.body)
        stops = [each for each in body["stops"] if each["id"] == stop]
        for each in stops:
            each["status"] = status
            if told:
                each["customer_told"] = True
        if stops:
            _rewrite(row, body, now)
        etags[row.engineer_id] = row.etag
    return etags


def _rewrite(row: Route, body: dict[str, Any], now: datetime) -> None:
    row.revision += 1
    body["revision"] = row.revision
    row.body = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    row.etag, row.updated_at = route_etag(row.revision, body["plan_version"]), now
