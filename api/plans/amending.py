"""Edits by hand: each priced before it is done; what is done is checked like any other plan before it is stored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.errors import Refused
from api.identity.actor import Actor
from api.plans.figures import figures_document
from api.plans.legs import legs_of
from api.plans.opened import opened_plans
from api.plans.parts import parts_planned, with_parts
from api.plans.plain import plain
from api.plans.searching import Searched, checked
from api.plans.supply import supply_of
from api.schemas.edits import EditPrice, EditWanted, RefusalShown
from api.service import Service
from api.store.house import house_of
from api.store.numbers import new_id
from api.store.plans import DRAFT
from api.store.publishing import published_versions
from api.store.tables import Plan as PlanRow
from optimiser import (
    Amended,
    Assign,
    Cost,
    Fault,
    FaultyInput,
    Lock,
    Move,
    OpenPlan,
    Swap,
    TravelTimes,
    Unassign,
    Unlock,
    amend,
    changes_between,
    explain,
    figures_of,
    write_plan,
    write_problem,
)
from optimiser import Refused as NotDone

PUBLISHED = "published"
_MOST_CHANGES = 3
_EDITS: Mapping[str, Any] = {
    "lock": Lock,
    "unlock": Unlock,
    "move": Move,
    "assign": Assign,
    "unassign": Unassign,
    "swap": Swap,
}


def price(session: Session, service: Service, row: PlanRow, wanted: EditWanted) -> EditPrice:
    """Say what an edit of a plan would cost; nothing is changed.

    Raises
    ------
    Refused
        Where the plan cannot be edited.
    FaultyInput
        Where the edit names what the plan does not have.
    """
    done, _ = _amended(session, service, row, wanted)
    return _priced(done)


def edit(
    session: Session, service: Service, row: PlanRow, wanted: EditWanted, actor: Actor
) -> tuple[EditPrice, PlanRow]:
    """Edit a plan: a draft in place, a published one as a new draft.

    Raises
    ------
    Refused
        Where the plan cannot be edited, or a rule speaks against the edit.
    FaultyInput
        Where the edit names what the plan does not have.
    """
    done, travel = _amended(session, service, row, wanted)
    if isinstance(done, NotDone):
        told = " ".join(refusal.message for refusal in done.refusals)
        faults = [Fault("$.edit", refusal.code, refusal.message) for refusal in done.refusals]
        raise Refused("edit_refused", f"{told} Ask for the price of another edit.", faults)
    plan = explain(done.problem, done.plan, travel, most_changes=_MOST_CHANGES)
    found = checked(done.problem, plan, travel)
    now = service.clock()
    if row.state == PUBLISHED:
        row = _draft_from(session, row, actor, now)
        session.add(row)
    _keep(session, row, found, now)
    row.changes = _changes(session, service, row, found)
    session.flush()
    return _priced(done), row


def _amended(
    session: Session, service: Service, row: PlanRow, wanted: EditWanted
) -> tuple[Amended | NotDone, TravelTimes]:
    if row.kind != "days" or row.state not in (DRAFT, PUBLISHED):
        raise Refused("wrong_state", f"plan {row.id} is {row.state} of kind {row.kind}; edit a draft, or what is out")
    now = service.clock()
    with opened_plans(service).of(session, row).asked() as asked:
        opened = asked.stated if row.state == DRAFT else _as_published(session, asked, row, now)
        asked_for = wanted.model_dump(exclude={"kind"})
        try:
            return amend(opened, _EDITS[wanted.kind](**asked_for)), opened.travel
        except FaultyInput as faulty:
            raise FaultyInput([_of_the_edit(fault) for fault in faulty.faults]) from None


def _of_the_edit(fault: Fault) -> Fault:
    return replace(fault, path="$.edit" + fault.path.removeprefix("$"))


def _as_published(session: Session, asked: Any, row: PlanRow, now: datetime) -> OpenPlan:
    """What is out is edited as the day stands; before its days begin, as it was made."""
    zone = ZoneInfo(house_of(session).document["time_zone"])
    today = now.astimezone(zone).date()
    if today > row.last_on:
        raise Refused("wrong_state", f"the days of plan {row.id} are over; plan the days that come")
    opened: OpenPlan = asked.stated if today < row.first_on else asked.present(session, row, now)
    return opened


def _draft_from(session: Session, row: PlanRow, actor: Actor, now: datetime) -> PlanRow:
    return PlanRow(
        id=new_id("plan"),
        kind=row.kind,
        territory_id=row.territory_id,
        first_on=row.first_on,
        last_on=row.last_on,
        state=DRAFT,
        origin="amend",
        parent_id=row.id,
        based_on=published_versions(session, row.territory_id, row.first_on, row.last_on),
        cost={},
        figures={},
        problem={},
        document={},
        matter=row.matter,
        created_at=now,
        created_by=actor.id,
    )


def _keep(session: Session, row: PlanRow, found: Searched, now: datetime) -> None:
    matter = row.matter  # read before anything is changed, so that all changes are one
    legs = legs_of(found.problem, found.plan, found.travel)
    left = {visit.id for visit in found.problem.visits}
    sources = {id_: source for id_, source in matter["sources"].items() if id_ in left}
    supply = supply_of(session, row.territory_id, sources, (row.first_on, row.last_on), now)
    row.problem, row.document = write_problem(found.problem), write_plan(found.plan)
    row.cost = row.document["cost"]
    row.figures = figures_document(figures_of(found.problem, found.plan, found.travel))
    parts = parts_planned(supply, row.problem, row.document, sources)
    row.matter = with_parts({**matter, "sources": sources, "legs": plain(legs)}, parts)


def _changes(session: Session, service: Service, row: PlanRow, found: Searched) -> list[Any] | None:
    """What a draft changes against the plan that it was made from."""
    parent = None if row.parent_id is None else session.get(PlanRow, row.parent_id)
    if parent is None:
        return None
    before = opened_plans(service).of(session, parent).matter.plan
    return [plain(change) for change in changes_between(found.problem, before, found.plan, found.travel)]


def _priced(done: Amended | NotDone) -> EditPrice:
    if isinstance(done, NotDone):
        return EditPrice(possible=False, refusals=[RefusalShown(**plain(each)) for each in done.refusals])
    return EditPrice(
        possible=True,
        cost_change=rounded(done.cost_change),
        cost=cost_document(done.cost),
        late_change=done.late_change,
        made_late={visit: round(late_s, 1) for visit, late_s in done.made_late.items()},
    )


def cost_document(cost: Cost) -> dict[str, float]:
    """Write a cost, or a change of one, by part."""
    return {part: rounded(amount) for part, amount in plain(cost).items()}


def rounded(amount: float) -> float:
    """Write an amount to the cent; what is no money is no minus either."""
    return round(amount, 2) + 0.0
