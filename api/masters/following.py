"""What follows where masters are written over: deadlines, and the routes that tell of them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from api.masters.recounting import recount
from api.store.living_routes import sites_of
from api.store.publishing import hold_publishing
from api.work.retelling import retell


def follow_change(session: Session, kind: str, ids: Collection[str], now: datetime) -> None:
    """Count deadlines anew, and tell routes anew, that rest on some masters of one kind.

    Parameters
    ----------
    kind : str
        As in the book: ``sites``.
    ids : collection of str
        Of what was written over.
    now : datetime

    Raises
    ------
    FaultyInput
        Where a site is in no zone of its policy any more.
    """
    sites = sites_of(session, kind, ids)
    if sites:
        hold_publishing(session, sites)  # before tickets are locked, as publishing does it
    recount(session, kind, ids, now)
    retell(session, now, sites=sites)
