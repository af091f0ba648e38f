"""The kinds of jobs, and which function does each; loaded in the worker when it is first needed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol

from api.clock import Clock
from api.store.engine import Store
from api.store.tables import Base


class Hearing(Protocol):
    """Who listens to a running job: hears its news, and says when it should stop."""

    def tell(self, **news: Any) -> None:
        """Tell how far the work is: plain JSON values, which stay until they are told anew."""

    def should_stop(self) -> bool:
        """Whether to end with the best that there is: asked to, out of time, or given up for lost."""

    def require_own(self) -> None:
        """End here if the attempt was given up for lost: what it would write is refused anyway."""


@dataclass(frozen=True)
class Task:
    """What a kind's function works with.

    Attributes
    ----------
    id : str
        The job's.
    params : dict
        As they were put into the queue.
    by : str
        Who asked for it.
    clock : callable
        The present instant, as the service counts it.
    seconds : callable
        Seconds since any instant, never going back.
    threads : int or None
        How many threads a search may use; None: one for each core.
    """

    id: str
    params: dict[str, Any]
    by: str
    store: Store
    clock: Clock
    seconds: Callable[[], float]
    threads: int | None
    hearing: Hearing


@dataclass(frozen=True)
class Outcome:
    """What a job leads to: its result, and rows that are written in the same transaction, or not at all."""

    result: dict[str, Any]
    rows: Sequence[Base] = field(default_factory=tuple)


Work = Callable[[Task], Outcome]

KINDS: Mapping[str, str] = {
    "solve": "api.plans.making:make_plan",
    "replan": "api.plans.replanning:replan_day",
    "horizon": "api.plans.horizons:make_horizon",
    "stateless": "api.plans.stateless:solve_document",
    "vroom": "api.plans.vroom:answer_request",
    "study": "api.studies.living:live_through",
}
"""The function of each kind, as ``module:name``."""


def work_of(kind: str) -> Work:
    """Load the function that does a kind of job."""
    module, _, name = KINDS[kind].partition(":")
    work: Work = getattr(import_module(module), name)
    return work
