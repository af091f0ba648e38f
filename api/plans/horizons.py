"""From the store to a day and an engineer for each inspection of some weeks: the job of kind ``horizon``."""

from typing import Any

from api.jobs.kinds import Outcome, Task
from api.masters.book import book_of
from api.plans.horizon_documents import horizon_matter, promised_horizon
from api.plans.plain import plain
from api.plans.searching import UnsoundPlan
from api.plans.wanted import Wanted
from api.store.numbers import new_id
from api.store.plans import DRAFT
from api.store.snapshot import snapshot
from api.store.tables import Plan
from optimiser import (
    HorizonParams,
    HorizonPlan,
    HorizonProgress,
    MatrixCache,
    check_horizon,
    horizon_question,
    plan_horizon,
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
        promised = promised_horizon(session, wanted.territory, wanted.first, book)
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
    row = _row(task, wanted, plan, horizon_matter(question, plan))
    return Outcome({"plan_id": row.id}, [row])


def _row(task: Task, wanted: Wanted, plan: HorizonPlan, matter: dict[str, Any]) -> Plan:
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
        matter=matter,
        created_at=task.clock(),
        created_by=task.by,
    )
