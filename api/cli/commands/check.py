"""``roundsman check``: whether a plan is what it says."""

from typing import TYPE_CHECKING, Any

import typer
from rich.text import Text

from api.cli.exits import BROKEN_RULES
from api.cli.loading import load_plan, load_problem
from api.cli.options import JsonOption, PlanFile, ProblemFile, TravelOption
from api.cli.printing import on_terminal, print_json, print_parts
from api.printable import printable

if TYPE_CHECKING:
    from optimiser import Problem, Verdict


def check(problem: ProblemFile, plan: PlanFile, travel: TravelOption = None, as_json: JsonOption = False) -> None:
    """Recompute a plan from its documents: exit 1, naming all, where it breaks a rule or claims what is not so."""
    loaded = load_problem(problem, great_circle=travel is not None)
    stated = load_plan(plan, loaded)
    times = loaded.travel()
    from optimiser import check as checked

    verdict = checked(loaded.problem, stated.plan, times.seconds, times.metres, stated.claimed)
    if as_json:
        print_json(_data(verdict))
    elif verdict.violations:
        _print_violations(verdict)
    else:
        print_parts(_praise(loaded.problem, verdict))
    if verdict.violations:
        raise typer.Exit(BROKEN_RULES)


def _print_violations(verdict: "Verdict") -> None:
    """A table for people, a line each for programs."""
    from api.terminal import violations_table

    if on_terminal():
        print_parts(violations_table(verdict))
        return
    for each in verdict.violations:
        print_parts(Text.assemble(printable(each.code), ": ", printable(each.message)))


def _praise(problem: "Problem", verdict: "Verdict") -> Text:
    said = (
        f"The plan keeps every rule: cost {verdict.cost.total:,.2f}, "
        f"{verdict.served} of {len(problem.visits)} visits served, {verdict.late} late"
    )
    if verdict.must_unserved:
        said += f"; {verdict.must_unserved} that must be served left out"
    return Text(said + ".")


def _data(verdict: "Verdict") -> dict[str, Any]:
    cost = {part: round(getattr(verdict.cost, part), 2) for part in ("total", *vars(verdict.cost))}
    return {
        "cost": cost,
        "served": verdict.served,
        "late": list(verdict.late_visits),
        "must_unserved": verdict.must_unserved,
        "violations": [vars(each) | {"numbers": dict(each.numbers)} for each in verdict.violations],
    }
