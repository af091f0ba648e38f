"""From the store to a draft plan of some days: the job of kind ``solve``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.jobs.kinds import Outcome, Task
from api.masters.book import book_of
from api.masters.on_call import kept_rota
from api.plans.carrying import preferring_vans
from api.plans.figures import figures_document
from api.plans.horizon_documents import stored_horizon
from api.plans.legs import legs_of
from api.plans.overlay import Sources, overlaid
from api.plans.parts import parts_planned, with_parts
from api.plans.plain import plain
from api.plans.searching import Searched, searched, travelled
from api.plans.supply import Supply, supply_of
from api.plans.wanted import Wanted
from api.store.numbers import new_id
from api.store.plans import DRAFT
from api.store.publishing import published_versions
from api.store.snapshot import snapshot
from api.store.tables import Plan
from optimiser import (
    Agenda,
    Problem,
    agenda_of,
    calls_before_trips,
    figures_of,
    near_days,
    with_way_home,
    write_plan,
    write_problem,
)
from optimiser import Plan as DayPlan


@dataclass(frozen=True)
class Gathered:
    """What there is to plan, as the store had it at one moment."""

    agenda: Agenda
    problem: Problem
    sources: Sources
    based_on: Mapping[str, int]
    supply: Supply


def make_plan(task: Task) -> Outcome:
    """Plan the days that a job asks for; the plan is a draft.

    Raises
    ------
    FaultyInput
        Where the book or the days cannot be planned.
    UnsoundPlan
        Where the checker refuses the plan: a mistake of ours, and nothing is stored.
    """
    wanted = Wanted.of(task.params)
    task.hearing.tell(phase="gathering")
    with snapshot(task.store) as session:
        gathered = gather(session, wanted)
    task.hearing.tell(visits=len(gathered.problem.visits))
    travel = travelled(task, gathered.problem)
    problem = with_way_home(gathered.problem, travel)  # who is at work past the end of a shift finishes, and goes home
    found = searched(task, problem, travel, wanted.seconds, wanted.iterations, wanted.seed)
    plan = plan_row(task, wanted, gathered, found, origin="solve")
    return Outcome({"plan_id": plan.id}, [plan])


def gather(session: Session, wanted: Wanted) -> Gathered:
    """Read what there is to plan in some days.

    Raises
    ------
    FaultyInput
        Where the days cannot be planned, or the horizon plan does not exist or does not fit the book any more.
    """
    book = book_of(session, wanted.territory, wanted.now)
    days = wanted.first, wanted.last
    rota = kept_rota(session, wanted.territory, book, *days)
    if wanted.horizon is None:
        agenda = agenda_of(book, *days, wanted.now, rota=rota)
    else:
        horizon = stored_horizon(session, wanted.territory, wanted.horizon, book)
        agenda = near_days(book, horizon, *days, wanted.now, rota=rota)
    problem, sources = overlaid(session, agenda, wanted.territory, wanted.now)
    supply = supply_of(session, wanted.territory, sources, days, wanted.now)
    problem = preferring_vans(problem, sources, supply)
    return Gathered(agenda, problem, sources, published_versions(session, wanted.territory, *days), supply)


def plan_row(
    task: Task, wanted: Wanted, gathered: Gathered, found: Searched, *, origin: str, parent: str | None = None
) -> Plan:
    """Write a plan that was checked as the row that keeps it, with all that is asked of it later."""
    legs = legs_of(found.problem, found.plan, found.travel)
    problem, document = write_problem(found.problem), write_plan(found.plan)
    parts = parts_planned(gathered.supply, problem, document, gathered.sources)
    return Plan(
        id=new_id("plan"),
        kind="days",
        territory_id=wanted.territory,
        first_on=wanted.first,
        last_on=wanted.last,
        state=DRAFT,
        origin=origin,
        parent_id=parent,
        based_on=dict(gathered.based_on),
        cost=document["cost"],
        figures=figures_document(figures_of(found.problem, found.plan, found.travel)),
        problem=problem,
        document=document,
        matter=with_parts({**_matter(gathered, found.plan, legs), "horizon": wanted.horizon}, parts),
        created_at=task.clock(),
        created_by=task.by,
    )


def _matter(gathered: Gathered, plan: DayPlan, legs: Any) -> dict[str, Any]:
    agenda = gathered.agenda
    kept = {visit: report for visit, report in agenda.reports.items() if visit in gathered.sources}
    return {
        "sources": gathered.sources,
        "legs": plain(legs),
        "calls": plain(calls_before_trips(agenda, plan)),
        "waiting": plain(agenda.waiting),
        "remote": list(agenda.remote),
        "tickets": plain(agenda.tickets_due),
        "reports": plain(kept),
        "papers": plain(agenda.papers),
        "warnings": list(agenda.warnings),
    }
