"""Work that somebody asks about, put beside an open plan: who can be there first, which slots could be offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from api.errors import Refused, not_found
from api.identity.actor import Actor
from api.plans.amending import cost_document, rounded
from api.plans.opened import OpenedPlan
from api.plans.overlay import HELD_PREFIX
from api.schemas.slots import ArrivalShown, Hindrance, WorkAsked
from api.store.slots import slots_of_ticket
from api.store.tables import Plan as PlanRow
from api.store.tickets import find_site, find_ticket
from optimiser import Assign, OpenPlan, Place, Visit, amend, first_there
from optimiser import Refused as NotDone

_ASKED = "asked"
_DEFAULT_DURATION = "PT1H"
_SPAN: TypeAdapter[timedelta] = TypeAdapter(timedelta)


@dataclass(frozen=True)
class Work:
    """What somebody is to come for, and where that is."""

    lat: float
    lon: float
    duration: str
    skills: Mapping[str, float]
    site: str | None = None
    ticket: str | None = None

    @property
    def span(self) -> timedelta:
        """How long it takes."""
        return _SPAN.validate_python(self.duration)


def work_of(session: Session, actor: Actor, asked: WorkAsked, now: datetime) -> Work:
    """Find out what is asked for.

    Raises
    ------
    Refused
        Where there is no such ticket, site or territory for who asks, or the ticket is over.
    """
    if not actor.sees_territory(asked.territory):
        raise not_found("territory", asked.territory)
    if asked.lat is not None and asked.lon is not None:
        return Work(asked.lat, asked.lon, asked.duration or _DEFAULT_DURATION, asked.skills or {})
    facts: Mapping[str, Any] = {}
    site_id = asked.site or ""
    if asked.ticket is not None:
        ticket = find_ticket(session, actor, asked.ticket, now)
        if ticket.closed_at is not None:
            raise Refused("wrong_state", f"ticket {ticket.id} is {ticket.status}: nobody needs to come for it")
        facts, site_id = ticket.document, ticket.site_id
    site = find_site(session, actor, site_id)
    if site.territory_id != asked.territory:
        raise not_found("site", site_id)
    duration = asked.duration or facts.get("duration") or _DEFAULT_DURATION
    skills = asked.skills if asked.skills is not None else facts.get("skills", {})
    return Work(site.lat, site.lon, duration, skills, site.id, asked.ticket)


@dataclass(frozen=True)
class Question:
    """A plan opened with the visit that is asked about, which nobody serves."""

    opened: OpenPlan
    visit: str


def question(session: Session, asked: OpenedPlan, row: PlanRow, work: Work, now: datetime) -> Question:
    """Put the work beside the plan as its day stands, with all slots that were promised.

    A ticket that the plan serves is taken out of it first, and so is what was held for it.

    Raises
    ------
    Refused
        Where somebody is at the ticket, or on the way to it.
    """
    opened = asked.with_slots(session, row, now)
    known = _visit_of(asked, opened, work)
    own = {HELD_PREFIX + slot.id for slot in slots_of_ticket(session, work.ticket)} if work.ticket else set()
    opened = _without(opened, own | ({known.id} if known else set()))
    near = _place(opened, work)
    place = near or Place(_ASKED, work.lat, work.lon)
    base = known or Visit(_ASKED, place.id, work.span, 0.0)
    visit = replace(
        base, id=_ASKED, place=place.id, duration=work.span, skills=dict(work.skills), skip_cost=0.0, pin=None,
        planned=None, delivered={}, collected={},
    )  # fmt: skip
    return Question(opened.with_visit(visit, None if near else place), _ASKED)


def _visit_of(asked: OpenedPlan, opened: OpenPlan, work: Work) -> Visit | None:
    """The ticket's visit, if the plan knows it, with the windows that it had before any promise."""
    ids = {id_ for id_, source in asked.matter.sources.items() if _is_of(source, work.ticket)}
    for visit in asked.matter.problem.visits:
        if visit.id in ids:
            if visit.id in opened.kept.under_way:
                raise Refused("wrong_state", f"somebody is at ticket {work.ticket}, or on the way to it already")
            return visit
    return None


def _is_of(source: Mapping[str, Any], ticket: str | None) -> bool:
    return ticket is not None and source["kind"] == "ticket" and source["id"] == ticket


def _without(opened: OpenPlan, visits: set[str]) -> OpenPlan:
    """Take visits out of the routes that serve them."""
    kept = opened.kept
    gone = {kept.index[visit] for visit in visits if visit in kept.index}
    touched = {kept.home[u] for u in gone if u in kept.home}
    return opened.with_sequences({s: [u for u in kept.sequence(s) if u not in gone] for s in touched})


def _place(opened: OpenPlan, work: Work) -> Place | None:
    """The problem's place at which the work is; two within a metre are one."""
    near = (place for place in opened.problem.places if place.lat is not None and place.lon is not None)
    return next((p for p in near if _same(p.lat, work.lat) and _same(p.lon, work.lon)), None)


def _same(one: float | None, other: float) -> bool:
    return one is not None and abs(one - other) < 1e-5


def hindrances(asked: Question, most: int) -> Sequence[Hindrance]:
    """Say why nobody can be there: what speaks against each shift, so many at most."""
    out = []
    for shift in [shift.id for engineer in asked.opened.problem.engineers for shift in engineer.shifts][:most]:
        tried = amend(asked.opened, Assign(asked.visit, shift))
        if isinstance(tried, NotDone):
            out += [
                Hindrance(engineer=each.engineer or "", shift=shift, code=each.code, message=each.message)
                for each in tried.refusals
            ]
    return out


def arrivals(asked: Question, most: int) -> Sequence[ArrivalShown]:
    """Say who can be there first, the earliest first."""
    return [
        ArrivalShown(
            engineer=each.engineer,
            shift=each.shift,
            arrive_at=each.arrive,
            start_at=each.start,
            leave_at=each.leave,
            after=each.after,
            travel_s=each.travel_s,
            travel_m=each.distance_m,
            position=each.position,
            cost_change=rounded(each.cost_change),
            cost=cost_document(each.cost),
            made_late={visit: round(late_s, 1) for visit, late_s in each.made_late.items() if visit != asked.visit},
            left_out=list(each.left_out),
        )
        for each in first_there(asked.opened, asked.visit, most=most)[:most]
    ]
