"""Queries of what is reported of stops: whose they are, what they are of, how they stand on the route."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from api.store.tables import Plan, Route, StopTrace, VisitReport, VisitState

_MOST_PLANS = 20
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PlannedVisit:
    """A visit as a plan has it: its source as documents write it, and which shift of whom serves it, if one does.

    ``begins`` is when the plan lets it start, as documents write it; ``version`` is the plan's.
    """

    source: dict[str, Any]
    fellows: tuple[str, ...]
    plan: str
    version: int
    engineer: str | None = None
    shift: str | None = None
    begins: str | None = None


def lock_routes_of_stop(session: Session, engineer: str, on: date, stop: str) -> None:
    """Hold the routes that a stop is or was on, and the engineer's of its day, until the transaction ends.

    Reports on their stops come one after the other. All are held at once, in the order in which publishing does it.
    """
    traced = exists().where(
        StopTrace.engineer_id == Route.engineer_id, StopTrace.on == Route.on, StopTrace.stop_id == stop
    )
    concerned = and_(Route.engineer_id == engineer, Route.on == on) | and_(Route.on >= on - _DAY, traced)
    asked = select(Route.revision).where(Route.on >= on - _DAY, concerned)
    session.execute(asked.order_by(Route.engineer_id, Route.on).with_for_update()).all()


def plan_of_route(session: Session, engineer: str, on: date) -> str | None:
    """Name the plan that an engineer's route of a day is of."""
    return session.scalar(select(Route.plan_id).where(Route.engineer_id == engineer, Route.on == on))


def was_routed(session: Session, engineer: str, stop: str) -> bool:
    """Tell whether a stop ever was on an engineer's route, whatever became of it since."""
    return session.get(StopTrace, (engineer, stop)) is not None


def planned_visit(session: Session, plan: str | None, territory: str, on: date, visit: str) -> PlannedVisit | None:
    """Find what a visit is of: in a plan, or in those that were published for the day before it."""
    for id_ in _plans(session, plan, territory, on):
        asked = select(Plan.matter, Plan.document, Plan.version).where(Plan.id == id_)
        matter, document, version = session.execute(asked).one()
        source = matter.get("sources", {}).get(visit)
        if source is not None:
            fellows = tuple(id_ for id_, other in matter["sources"].items() if _together(source, other))
            return PlannedVisit(source, fellows, id_, version or 0, **_served(document, visit))
    return None


def _served(document: dict[str, Any], visit: str) -> dict[str, str]:
    """Say which shift of whom serves a visit, and from when on; nothing where none does."""
    for route in document["routes"]:
        for stop in route["stops"]:
            if stop.get("visit") == visit:
                return {"engineer": route["engineer"], "shift": route["shift"], "begins": stop["start"]}
    return {}


def shifts_of(session: Session, plan: str, engineer: str) -> list[dict[str, Any]]:
    """Read the shifts that an engineer has in a plan, as documents write them; none where nobody there is called so."""
    problem: dict[str, Any] = session.execute(select(Plan.problem).where(Plan.id == plan)).scalar_one()
    return [shift for each in problem["engineers"] if each["id"] == engineer for shift in each["shifts"]]


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


def visits_ended(session: Session, territory: str, first: date, last: date) -> set[tuple[str, date]]:
    """Name the visits of some days that are over, as it was reported, with their day."""
    asked = select(VisitState.id, VisitState.on).where(
        VisitState.territory_id == territory, VisitState.on.between(first, last), VisitState.ended_at.is_not(None)
    )
    return {(visit, on) for visit, on in session.execute(asked)}


def reports_of(session: Session, visit: str) -> list[VisitReport]:
    """List what was reported of a visit, in the order in which it happened."""
    asked = select(VisitReport).where(VisitReport.visit_id == visit)
    return list(session.scalars(asked.order_by(VisitReport.at, VisitReport.recorded_at, VisitReport.id)))
