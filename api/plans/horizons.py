"""From the store to a day and an engineer for each inspection of some weeks: the job of kind ``horizon``."""

from typing import Any

from sqlalchemy.orm import Session

from api.jobs.kinds import Outcome, Task
from api.masters.book import book_of
from api.plans.making import Wanted
from api.plans.plain import plain
from api.plans.searching import UnsoundPlan
from api.store.numbers import new_id
from api.store.plans import DRAFT, latest_horizon
from api.store.snapshot import snapshot
from api.store.tables import Plan
from optimiser import (
    Book,
    FaultyInput,
    HorizonParams,
    HorizonPlan,
    HorizonProgress,
    MatrixCache,
    check_horizon,
    horizon_question,
    plan_horizon,
    read_horizon,
    write_horizon,
)


def make_horizon(task: Task) -> Outcome:
    """Plan the inspections of the days that a job asks for; what was promised before is held where it can be.

    Raises
    ------
    FaultyInput
        Where the book or the days cannot be planned.
    UnsoundPlan
        Where the checker refuses the plan.
    """
    wanted, hearing = Wanted.of(task.params), task.hearing
    hearing.tell(phase="gathering")
    with snapshot(task.store) as session:
        book = book_of(session, wanted.territory, wanted.now)
        promised = _promised(session, book, wanted)
    question = horizon_question(book, wanted.first, wanted.last, promised=promised, cache=MatrixCache())
    hearing.require_own()
    hearing.tell(phase="search", inspections=len(question.inspections))
    params = HorizonParams(seconds=wanted.seconds, iterations=wanted.iterations, seed=wanted.seed, threads=task.threads)

    def tell(news: HorizonProgress) -> None:
        hearing.tell(cost=round(news.cost, 2), served=news.placed)

    plan = plan_horizon(question, params, clock=task.seconds, on_progress=tell, should_stop=hearing.should_stop)
    broken = check_horizon(question, plan)
    if broken:
        raise UnsoundPlan(f"the horizon plan breaks {len(broken)} rules: {'; '.join(map(str, broken[:5]))}")
    row = _row(task, wanted, plan, list(question.warnings))
    return Outcome({"plan_id": row.id}, [row])


def _promised(session: Session, book: Book, wanted: Wanted) -> HorizonPlan | None:
    document = latest_horizon(session, wanted.territory, wanted.first)
    if document is None:
        return None
    try:
        return read_horizon(document, book)
    except FaultyInput:  # of a book that has changed too much since: nothing of it can be promised
        return None


def _row(task: Task, wanted: Wanted, plan: HorizonPlan, warnings: list[str]) -> Plan:
    figures: dict[str, Any] = plain(plan.measures)
    figures |= {"postponed_count": len(plan.postponed), "unkept_count": len(plan.unkept)}
    return Plan(
        id=new_id("plan"),
        kind="horizon",
        territory_id=wanted.territory,
        first_on=wanted.first,
        last_on=wanted.last,
        state=DRAFT,
        origin="solve",
        cost={"total": round(plan.cost, 2)},
        figures=figures,
        problem={},
        document=write_horizon(plan),
        matter={"warnings": warnings},
        created_at=task.clock(),
        created_by=task.by,
    )
