"""Queries of routes as they are pulled: one indexed row for an engineer's day."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.store.tables import Engineer, Route, StopTrace


def route_etag(revision: int, version: int) -> str:
    """Write the ETag of a route: it changes with every revision of it, and with every plan."""
    return f'"{version}-{revision}"'


def route_row(session: Session, actor: Actor, engineer: str, on: date) -> Route | None:
    """Read an engineer's route of a day, as far as it is for who asks."""
    asked = select(Route).where(Route.engineer_id == engineer, Route.on == on)
    return session.scalar(asked.where(*_limits(actor, Route.engineer_id, Route.territory_id)))


def route_as_pulled(session: Session, actor: Actor, engineer: str, on: date) -> Row[str, bytes] | None:
    """Read the ETag and the document of an engineer's route of a day, and nothing else of it."""
    asked = select(Route.etag, Route.body).where(Route.engineer_id == engineer, Route.on == on)
    return session.execute(asked.where(*_limits(actor, Route.engineer_id, Route.territory_id))).one_or_none()


def engineer_row(session: Session, actor: Actor, engineer: str) -> Engineer | None:
    """Read an engineer, as far as it is for who asks."""
    asked = select(Engineer).where(Engineer.id == engineer)
    return session.scalar(asked.where(*_limits(actor, Engineer.id, Engineer.territory_id)))


def _limits(actor: Actor, engineer: Any, territory: Any) -> Iterator[ColumnElement[bool]]:
    """Limit a query to what the actor may see: engineers their own, others those of their territories."""
    if actor.role == "engineer":
        yield engineer == actor.engineer_id
    elif actor.territories:
        yield territory.in_(actor.territories)


def routes_between(session: Session, engineer: str, first: date, last: date) -> Sequence[Route]:
    """Read an engineer's routes of some days, in order."""
    asked = select(Route).where(Route.engineer_id == engineer, Route.on.between(first, last))
    return session.scalars(asked.order_by(Route.on)).all()


def cancelled_stops(session: Session, engineer: str, first: date, last: date) -> Sequence[StopTrace]:
    """Read the stops that an engineer's calendar must take out again."""
    asked = select(StopTrace).where(
        StopTrace.engineer_id == engineer, StopTrace.cancelled, StopTrace.on.between(first, last)
    )
    return session.scalars(asked.order_by(StopTrace.on, StopTrace.stop_id)).all()
