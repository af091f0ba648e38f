"""Masters changed one at a time."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from api.clock import Clock
from api.errors import Refused, not_found
from api.identity.actor import Actor
from api.masters.following import follow_change
from api.masters.kinds import MasterKind
from api.masters.soundness import judge, referrers
from api.masters.texts import unkeepable
from api.store import master_rows, masters
from api.store.tables.masters import Master
from optimiser import FaultyInput

Document = dict[str, Any]


def read(session: Session, kind: MasterKind, id_: str, actor: Actor) -> Master:
    """Read one thing.

    Raises
    ------
    Refused
        Where there is none, or it is not for this actor's eyes.
    """
    row = master_rows.one(session, kind.table, id_, actor)
    if row is None:
        raise not_found(kind.noun, id_)
    return row


def add(session: Session, kind: MasterKind, document: Mapping[str, Any], actor: Actor, clock: Clock) -> Master:
    """Add a thing.

    Raises
    ------
    Refused
        Where one has its id already.
    FaultyInput
        With every fault of the document.
    """
    id_ = document.get("id")
    if isinstance(id_, str) and not unkeepable(id_) and masters.by_id(session, kind.table, [id_]):
        raise Refused("already_exists", f"there is a {kind.noun} {id_[:80]!r} already; change it, or take another id")
    return _written(session, kind, document, actor, clock, None)


def replace(
    session: Session, kind: MasterKind, row: Master, document: Mapping[str, Any], actor: Actor, clock: Clock
) -> Master:
    """Put a document in the place of what a thing was; the deadlines of open tickets that rest on it follow.

    Raises
    ------
    FaultyInput
        With every fault of the document, and of what would not fit any more.
    """
    return _written(session, kind, document, actor, clock, row)


def _written(
    session: Session, kind: MasterKind, document: Mapping[str, Any], actor: Actor, clock: Clock, row: Master | None
) -> Master:
    judged = judge(session, kind, [document], actor)
    if judged.findings:
        raise FaultyInput([finding.fault() for finding in judged.findings])
    kept = {**_unseen(row), **judged.documents[0]}
    columns = {"document": kept, "updated_at": clock(), **kind.columns(kept)}
    written = masters.put(session, kind.table, kept["id"], columns, row)
    session.flush()
    if row is not None:
        follow_change(session, kind.name, [kept["id"]], clock())
    return written


def _unseen(row: Master | None) -> Document:
    """What a row keeps that is not written by people: what a territory's book says about itself."""
    return {key: row.document[key] for key in (UNSEEN,) if key in row.document} if row is not None else {}


UNSEEN = "x_book"


def delete(session: Session, kind: MasterKind, row: Master) -> None:
    """Delete a thing that nothing refers to.

    Raises
    ------
    Refused
        Where something does, with its name.
    """
    found = referrers(session, kind, row.id)
    if found:
        advice = "change or delete these first"
        raise Refused("in_use", f"{kind.noun} {row.id[:80]!r} is referred to by {', '.join(found)}; {advice}")
    session.delete(row)
    session.flush()
