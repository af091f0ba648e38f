"""Inspections that are due in some days."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from api.errors import Refused, not_found
from api.identity.actor import Actor
from api.masters.book import book_of
from optimiser import Inspection, inspections_due

LONGEST = timedelta(days=400)


def due_inspections(
    session: Session, actor: Actor, territory: str, first: date, last: date, now: datetime
) -> list[Inspection]:
    """List the inspections of a territory that may or must be done in some days.

    Raises
    ------
    Refused
        Where the territory is not to be seen, or the days are too many or in the wrong order.
    """
    if not actor.sees_territory(territory):
        raise not_found("territory", territory)
    if last < first or last - first > LONGEST:
        message = f"{first} to {last}: give days in order, {LONGEST.days} at most"
        raise Refused("bad_request", message)
    return inspections_due(book_of(session, territory, now), first, last)
