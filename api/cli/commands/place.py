"""``roundsman place``: where one more visit goes."""

from dataclasses import asdict

from api.cli.exits import of_document
from api.cli.files import shown_name
from api.cli.loading import load_plan, load_problem, opened, require_visit
from api.cli.options import JsonOption, PlanFile, ProblemFile, TravelOption, VisitId
from api.cli.printing import print_json, print_parts


def place(
    problem: ProblemFile, plan: PlanFile, visit: VisitId, travel: TravelOption = None, as_json: JsonOption = False
) -> None:
    """Find the five best placements of a visit that the plan does not serve yet; everything else stays."""
    loaded = load_problem(problem, great_circle=travel is not None)
    stated = load_plan(plan, loaded)
    require_visit(loaded, visit)
    explainer = opened(loaded, stated)
    with of_document(shown_name(plan)):
        placements = explainer.place(visit)
    if as_json:
        print_json([asdict(each) for each in placements])
        return
    from api.answers import placements_table, reasons_table

    if placements:
        print_parts(placements_table(loaded.problem, visit, placements))
    else:
        print_parts(reasons_table(visit, explainer.reasons(visit)))
