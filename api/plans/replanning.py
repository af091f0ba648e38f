"""Replanning in the day: the job of kind ``replan``. What is out is kept where that pays, and every change told."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from api.jobs.kinds import Outcome, Task
from api.plans.making import Gathered, gather, plan_row
from api.plans.plain import plain
from api.plans.present import as_kept
from api.plans.searching import Searched, checked
from api.plans.wanted import Wanted
from api.store.calls import called_tickets
from api.store.day_state import TAKEN, DayState, day_state
from api.store.snapshot import snapshot
from api.store.tables import Plan as PlanRow
from optimiser import (
    DisruptionPrices,
    ImpossiblePlan,
    MatrixCache,
    Plan,
    Problem,
    Replanned,
    SolveParams,
    TravelTimes,
    explain,
    read_plan,
    read_problem,
    replan,
    travel_times,
    with_way_home,
)

_MOST_CHANGES = 2
_DEFAULT_S = 0.25


@dataclass(frozen=True)
class _Day:
    """A day that runs: what is out, what there is to do, what was reported; the tickets whose customers were called."""

    row: PlanRow
    published: Plan
    gathered: Gathered
    state: DayState
    called: frozenset[str]


def replan_day(task: Task) -> Outcome:
    """Plan the rest of what is published anew; the plan is a draft, with its changes.

    Params: as those of a solve, with ``plan``, the published one, and ``prices``, which may be empty.

    Raises
    ------
    FaultyInput
        Where the book or the days cannot be planned.
    ImpossiblePlan
        Where what is under way cannot be kept.
    UnsoundPlan
        Where the checker refuses the plan.
    """
    wanted = Wanted.of(task.params)
    task.hearing.tell(phase="gathering")
    with snapshot(task.store) as session:
        day = _day(session, task.params["plan"], wanted)
    problem = day.gathered.problem
    travel = travel_times(problem, cache=MatrixCache())
    task.hearing.require_own()
    task.hearing.tell(phase="search", visits=len(problem.visits))
    kept, _ = as_kept(problem, day.published, travel, day.state, wanted.now)
    try:
        problem, found = _replanned(task, wanted, day, kept, travel)
    except ImpossiblePlan:  # the visits of a day cannot have begun as planned, as they are others than they were
        problem, found = _replanned(task, wanted, day, problem, travel)
    task.hearing.tell(phase="explanation", cost=round(found.plan.cost.total, 2))
    explained = explain(problem, found.plan, travel, most_changes=_MOST_CHANGES)
    sound = checked(problem, explained, travel)
    return _outcome(task, wanted, day, sound, found)


def _day(session: Session, id_: str, wanted: Wanted) -> _Day:
    row = session.get_one(PlanRow, id_)
    published = read_plan(row.document, read_problem(row.problem))
    gathered = gather(session, replace(wanted, horizon=row.matter.get("horizon")))
    state = day_state(session, wanted.territory, wanted.first, wanted.last, wanted.now)
    tickets = {source["id"] for source in gathered.sources.values() if source["kind"] == "ticket"}
    return _Day(row, published, gathered, state, called_tickets(session, tickets))


def _replanned(
    task: Task, wanted: Wanted, day: _Day, problem: Problem, travel: TravelTimes
) -> tuple[Problem, Replanned]:
    """The plan, and its problem: in it whoever is at work past the end of a shift finishes and goes home."""
    seconds = None if wanted.iterations else wanted.seconds or _DEFAULT_S
    problem = with_way_home(problem, travel)
    return problem, replan(
        problem,
        day.published,
        travel,
        wanted.now,
        SolveParams(seconds=seconds, iterations=wanted.iterations, seed=wanted.seed, threads=task.threads),
        clock=task.seconds,
        prices=prices_of(task.params.get("prices") or {}),
        told=_told(day),
        on_progress=lambda news: task.hearing.tell(cost=round(news.cost, 2), served=news.served, late=news.late),
        should_stop=task.hearing.should_stop,
    )


def prices_of(given: dict[str, Any]) -> DisruptionPrices:
    """Read prices of departures; spans are seconds."""
    spans = {key: timedelta(seconds=given[f"{key}_s"]) for key in ("free", "halving") if f"{key}_s" in given}
    amounts = {key: amount for key, amount in given.items() if not key.endswith("_s")}
    asked: dict[str, Any] = amounts | spans
    return DisruptionPrices(**asked)


def _told(day: _Day) -> set[str]:
    """The visits whose customers were told when somebody comes."""
    called = {id_ for id_, row in day.state.visits.items() if row.customer_told}
    promised = {slot.ticket_id or slot.id for slot in day.state.slots if slot.state == TAKEN}
    sources = day.gathered.sources.items()
    called |= {id_ for id_, source in sources if source["kind"] == "ticket" and source["id"] in day.called}
    return called | {id_ for id_, source in sources if source["id"] in promised}


def _outcome(task: Task, wanted: Wanted, day: _Day, sound: Searched, found: Replanned) -> Outcome:
    gathered = replace(day.gathered, problem=sound.problem)
    row = plan_row(task, wanted, gathered, sound, origin="replan", parent=day.row.id)
    row.changes = [plain(change) for change in found.changes]
    row.figures = {
        **row.figures,
        "change_count": len(found.changes),
        "cost_of_changes": round(found.cost_of_changes, 2),
    }
    return Outcome({"plan_id": row.id}, [row])
