"""Queries of publishing: which plan holds for which day, the routes that were pulled, the stops in calendars."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.store.tables import Plan, PublishedDay, Route, Site, StopTrace, Territory

_IN_ONE_QUERY = 500


def lock_territory(session: Session, territory: str) -> None:
    """Let one plan of a territory be published after the other: versions count on, also where days have none yet."""
    asked = select(Territory.id).where(Territory.id == territory)
    session.execute(asked.with_for_update(key_share=True)).all()


def hold_publishing(session: Session, sites: Collection[str]) -> None:
    """Let nothing be published in the territories of some sites until the transaction ends.

    Routes that are being written are not to be seen yet, and would go on telling what a site was.
    """
    ordered, territories = sorted(sites), set[str]()
    for some in (ordered[k : k + _IN_ONE_QUERY] for k in range(0, len(ordered), _IN_ONE_QUERY)):
        territories.update(session.scalars(select(Site.territory_id).where(Site.id.in_(some)).distinct()))
    asked = select(Territory.id).where(Territory.id.in_(sorted(territories))).order_by(Territory.id)
    session.execute(asked.with_for_update(read=True)).all()


def lock_days(session: Session, territory: str, first: date, last: date) -> dict[date, PublishedDay]:
    """Read which plans hold for some days, and hold these rows until the transaction ends."""
    asked = select(PublishedDay).where(PublishedDay.territory_id == territory, PublishedDay.on.between(first, last))
    return {row.on: row for row in session.scalars(asked.order_by(PublishedDay.on).with_for_update())}


def published_versions(session: Session, territory: str, first: date, last: date) -> dict[str, int]:
    """Tell which version holds for each day that has one: what a new plan is based on."""
    asked = select(PublishedDay.on, PublishedDay.version).where(
        PublishedDay.territory_id == territory, PublishedDay.on.between(first, last)
    )
    return {on.isoformat(): version for on, version in session.execute(asked)}


def plans_without_days(session: Session, plans: Collection[str]) -> list[Plan]:
    """Find those of some plans that hold for no day any more."""
    held = select(PublishedDay.plan_id)
    return list(session.scalars(select(Plan).where(Plan.id.in_(plans), Plan.id.not_in(held))))


def next_version(session: Session, territory: str) -> int:
    """Number the next plan to be published in a territory."""
    latest = session.scalar(select(func.max(Plan.version)).where(Plan.territory_id == territory))
    return (latest or 0) + 1


def lock_routes(session: Session, territory: str, first: date, last: date) -> dict[tuple[str, date], Route]:
    """Read the routes of a territory as they can be pulled now, and hold them until the transaction ends."""
    asked = select(Route).where(Route.territory_id == territory, Route.on.between(first, last))
    rows = session.scalars(asked.order_by(Route.engineer_id, Route.on).with_for_update())
    return {(row.engineer_id, row.on): row for row in rows}


@dataclass(frozen=True)
class Told:
    """How a stop is told to a calendar, and which change of it this is."""

    engineer: str
    stop: str
    on: date
    summary: dict[str, Any]


def trace_stops(
    session: Session, told: Iterable[Told], engineers: Collection[str], days: tuple[date, date], now: datetime
) -> dict[tuple[str, str], StopTrace]:
    """Bring the calendars' stops up to date: changed ones one change on, those that are gone cancelled.

    Returns
    -------
    dict of (engineer, stop) to StopTrace
        With the number of changes of each.
    """
    news = {(each.engineer, each.stop): each for each in told}
    traces = _traces(session, engineers, {stop for _, stop in news}, days)
    for key, trace in traces.items():
        new = news.pop(key, None)
        if new is not None and (trace.cancelled or trace.summary != new.summary):
            trace.cancelled, trace.summary, trace.on = False, new.summary, new.on
        elif new is None and not trace.cancelled and days[0] <= trace.on <= days[1]:
            trace.cancelled = True
        else:
            continue
        trace.sequence, trace.updated_at = trace.sequence + 1, now
    for key, new in news.items():
        traces[key] = StopTrace(
            engineer_id=new.engineer,
            stop_id=new.stop,
            on=new.on,
            sequence=0,
            cancelled=False,
            summary=new.summary,
            updated_at=now,
        )
    session.add_all(traces.values())
    return traces


def _traces(
    session: Session, engineers: Collection[str], stops: Collection[str], days: tuple[date, date]
) -> dict[tuple[str, str], StopTrace]:
    """Read the stops of some engineers on some days, and wherever else these stops stand in their calendars."""
    asked = select(StopTrace).where(
        StopTrace.engineer_id.in_(engineers), StopTrace.on.between(*days) | StopTrace.stop_id.in_(stops)
    )
    return {(row.engineer_id, row.stop_id): row for row in session.scalars(asked)}
