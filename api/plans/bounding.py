"""The lower bound of a problem, worked out beside its search."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from optimiser import Bound, LowerBound, Plan, Problem, TravelTimes, lower_bound

_LOG = logging.getLogger("roundsman.plans")


class Bounding:
    """Works out what no plan can cost less than, in a thread of its own; a context manager around the search.

    It begins when there is a first plan, so as not to delay it, and ends with the search: with the first bound at
    least, which takes a moment.

    Parameters
    ----------
    tell : callable, optional
        Told of every better bound while the search goes on.
    """

    def __init__(self, problem: Problem, travel: TravelTimes, tell: Callable[[LowerBound], None] | None = None) -> None:
        self._problem, self._travel, self._tell = problem, travel, tell
        self._over = threading.Event()
        self._best: LowerBound | None = None
        self._thread = threading.Thread(target=self._run, name="bound", daemon=True)

    def __enter__(self) -> "Bounding":
        """Wait for a first plan."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Let it come to an end."""
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()

    def begin(self) -> None:
        """Begin, if that has not happened yet."""
        if self._thread.ident is None:
            self._thread.start()

    def of(self, plan: Plan) -> Bound | None:
        """The bound beside a plan of the problem; None where none is known, or none that this plan can be held to.

        A plan that leaves out what must be served, and could be, may cost less than any that serves it.
        """
        left_out = {each.visit for each in plan.unserved}
        musts = sum(visit.skip_cost is None for visit in self._problem.visits if visit.id in left_out)
        return self._best.of(plan.cost.total, musts) if self._best else None

    def _run(self) -> None:
        try:
            lower_bound(self._problem, self._travel, on_better=self._hear, should_stop=self._over.is_set)
        except Exception:  # noqa: BLE001 -- the plan is as good without it
            _LOG.exception("the lower bound could not be worked out")

    def _hear(self, bound: LowerBound) -> None:
        self._best = bound
        if self._tell and not self._over.is_set():
            self._tell(bound)
