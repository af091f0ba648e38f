"""A search for staffing as a study asks it."""

from dataclasses import dataclass, field

from scenarios.selection.driving import BATCH
from scenarios.selection.goal import Effort, Goal
from scenarios.selection.space import Space
from scenarios.studies.study import PolicyName


@dataclass(frozen=True)
class Search:
    """A search for the cheapest staffing of a service.

    Attributes
    ----------
    measure, group : str
        What is to be kept; the group "" is everything.
    space : Space
    goal : Goal
    effort : Effort
    policy : str or None
        How work is given out; None: by the first policy of the study.
    batch : int
        How many cases are lived through at a time.
    """

    measure: str
    space: Space
    goal: Goal
    group: str = ""
    effort: Effort = field(default_factory=Effort)
    policy: PolicyName | None = None
    batch: int = BATCH
