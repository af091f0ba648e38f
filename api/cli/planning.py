"""From a problem to a plan that is explained and checked: what ``solve`` and ``demo`` share."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from typer import Exit

from api.cli.exits import OUR_BUG, of_document, say
from api.cli.files import shown_name
from api.cli.interrupt import StopRequest, stoppable
from api.cli.loading import LoadedProblem
from api.cli.warming import warm_up
from api.cli.watching import Improvement, Listener, ProgressForm, watching

if TYPE_CHECKING:
    from optimiser import Bound, Plan, TravelTimes

DEFAULT_SECONDS = 10.0


@dataclass(frozen=True)
class SearchOptions:
    """What the command line says about the search."""

    seconds: float | None = None
    iterations: int | None = None
    seed: int = 0
    threads: int | None = None
    engine: Literal["ours", "routing"] = "ours"
    progress: ProgressForm = ProgressForm.AUTO

    @property
    def seconds_limit(self) -> float | None:
        """Ten seconds unless something else limits the search."""
        return DEFAULT_SECONDS if self.seconds is None and self.iterations is None else self.seconds


def planned(
    loaded: LoadedProblem, travel: "TravelTimes", options: SearchOptions, *, bounded: bool = False
) -> "tuple[Plan, Bound | None]":
    """Search for a plan, explain what it leaves out, and check it.

    Beside it comes what no plan can cost less than, if it is `bounded` and something was found.

    Raises
    ------
    typer.Exit
        Where the checker finds something wrong with the plan: that is a bug, and the plan stays here.
    """
    from api.plans.bounding import Bounding
    from optimiser import explain

    with of_document(shown_name(loaded.source)), stoppable() as stop:
        with Bounding(loaded.problem, travel) as bounding:
            plan = _searched(loaded, travel, options, stop, bounding.begin if bounded else None)
        return pass_checked(loaded, explain(loaded.problem, plan, travel), travel), bounding.of(plan)


def _searched(
    loaded: LoadedProblem,
    travel: "TravelTimes",
    options: SearchOptions,
    stop: StopRequest,
    on_plan: Callable[[], None] | None,
) -> "Plan":
    from optimiser import SolveParams, solve

    params = SolveParams(
        seconds=options.seconds_limit,
        iterations=options.iterations,
        seed=options.seed,
        threads=options.threads,
        engine=options.engine,
    )
    warm_up()
    enough = _either(stop, options)
    with watching(options.progress) as listener:
        heard = listener if on_plan is None else _both(on_plan, listener)
        return solve(loaded.problem, travel, params, clock=time.monotonic, on_progress=heard, should_stop=enough)


def _both(on_plan: Callable[[], None], listener: Listener | None) -> Listener:
    """Tell two of every better plan."""

    def heard(now: Improvement) -> None:
        on_plan()
        if listener is not None:
            listener(now)

    return heard


def _either(stop: StopRequest, options: SearchOptions) -> Callable[[], bool]:
    """Where both are limited, whichever limit is reached first ends the search."""
    if options.seconds is None or options.iterations is None:
        return stop
    until_s = time.monotonic() + options.seconds
    return lambda: stop() or time.monotonic() >= until_s


def pass_checked(loaded: LoadedProblem, plan: "Plan", travel: "TravelTimes") -> "Plan":
    """Let a plan out if the checker passes it as its document states it.

    Raises
    ------
    typer.Exit
        Where it does not: with all that it found on standard error.
    """
    from optimiser import check, read_plan, write_plan

    stated = read_plan(write_plan(plan), loaded.problem)
    verdict = check(loaded.problem, stated, travel.seconds, travel.metres)
    if verdict.violations:
        said = "\n".join(f"{each.code}: {each.message}" for each in verdict.violations)
        say(
            f"internal error: please report it, with the problem: the plan breaks its rules and was not written\n{said}"
        )
        raise Exit(OUR_BUG)
    return plan
