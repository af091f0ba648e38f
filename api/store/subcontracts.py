"""Queries of visits that somebody outside does."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from api.errors import not_found
from api.identity.actor import Actor
from api.store.scope import in_territories
from api.store.tables import Rule, Subcontract, Subcontractor

STANDING = ("given", "accepted")
"""States in which a visit is in no plan of ours."""

OUTSIDE = (*STANDING, "done")
"""States of work that was given to somebody outside in which it is none of ours."""

_IN_ONE_QUERY = 500


def visible_subcontracts(actor: Actor) -> ColumnElement[bool]:
    """Say which subcontracts somebody may see."""
    return in_territories(actor, Subcontract.territory_id)


def find_subcontract(session: Session, actor: Actor, id_: str) -> Subcontract:
    """Read a subcontract that somebody may see.

    Raises
    ------
    Refused
        Where there is none.
    """
    found = session.scalar(select(Subcontract).where(Subcontract.id == id_, visible_subcontracts(actor)))
    if found is None:
        raise not_found("subcontract", id_)
    return found


def visits_outside(session: Session, visits: Collection[str]) -> frozenset[str]:
    """Name those of some visits that somebody outside does, or has done."""
    found: set[str] = set()
    ids = sorted(visits)
    for some in (ids[k : k + _IN_ONE_QUERY] for k in range(0, len(ids), _IN_ONE_QUERY)):
        asked = select(Subcontract.visit_id).where(Subcontract.visit_id.in_(some), Subcontract.state.in_(OUTSIDE))
        found.update(session.scalars(asked))
    return frozenset(found)


def standing_subcontract(session: Session, visit: str) -> Subcontract | None:
    """Find to whom a visit is given now."""
    asked = select(Subcontract).where(Subcontract.visit_id == visit, Subcontract.state.in_(STANDING))
    return session.scalars(asked).first()


def list_subcontracts(
    session: Session, actor: Actor, *, state: str | None, subcontractor: str | None, after: str | None, limit: int
) -> list[Subcontract]:
    """List subcontracts, the latest first."""
    asked = select(Subcontract).where(visible_subcontracts(actor))
    if state is not None:
        asked = asked.where(Subcontract.state == state)
    if subcontractor is not None:
        asked = asked.where(Subcontract.subcontractor_id == subcontractor)
    if after is not None:
        asked = asked.where(Subcontract.id < after)
    return list(session.scalars(asked.order_by(Subcontract.id.desc()).limit(limit)))


def has_subcontractor(session: Session, id_: str) -> bool:
    """Tell whether there is a subcontractor."""
    return session.get(Subcontractor, id_) is not None


def rule_at(session: Session, id_: str, site: str) -> Rule | None:
    """Find an inspection rule of a site."""
    return session.scalar(select(Rule).where(Rule.id == id_, Rule.site_id == site))
