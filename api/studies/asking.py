"""Asking for a study: its document read, its book taken from the store, its size held against what may be."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from api.errors import Refused
from api.identity.actor import Actor
from api.jobs.queue import enqueue
from api.masters.book import book_of, whole_book_of
from api.plans.stateless import MOST_PLACES, REACHES_OUT
from api.service import Service
from api.settings import Settings
from api.store.jobs import ENDED, STUDY
from api.store.numbers import new_id
from api.store.studies import StudyAndJob, closed_tickets
from api.store.tables import Job, Study
from optimiser import MOST_BOOK_BYTES, Fault, FaultyInput, Ticket, parse, write_book

if TYPE_CHECKING:
    from scenarios import Study as Asked

EXAMPLE: dict[str, Any] = {
    "format": "roundsman-study/1",
    "name": "do we need a second resident engineer?",
    "book": "elv_campus",
    "from": "2026-12-07",
    "days": 28,
    "replications": {"at_least": 5, "at_most": 10},
    "demand": [{"id": "doors", "per_day": 3, "severity": "minor", "work": "PT1H"}],
    "scenarios": [{"name": "busier", "growth": 1.2}],
}
"""A study as it is posted."""
STORE = "store"
"""Stands for the service's own book."""


def ask_for(session: Session, service: Service, actor: Actor, content: bytes, territory: str | None) -> StudyAndJob:
    """Read a study document, and put the job that lives through it into the queue.

    Parameters
    ----------
    content : bytes
        The document as JSON. Its ``book`` may be ``"store"``: the territory's, as it is now, and with all its closed
        tickets where demand is fitted to them (``"demand_from": {}``).
    territory : str or None
        Whose planners see the study; None: only who asks.

    Raises
    ------
    FaultyInput
        With every fault of the document.
    Refused
        Where the queue is full.
    """
    from scenarios import read_study

    document = _with_own_book(session, parse(content, most_bytes=MOST_BOOK_BYTES), territory, service.clock())
    study = read_study(document)
    _require_modest(study, service.settings)
    id_ = new_id("study")
    job = enqueue(session, service, STUDY, _params(service, id_), actor, territory=territory)
    row = _row(id_, study, document, job, territory)
    session.add(row)
    return row, job


def go_on_with(session: Session, service: Service, actor: Actor, row: Study, job: Job) -> Job:
    """Put another job into the queue that goes on with a study where the last one ended.

    Raises
    ------
    Refused
        Where the last one has not ended, or has left nothing to do.
    """
    if job.state not in ENDED:
        raise Refused("wrong_state", f"the study {row.id!r} is {job.state} already; follow its job, {job.id}")
    if row.result is not None and row.result["is_complete"]:
        raise Refused("wrong_state", f"the study {row.id!r} is done; read its results, or ask for another one")
    again = enqueue(session, service, STUDY, _params(service, row.id), actor, territory=row.territory_id)
    row.job_id = again.id
    return again


def _params(service: Service, study: str) -> dict[str, Any]:
    settings = service.settings
    return {"study": study, "cluster": settings.study_cluster, "workers": settings.study_workers}


def _row(id_: str, study: "Asked", document: Mapping[str, Any], job: Job, territory: str | None) -> Study:
    from scenarios import study_warnings

    outline = {
        "days": study.days,
        "scenarios": [each.name for each in study.scenarios],
        "policies": list(study.policies),
        "replications": study.replications.at_most,
        "seed": study.seed,
        "warnings": [{"path": each.path, "code": each.code, "message": each.message} for each in study_warnings(study)],
    }
    return Study(
        id=id_,
        name=study.name,
        territory_id=territory,
        job_id=job.id,
        first_on=study.first,
        last_on=study.first + timedelta(days=study.days - 1),
        outline=outline,
        document=dict(document),
        created_at=job.created_at,
        created_by=job.created_by,
    )


def _with_own_book(
    session: Session, document: Mapping[str, Any], territory: str | None, now: datetime
) -> Mapping[str, Any]:
    """Put the store's book, as it is now, where a study asks for it; see to it that any other book is harmless."""
    if document.get("book") != STORE:
        _require_harmless(document.get("book"))
        return document
    if territory is None:
        message = "the store has a book for each territory; say which one it is about, as in ?territory=main"
        raise FaultyInput([Fault("query territory", "missing", message)])
    book = book_of(session, territory, now)
    if document.get("demand_from") is not None:
        book = replace(book, tickets=_with_closed(session, territory, book.tickets))
    return {**document, "book": write_book(book)}


def _with_closed(session: Session, territory: str, present: Sequence[Ticket]) -> Sequence[Ticket]:
    """All tickets that there ever were, for demand to be fitted to; without those that somebody outside is at."""
    known = {each.id for each in present} | closed_tickets(session, territory)
    return [each for each in whole_book_of(session, territory).tickets if each.id in known]


def _require_harmless(book: Any) -> None:
    """See to it that a stranger's book neither opens files or addresses in our name, nor takes all memory.

    Raises
    ------
    FaultyInput
        Where it does.
    """
    if not isinstance(book, Mapping):
        return
    faults = []
    travel, sites = book.get("travel"), book.get("sites")
    kind = travel.get("kind") if isinstance(travel, Mapping) else None
    if kind in REACHES_OUT:
        message = f"travel of kind {kind!r} is not open to books sent here; send great_circle, or take the book `store`"
        faults.append(Fault("$.book.travel.kind", "travel_not_allowed", message, kind))
    if isinstance(sites, Sequence) and len(sites) > MOST_PLACES:
        message = f"{len(sites)} sites are more than the {MOST_PLACES} that are taken here; send fewer"
        faults.append(Fault("$.book.sites", "out_of_range", message, len(sites)))
    if faults:
        raise FaultyInput(faults)


def _require_modest(study: "Asked", settings: Settings) -> None:
    """See to it that a study is no larger than the settings allow.

    Raises
    ------
    FaultyInput
        Where it is larger; with what would do.
    """
    cases = len(study.scenarios) * len(study.policies) * study.replications.at_most
    days, most = study.days * cases, settings.most_study_days
    if days <= most:
        return
    parts = f"{study.days} days × {len(study.scenarios)} scenarios × {len(study.policies)} policies"
    message = (
        f"{parts} × {study.replications.at_most} replications are {days:,} days to live through, and at most {most:,} "
        f"are taken here; ask for {max(1, math.floor(most / cases)):,} days, fewer scenarios or fewer replications"
    )
    raise FaultyInput([Fault("$.days", "study_too_large", message, study.days)])
