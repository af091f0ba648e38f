"""Drive a search: ask, sample, tell, until nothing more is asked."""

from collections.abc import Callable, Sequence

from scenarios.selection.answer import Selection
from scenarios.selection.goal import Effort, Goal
from scenarios.selection.search import Sample, StaffingSearch
from scenarios.selection.space import Space

BATCH = 8
"""How many samples are asked for at a time: enough for some cores, few enough that little is sampled in vain."""


def select(
    space: Space,
    sample: Callable[[Sequence[Sample]], Sequence[float] | None],
    goal: Goal,
    effort: Effort | None = None,
    *,
    batch: int = BATCH,
    on_progress: Callable[[StaffingSearch], object] | None = None,
) -> Selection:
    """Find the cheapest candidate that keeps a goal.

    Parameters
    ----------
    space : Space
    sample : callable
        From samples to what each measured, in their order; None: it was stopped, the answer is what was known
        before. A candidate's replications must be independent of each
        other; those of the same number should share their random numbers across candidates.
    goal : Goal
    effort : Effort, optional
    batch : int
        How many samples are asked for at a time. Which are taken depends on it, so it is not to follow from how many
        cores there happen to be.
    on_progress : callable, optional
        Called with the search after each batch.

    Raises
    ------
    RoundsmanError
        Where a replication has nothing to measure.
    """
    search = StaffingSearch(space, goal, effort)
    while (asked := search.ask(batch)) and (values := sample(asked)) is not None:
        for pair, value in zip(asked, values, strict=True):
            search.tell(pair, value)
        if on_progress is not None:
            on_progress(search)
    return search.answer()
