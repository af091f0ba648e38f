"""From what is due to a day and an engineer for each: the whole flow on one screen."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from optimiser.horizon.annealing import Memory
from optimiser.horizon.candidates import Candidacy, Candidates
from optimiser.horizon.chosen import HorizonPlan
from optimiser.horizon.dividing import divided
from optimiser.horizon.facts import candidate_columns, facts_of
from optimiser.horizon.lanes import LANES, Search
from optimiser.horizon.params import HorizonParams
from optimiser.horizon.question import Block, HorizonQuestion, blocks_of
from optimiser.horizon.reading import plan_of
from optimiser.horizon.room import expected_room
from optimiser.horizon.sieves import Sieves
from optimiser.horizon.slots import slots_of
from optimiser.search.budget import Budget, Iterations, Seconds

_LOOK_AROUND = 0.1
"""After this share of the search, what could not be placed within its tolerance may come later."""

_MEETINGS = (0.25, 0.5, 0.7, 0.85, 0.95, 1.0)


@dataclass(frozen=True)
class HorizonProgress:
    """How far a search is: the cost of the best plan so far, and how many inspections it places."""

    elapsed_s: float
    cost: float
    placed: int
    count: int


def plan_horizon(
    question: HorizonQuestion,
    params: HorizonParams | None = None,
    *,
    clock: Callable[[], float],
    on_progress: Callable[[HorizonProgress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> HorizonPlan:
    """Choose a day and an engineer for each inspection.

    Whatever the prices, a choice keeps skills, certificates, absences, the spacing of its rules and the hours that
    there are. It keeps the tolerance too, unless there is no other way; then the plan says by how much it is late, and
    why.

    Parameters
    ----------
    question : HorizonQuestion
    params : HorizonParams, optional
    clock : callable
        Seconds since any instant, never going back.
    on_progress : callable, optional
        Told of the best plan now and then, from the thread that calls this function.
    should_stop : callable, optional
        Asked often, from several threads; once it answers True the best plan so far is returned.
    """
    params = params or HorizonParams()
    room = expected_room(question.book, question.first, question.shifts, params)
    slots = slots_of(question, room)
    question = divided(question, slots)
    candidacy = Candidacy(question, slots, Sieves(question, slots), params)
    due, postponed = _due(blocks_of(question), question)
    candidates = [candidacy.of(block) for block in due]
    begin_s = clock()

    def tell(cost: float, placed: int) -> None:
        if on_progress:
            on_progress(HorizonProgress(clock() - begin_s, cost, placed, len(due)))

    facts = facts_of(question, slots, due, candidates, params)
    search = Search(facts, params.seed, params.threads or os.cpu_count() or 1, tell)
    budget = _budget(params, clock, should_stop or _never)
    search.run(budget, (_LOOK_AROUND,))
    for meetings in (_MEETINGS, ()):
        candidates = _widened(candidates, due, search.best, candidacy, params)
        start, slot, price = candidate_columns(candidates)
        facts = facts._replace(candidate_start=start, candidate_slot=slot, candidate_price=price)
        search.go_on_with(facts)
        search.run(budget, meetings)
    return plan_of(question, slots, candidacy, due, postponed, search.best)


def _never() -> bool:
    return False


def _budget(params: HorizonParams, clock: Callable[[], float], stop: Callable[[], bool]) -> Budget:
    if params.iterations is not None:
        return Iterations(params.iterations, LANES, stop)
    return Seconds(60.0 if params.seconds is None else params.seconds, LANES, clock, stop)


def _due(blocks: Sequence[Block], question: HorizonQuestion) -> tuple[list[Block], list[Block]]:
    """Tell what belongs into the horizon from what is better done after it."""
    after = [block for block in blocks if block.head.ideal_on > question.last]
    return [block for block in blocks if block.head.ideal_on <= question.last], after


def _widened(
    candidates: Sequence[Candidates], due: Sequence[Block], best: Memory, candidacy: Candidacy, params: HorizonParams
) -> list[Candidates]:
    """Let what is left out come after its last day as well."""
    return [
        candidacy.of(block, params.late_days) if at < 0 else given
        for block, at, given in zip(due, best.at, candidates, strict=True)
    ]
