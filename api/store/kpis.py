"""Queries of key figures: each sums up in the database what lies in some days of some territories, by an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, and_, case, cast, extract, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from api.store.book_rows import BookRows, promised_rows
from api.store.tables import (
    Complaint,
    Paper,
    Route,
    Site,
    Slip,
    Subcontract,
    Territory,
    Ticket,
    TicketEvent,
    VisitState,
)

_UNPAID = ("withdrawn", "cancelled", "declined")
_ZERO = literal(0.0)
Ages = Sequence[tuple[timedelta | None, timedelta | None]]


@dataclass(frozen=True)
class Slices:
    """Days of some territories, in one slice or several: months.

    Attributes
    ----------
    names : tuple of str
        One for each slice.
    days : tuple of date
        The first day of each slice, and the day after the last.
    edges : tuple of datetime
        When these days begin.
    """

    territories: tuple[str, ...]
    names: tuple[str, ...]
    days: tuple[date, ...]
    edges: tuple[datetime, ...]

    def at(self, column: Any, territory: Any) -> ColumnElement[bool]:
        """Whether an instant lies in one of the slices, in one of the territories."""
        return and_(territory.in_(self.territories), column >= self.edges[0], column < self.edges[-1])

    def on(self, column: Any, territory: Any) -> ColumnElement[bool]:
        """Whether a day lies in one of the slices, in one of the territories."""
        return and_(territory.in_(self.territories), column >= self.days[0], column < self.days[-1])

    def number(self, column: Any, bounds: Sequence[Any]) -> ColumnElement[int]:
        """Number the slice in which a column lies; ``bounds`` are `days` or `edges`."""
        inner = bounds[1:-1]
        if not inner:
            return literal(0)
        return case(*((column < bound, k) for k, bound in enumerate(inner)), else_=len(inner))


def all_territories(session: Session) -> tuple[str, ...]:
    """Name all territories."""
    return tuple(session.scalars(select(Territory.id).order_by(Territory.id)))


def ticket_counts(session: Session, slices: Slices) -> Sequence[Any]:
    """Count the tickets reported: slice, status, count."""
    number = slices.number(Ticket.reported_at, slices.edges).label("slice")
    asked = select(number, Ticket.status, func.count()).where(slices.at(Ticket.reported_at, Ticket.territory_id))
    return session.execute(asked.group_by("slice", Ticket.status).order_by("slice", Ticket.status)).all()


def closed_counts(session: Session, slices: Slices) -> Sequence[Any]:
    """Count the tickets that ended: slice, all, those somebody went to, those repaired by one visit.

    What was cancelled is among all of them only.
    """
    kind = TicketEvent.kind
    each = (
        select(
            slices.number(Ticket.closed_at, slices.edges).label("slice"),
            (Ticket.status == "cancelled").label("cancelled"),
            _count(kind == "arrived").label("arrived"),
            _count(kind == "repair_failed").label("failed"),
            _count(kind == "restored").label("restored"),
        )
        .join_from(Ticket, TicketEvent, and_(TicketEvent.ticket_id == Ticket.id, kind.in_(_TRIP_KINDS)), isouter=True)
        .where(slices.at(Ticket.closed_at, Ticket.territory_id))
        .group_by(Ticket.id)
        .subquery()
    )
    visited = and_(~each.c.cancelled, each.c.arrived > 0)
    fixed = and_(visited, each.c.arrived == 1, each.c.failed == 0, each.c.restored > 0)
    asked = select(each.c.slice, func.count(), _count(visited), _count(fixed))
    return session.execute(asked.group_by(each.c.slice)).all()


_TRIP_KINDS = ("arrived", "repair_failed", "restored")


def backlog_counts(session: Session, territories: Sequence[str], as_of: datetime, ages: Ages) -> Sequence[int]:
    """Count the tickets that were open at some time, by age: from one, to before the other; None: no limit."""
    classes = []
    for youngest, oldest in ages:
        bounds = []
        if youngest is not None:
            bounds.append(Ticket.reported_at <= as_of - youngest)
        if oldest is not None:
            bounds.append(Ticket.reported_at > as_of - oldest)
        classes.append(_count(and_(True, *bounds)))
    still = or_(Ticket.closed_at.is_(None), Ticket.closed_at > as_of)
    asked = select(*classes).where(Ticket.territory_id.in_(territories), Ticket.reported_at <= as_of, still)
    return list(session.execute(asked).one())


def planned_work(session: Session, slices: Slices) -> Sequence[Any]:
    """Sum up published routes: engineer, slice, and the figures of their days."""
    names = ("shift_s", "work_s", "driving_s", "driving_m", "overtime_s", "visits")
    sums = [func.coalesce(func.sum(Route.figures[name].as_float()), 0.0).label(name) for name in names]
    number = slices.number(Route.on, slices.days).label("slice")
    asked = select(Route.engineer_id.label("engineer"), number, *sums).where(slices.on(Route.on, Route.territory_id))
    return session.execute(asked.group_by(Route.engineer_id, "slice").order_by("slice", Route.engineer_id)).all()


def done_work(session: Session, slices: Slices) -> Sequence[Any]:
    """Sum up what was reported of visits: engineer, slice, work_s, driving_s, overtime_s, visits."""
    state = VisitState
    work_s, driving_s = _seconds(state.arrived_at, state.ended_at), _seconds(state.travelling_at, state.arrived_at)
    days = (
        select(
            state.engineer_id.label("engineer"),
            state.on.label("day"),
            func.sum(work_s).label("work_s"),
            func.sum(driving_s).label("driving_s"),
            func.max(_epoch(state.ended_at)).label("left_s"),
            _count(state.ended_at.is_not(None)).label("visits"),
        )
        .where(slices.on(state.on, state.territory_id), state.engineer_id.is_not(None))
        .group_by(state.engineer_id, state.on)
        .subquery()
    )
    over_s = days.c.left_s - Route.figures["ends_s"].as_float()
    number = slices.number(days.c.day, slices.days).label("slice")
    asked = select(
        days.c.engineer,
        number,
        func.sum(days.c.work_s).label("work_s"),
        func.sum(days.c.driving_s).label("driving_s"),
        func.sum(case((over_s > 0, over_s), else_=_ZERO)).label("overtime_s"),
        func.sum(days.c.visits).label("visits"),
    ).outerjoin_from(days, Route, and_(Route.engineer_id == days.c.engineer, Route.on == days.c.day))
    return session.execute(asked.group_by(days.c.engineer, "slice").order_by("slice", days.c.engineer)).all()


def ratings_given(session: Session, slices: Slices) -> Sequence[Any]:
    """Read the ratings of signed slips: engineer, site, when, word."""
    asked = (
        select(Slip.engineer_id, Slip.site_id, Slip.signed_at, Slip.rating)
        .join(Site, Site.id == Slip.site_id)
        .where(Slip.rating.is_not(None), Slip.engineer_id.is_not(None), slices.at(Slip.signed_at, Site.territory_id))
    )
    return session.execute(asked.order_by(Slip.signed_at, Slip.number)).all()


def paper_counts(session: Session, slices: Slices, as_of: datetime) -> Sequence[Any]:
    """Count papers by kind: owed and overdue at some time; due in the slices, and of these written late or not yet."""
    owed = and_(Paper.done_at <= as_of, or_(Paper.written_at.is_(None), Paper.written_at > as_of))
    due = and_(Paper.due_at >= slices.edges[0], Paper.due_at < slices.edges[-1])
    in_time = and_(Paper.written_at.is_not(None), Paper.written_at <= Paper.due_at)
    passed = or_(Paper.written_at.is_not(None), Paper.due_at < as_of)
    asked = select(
        Paper.kind,
        _count(owed).label("owed"),
        _count(and_(owed, Paper.due_at < as_of)).label("overdue"),
        _count(and_(due, in_time)).label("in_time"),
        _count(and_(due, passed, ~func.coalesce(in_time, False))).label("late"),
    ).where(Paper.territory_id.in_(slices.territories), or_(owed, due))
    return session.execute(asked.group_by(Paper.kind).order_by(Paper.kind)).all()


def complaint_counts(session: Session, slices: Slices) -> Sequence[Any]:
    """Count complaints: slice, made, closed since."""
    number = slices.number(Complaint.made_at, slices.edges).label("slice")
    asked = select(number, func.count(), func.count(Complaint.closed_at)).where(
        slices.at(Complaint.made_at, Complaint.territory_id)
    )
    return session.execute(asked.group_by("slice")).all()


def subcontract_sums(session: Session, slices: Slices) -> Sequence[Any]:
    """Sum up what was given to others: subcontractor, slice, count, prices; what they did not take is left out."""
    number = slices.number(Subcontract.given_at, slices.edges).label("slice")
    asked = select(Subcontract.subcontractor_id, number, func.count(), func.sum(Subcontract.price)).where(
        slices.at(Subcontract.given_at, Subcontract.territory_id), Subcontract.state.not_in(_UNPAID)
    )
    ordered = asked.group_by(Subcontract.subcontractor_id, "slice").order_by("slice", Subcontract.subcontractor_id)
    return session.execute(ordered).all()


def promise_rows(session: Session, slices: Slices, sites: Sequence[str]) -> BookRows:
    """Read the tickets reported in some days, with what is promised for them.

    Parameters
    ----------
    sites : sequence of str
        Whose ground is wanted besides.
    """
    return promised_rows(session, slices.at(Ticket.reported_at, Ticket.territory_id), sites)


def earlier_trips(session: Session, slices: Slices) -> dict[str, datetime]:
    """Say when somebody first went for the same fault on another ticket, by ticket reported in the slices."""
    chosen = slices.at(Ticket.reported_at, Ticket.territory_id)
    columns = select(Ticket.id, Ticket.site_id, Ticket.unit_id, Ticket.fault)
    own = columns.where(chosen, Ticket.fault.is_not(None)).cte("own")
    other = aliased(Ticket)
    # A unit stands at one site, so either column leads to few tickets by its index; both in one condition would not.
    on_the_unit = other.unit_id == own.c.unit_id
    at_the_site = and_(own.c.unit_id.is_(None), other.unit_id.is_(None), other.site_id == own.c.site_id)
    found: dict[str, datetime] = {}
    for near in (on_the_unit, at_the_site):
        same = and_(near, other.fault == own.c.fault, other.id != own.c.id)
        asked = (
            select(own.c.id, func.min(TicketEvent.at))
            .join(other, same)
            .join(TicketEvent, and_(TicketEvent.ticket_id == other.id, TicketEvent.kind == "arrived"))
        )
        found |= {row[0]: row[1] for row in session.execute(asked.group_by(own.c.id))}
    return found


def _count(condition: Any) -> ColumnElement[int]:
    """Count the rows for which something holds."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _epoch(column: Any) -> ColumnElement[float]:
    return cast(extract("epoch", column), Float)


def _seconds(begin: Any, end: Any) -> ColumnElement[float]:
    """Count the seconds between two instants; none where one is missing, or they were told in the wrong order."""
    span = _epoch(end) - _epoch(begin)
    return case((span > 0, span), else_=_ZERO)
