"""Queries of what engineers did on earlier days: reports, and the plans that were published."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.tables import Plan, Route, VisitState

_IN_ONE_QUERY = 500


def reports_of(session: Session, engineers: Collection[str], first: date, last: date) -> Sequence[VisitState]:
    """Read what was reported of visits by some engineers on some days, in all territories, by id."""
    asked = select(VisitState).where(VisitState.on.between(first, last)).order_by(VisitState.id)
    ids = sorted(engineers)
    return [
        row
        for k in range(0, len(ids), _IN_ONE_QUERY)
        for row in session.scalars(asked.where(VisitState.engineer_id.in_(ids[k : k + _IN_ONE_QUERY])))
    ]


def plans_of_days(
    session: Session, engineers: Collection[str], first: date, last: date
) -> dict[tuple[str, date], Plan]:
    """Read the plans with which the routes of some engineers were published last, by engineer and day."""
    asked = select(Route.engineer_id, Route.on, Route.plan_id).where(Route.on.between(first, last))
    ids = sorted(engineers)
    days = {
        (engineer, on): plan
        for k in range(0, len(ids), _IN_ONE_QUERY)
        for engineer, on, plan in session.execute(asked.where(Route.engineer_id.in_(ids[k : k + _IN_ONE_QUERY])))
    }
    plans = {id_: session.get_one(Plan, id_) for id_ in sorted(set(days.values()))}
    return {day: plans[id_] for day, id_ in days.items()}
