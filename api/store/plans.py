"""Queries of plans, as they are listed, read and made."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import LargeBinary, Select, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from api.identity.actor import Actor
from api.store.scope import in_territories
from api.store.tables import Plan, Territory

DRAFT, DISCARDED = "draft", "discarded"
Part = Literal["problem", "document", "matter"]


def visible_plan(session: Session, actor: Actor, id_: str) -> Plan | None:
    """Find a plan that is for this actor to see, without its documents."""
    return session.scalar(_visible(actor).where(Plan.id == id_))


def visible_plans(
    session: Session,
    actor: Actor,
    *,
    territory: str | None = None,
    on: date | None = None,
    state: str | None = None,
    kind: str | None = None,
    limit: int,
    after: str | None,
) -> Sequence[Plan]:
    """List plans that are for this actor to see, the latest first; those before the plan `after`."""
    asked = _visible(actor).order_by(Plan.id.desc()).limit(limit)
    for column, wanted in ((Plan.territory_id, territory), (Plan.state, state), (Plan.kind, kind)):
        if wanted is not None:
            asked = asked.where(column == wanted)
    if on is not None:
        asked = asked.where(Plan.first_on <= on, Plan.last_on >= on)
    if after is not None:
        asked = asked.where(Plan.id < after)
    return session.scalars(asked).all()


def plan_text(session: Session, id_: str, part: Part) -> bytes:
    """Read one of a plan's documents as it is kept, as JSON text: nobody need take it apart to send it."""
    column = type_coerce(getattr(Plan, part), LargeBinary)
    packed: bytes = session.scalars(select(column).where(Plan.id == id_)).one()
    return zlib.decompress(packed)


@dataclass(frozen=True)
class PlanDocuments:
    """The large documents of one revision of a plan."""

    problem: dict[str, Any]
    document: dict[str, Any]
    matter: dict[str, Any]


def plan_documents(session: Session, id_: str, revision: int) -> PlanDocuments:
    """Read the documents of a plan, all of one revision.

    Raises
    ------
    StaleDataError
        Where the plan has another revision by now.
    """
    asked = select(Plan.problem, Plan.document, Plan.matter).where(Plan.id == id_, Plan.revision == revision)
    found = session.execute(asked).one_or_none()
    if found is None:
        raise StaleDataError(f"plan {id_} has no revision {revision} any more")
    return PlanDocuments(found[0], found[1], found[2])


def horizon_documents(session: Session, territory: str, id_: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Read the document of a horizon plan of a territory, and what is kept beside it."""
    wanted = select(Plan.document, Plan.matter).where(
        Plan.id == id_, Plan.territory_id == territory, Plan.kind == "horizon"
    )
    found = session.execute(wanted).one_or_none()
    return None if found is None else (found[0], found[1])


def latest_horizon(session: Session, territory: str, first: date) -> dict[str, Any] | None:
    """Read the document of the latest horizon plan that reaches beyond a day."""
    wanted = select(Plan.document).where(
        Plan.territory_id == territory, Plan.kind == "horizon", Plan.state != DISCARDED, Plan.last_on >= first
    )
    return session.scalar(wanted.order_by(Plan.id.desc()).limit(1))


def has_territory(session: Session, id_: str) -> bool:
    """Whether there is a territory."""
    return session.scalar(select(Territory.id).where(Territory.id == id_)) is not None


def _visible(actor: Actor) -> Select[Plan]:
    asked = select(Plan)
    return asked.where(in_territories(actor, Plan.territory_id))
