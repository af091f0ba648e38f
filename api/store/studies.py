"""Queries of studies, and of the files in their folders."""

import zlib
from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, LargeBinary, Select, bindparam, delete, or_, select, text, type_coerce
from sqlalchemy.orm import Session, defer

from api.identity.actor import Actor
from api.store.tables import Job, Study, StudyFile, Ticket

_PUT = text(
    "INSERT INTO study_files (study_id, name, content) VALUES (:study, :name, :content) "
    "ON CONFLICT (study_id, name) DO UPDATE SET content = excluded.content"
).bindparams(bindparam("content", type_=LargeBinary))

StudyAndJob = tuple[Study, Job]
"""A study, and the last job that worked at it."""


def visible_study(session: Session, actor: Actor, id_: str) -> StudyAndJob | None:
    """Find a study that is for this actor to see, without its documents."""
    found = session.execute(_visible(actor).where(Study.id == id_)).one_or_none()
    if found is None:
        return None
    study, job = found
    return study, job


def visible_studies(
    session: Session, actor: Actor, *, territory: str | None, state: str | None, limit: int, after: str | None
) -> Sequence[StudyAndJob]:
    """List studies that are for this actor to see, the latest first; those before the study `after`."""
    asked = _visible(actor).order_by(Study.id.desc()).limit(limit)
    for column, wanted in ((Study.territory_id, territory), (Job.state, state)):
        if wanted is not None:
            asked = asked.where(column == wanted)
    if after is not None:
        asked = asked.where(Study.id < after)
    return [(study, job) for study, job in session.execute(asked)]


def study_result(session: Session, id_: str) -> bytes | None:
    """Read what a study led to as it is kept, as JSON text; None where nothing is there yet."""
    packed: bytes | None = session.scalar(select(type_coerce(Study.result, LargeBinary)).where(Study.id == id_))
    return None if packed is None else zlib.decompress(packed)


def put_file(session: Session, study: str, name: str, content: bytes) -> None:
    """Put a file into a study's folder; one of that name is replaced."""
    session.execute(_PUT, {"study": study, "name": name, "content": content})


def file_of(session: Session, study: str, name: str) -> bytes | None:
    """Read a file in a study's folder; None where it is not there."""
    return session.scalar(select(StudyFile.content).where(StudyFile.study_id == study, StudyFile.name == name))


def files_of(session: Session, study: str) -> Iterator[tuple[str, bytes]]:
    """Read all files in a study's folder, some at a time."""
    asked = select(StudyFile.name, StudyFile.content).where(StudyFile.study_id == study).order_by(StudyFile.name)
    return ((name, content) for name, content in session.execute(asked.execution_options(yield_per=100)))


def drop_study(session: Session, row: Study) -> None:
    """Delete a study with its folder."""
    session.execute(delete(StudyFile).where(StudyFile.study_id == row.id))
    session.delete(row)


def closed_tickets(session: Session, territory: str) -> set[str]:
    """Name the tickets of a territory that are closed, however long ago."""
    return set(
        session.scalars(select(Ticket.id).where(Ticket.territory_id == territory, Ticket.closed_at.is_not(None)))
    )


def _visible(actor: Actor) -> Select[Study, Job]:
    """Studies of the actor's territories, and those that the actor asked for."""
    asked = select(Study, Job).join(Job, Job.id == Study.job_id).options(defer(Job.params), defer(Job.result))
    own: list[ColumnElement[bool]] = [Study.created_by == actor.id]
    if actor.territories:
        own.append(Study.territory_id.in_(actor.territories))
    else:
        own.append(Study.territory_id.is_not(None))
        if actor.role == "administrator":
            own.append(Study.territory_id.is_(None))
    return asked.where(or_(*own))
