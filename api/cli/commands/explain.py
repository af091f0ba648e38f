"""``roundsman explain``: why left out, why late, who else."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from api.cli.loading import LoadedPlan, LoadedProblem, load_plan, load_problem, opened, require_visit
from api.cli.options import JsonOption, PlanFile, ProblemFile, TravelOption
from api.cli.printing import print_json, print_parts

if TYPE_CHECKING:
    from optimiser import Explainer


def explain(
    problem: ProblemFile,
    plan: PlanFile,
    visit: Annotated[str | None, typer.Argument(metavar="[VISIT]", help="Only this visit.", show_default=False)] = None,
    travel: TravelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why visits are left out and what would fit them, why they are late, and who else could serve them."""
    loaded = load_problem(problem, great_circle=travel is not None)
    stated = load_plan(plan, loaded)
    if visit is not None:
        require_visit(loaded, visit)
    explainer = opened(loaded, stated)
    if as_json:
        print_json(_data(loaded, explainer, visit))
    elif visit is None:
        _print_all(loaded, explainer)
    else:
        _print_one(loaded, stated, explainer, visit)


def _print_all(loaded: LoadedProblem, explainer: "Explainer") -> None:
    """Everything that is left out, then everything that is late."""
    from api.answers import lateness_text
    from api.terminal import unserved_table

    plan = explainer.explained()
    late = _late(loaded, explainer)
    if plan.unserved:
        print_parts(unserved_table(loaded.problem, plan, limit=None))
    if late:
        print_parts(lateness_text(late))
    if not plan.unserved and not late:
        print_parts(Text("Nothing is left out and nothing is late."))


def _print_one(loaded: LoadedProblem, stated: LoadedPlan, explainer: "Explainer", visit: str) -> None:
    """One visit: where it is and who else could do it, or what is in the way."""
    from api.answers import alternatives_table, lateness_text, reasons_table, served_text

    where = served_text(loaded.problem, stated.plan, visit)
    if where is None:
        print_parts(reasons_table(visit, explainer.reasons(visit)))
        return
    print_parts(where)
    late = explainer.lateness(visit)
    if late:
        print_parts(lateness_text([late]))
    print_parts(alternatives_table(explainer.alternatives(visit)))


def _late(loaded: LoadedProblem, explainer: "Explainer") -> list[Any]:
    told = (explainer.lateness(visit.id) for visit in loaded.problem.visits)
    return sorted(filter(None, told), key=lambda one: -one.cost)


def _data(loaded: LoadedProblem, explainer: "Explainer", visit: str | None) -> dict[str, Any]:
    """The same as data: reasons of what is left out, lateness of what is late, alternatives of one visit."""
    chosen = None if visit is None else {visit}
    left_out = [each for each in explainer.explained().unserved if chosen is None or each.visit in chosen]
    late = [each for each in _late(loaded, explainer) if chosen is None or each.visit in chosen]
    data: dict[str, Any] = {
        "unserved": [asdict(each) for each in left_out],
        "late": [asdict(each) for each in late],
    }
    if visit is not None:
        data["alternatives"] = [asdict(each) for each in explainer.alternatives(visit)]
    return data
