"""Answers about single visits as tables and texts for a terminal: reasons, lateness, alternatives, placements."""

from collections.abc import Sequence
from itertools import pairwise

from rich.table import Table
from rich.text import Text

from api.page.figures import local_zone
from api.page.formats import clock, signed_money, span
from api.page.reasons import kind
from api.printable import printable
from api.terminal import LATE_STYLE, plain_table
from optimiser import Alternative, Lateness, Placement, Plan, Problem, Reason, Route


def reasons_table(visit: str, reasons: Sequence[Reason]) -> Table:
    """Why a visit is with none of the shifts: a row for each, the nearest change first."""
    table = plain_table(f"{printable(visit)} is left out")
    table.add_column("Shift", overflow="fold", max_width=20)
    table.add_column("Code", no_wrap=True)
    table.add_column("Why, and what would fit it", overflow="fold", ratio=1)
    table.add_column("Plan cost", justify="right", no_wrap=True)
    for reason in reasons:
        table.add_row(
            printable(reason.shift or "all"),
            printable(reason.code),
            printable(reason.message),
            "" if reason.cost_change is None else signed_money(reason.cost_change),
        )
    return table


def served_text(problem: Problem, plan: Plan, visit: str) -> Text | None:
    """Where the plan has a visit; None where it leaves it out."""
    for route in plan.routes:
        for stop in route.stops:
            if stop.visit == visit:
                zone = local_zone(problem)
                times = "–".join(clock(at, problem.horizon.start, zone) for at in (stop.start, stop.end))
                return Text.assemble(printable(visit), " is served by ", printable(route.engineer), f", {times}")
    return None


def lateness_text(late: Sequence[Lateness]) -> Text:
    """Why visits are late, a line each."""
    lines = [Text.assemble((printable(each.visit).plain, LATE_STYLE), ": ", printable(each.message)) for each in late]
    return Text("\n").join(lines)


def alternatives_table(alternatives: Sequence[Alternative]) -> Table:
    """Who else could serve a visit, the cheapest first; then why the others could not."""
    table = plain_table("Who else")
    table.add_column("Shift", overflow="fold", max_width=20)
    table.add_column("Plan cost", justify="right", no_wrap=True)
    table.add_column("Why not", overflow="fold", ratio=1)
    for each in alternatives:
        fits = each.cost_change is not None
        table.add_row(
            printable(each.shift),
            signed_money(each.cost_change) if each.cost_change is not None else "",
            "" if fits else printable(each.message or kind(each.code, "en")),
        )
    return table


def placements_table(problem: Problem, visit: str, placements: Sequence[Placement]) -> Table:
    """Where a visit could go, the cheapest first."""
    table = plain_table(f"Where {printable(visit)} could go")
    table.add_column("Shift", overflow="fold", max_width=20)
    table.add_column("Between", overflow="fold", ratio=1)
    table.add_column("Start", no_wrap=True)
    table.add_column("Late", justify="right", no_wrap=True)
    table.add_column("Plan cost", justify="right", no_wrap=True)
    zone = local_zone(problem)
    for each in placements:
        start = next(stop.start for stop in each.route.stops if stop.visit == visit)
        table.add_row(
            printable(each.shift),
            printable(_between(each.route, visit)),
            clock(start, problem.horizon.start, zone),
            Text(f"+{span(each.late_s)}" if each.late_s else "", LATE_STYLE),
            signed_money(each.cost_change),
        )
    return table


def _between(route: Route, visit: str) -> str:
    """The visits before and after: ``v3 and v8``."""
    stops = ["leaving", *(stop.visit for stop in route.stops if stop.visit is not None), "returning"]
    before = next(left for left, right in pairwise(stops) if right == visit)
    after = next(right for left, right in pairwise(stops) if left == visit)
    return f"{before} and {after}"
