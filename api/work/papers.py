"""Which papers are owed after a visit, and by when: the report, and the call to ask how it went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from api.store.numbers import new_id
from api.store.papers import unwritten
from api.store.tables import Paper, Policy
from api.store.tickets import Ground
from api.work.promises import promised_at
from optimiser import Book, Span, WorkingCalendar
from optimiser import Policy as PromisedPolicy

FOLLOW_UP = "follow_up"


@dataclass(frozen=True)
class EndedVisit:
    """A visit that is over: what it was of, who was there, when it ended."""

    id: str
    kinds: Sequence[str]
    ticket: str | None
    engineer: str | None
    ended_at: datetime
    desk: bool = False


def owe_report(session: Session, ground: Ground, visit: EndedVisit) -> Paper | None:
    """Note the report that a policy asks for after a visit that is done; None where it asks for none.

    Parameters
    ----------
    visit : EndedVisit
        With the kinds by which the policy may name it, the first that it names holds.
    """
    kind = report_kind(ground.policy, visit.kinds)
    return None if kind is None else _owe(session, ground, visit, kind)


def report_kind(policy: Policy, kinds: Sequence[str]) -> str | None:
    """Name the report that a policy asks for after a visit of the first of these kinds that it names; None: none."""
    paperwork = policy.document.get("paperwork") or {}
    return next((kind for kind in kinds if kind in paperwork), None)


def owe_follow_up(session: Session, ground: Ground, visit: EndedVisit) -> Paper | None:
    """Note the call that a policy promises after each visit on site; None where it promises none."""
    promised = ground.policy.document.get("follow_up") is not None
    return _owe(session, ground, visit, FOLLOW_UP) if promised and not visit.desk else None


def _owe(session: Session, ground: Ground, visit: EndedVisit, kind: str) -> Paper:
    due_at = _due_at(session, ground, kind, visit.ended_at)
    paper = unwritten(session, visit.id, kind)
    if paper is not None:
        paper.done_at, paper.due_at, paper.engineer_id = visit.ended_at, due_at, visit.engineer
        return paper
    paper = Paper(
        id=new_id("paper"),
        kind=kind,
        visit_id=visit.id,
        ticket_id=visit.ticket,
        site_id=ground.site.id,
        territory_id=ground.site.territory_id,
        engineer_id=visit.engineer,
        done_at=visit.ended_at,
        due_at=due_at,
    )
    session.add(paper)
    return paper


def _due_at(session: Session, ground: Ground, kind: str, ended_at: datetime) -> datetime:
    book = promised_at(session, ground)
    return due_dates(book, {"new": (book.policies[0].id, kind, ended_at)})["new"]


def due_dates(book: Book, owed: Mapping[str, tuple[str, str, datetime]]) -> dict[str, datetime]:
    """Count out by when papers are due; those that their policy does not ask for (any more) are left out.

    Parameters
    ----------
    book : Book
        With the policies, and the calendars that these name.
    owed : mapping of str to (str, str, datetime)
        By paper: the policy, the kind, and when the visit ended.
    """
    policies = {policy.id: policy for policy in book.policies}
    calendars = {calendar.id: WorkingCalendar(calendar) for calendar in book.calendars} if owed else {}
    spans = {id_: _span(policies[policy], kind) for id_, (policy, kind, _) in owed.items()}
    return {
        id_: calendars[span.calendar].deadline(owed[id_][2], span) for id_, span in spans.items() if span is not None
    }


def _span(policy: PromisedPolicy, kind: str) -> Span | None:
    return policy.follow_up if kind == FOLLOW_UP else policy.paperwork.get(kind)
