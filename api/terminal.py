"""Plans, verdicts and faults as tables for a terminal; plain text where the output is no terminal.

Whatever comes from a document is put on screen as it is: never read as markup, and without control characters.
"""

from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from api.page.days import ShownDay
from api.page.figures import COST_PARTS, Figures, figures
from api.page.formats import hours, km, money, signed_money, span
from api.page.names import engineer_name
from api.page.reasons import Changes, kind, sentence
from api.page.routes import ShownShift, ShownVisit
from api.page.routes import Table as TravelTable
from api.page.words import ENGLISH
from api.printable import printable
from optimiser import Bound, Cost, Plan, Problem, Reason, Unserved, Verdict

LATE_STYLE = "bold red"
"""For lateness, and for nothing else."""


def routes_table(problem: Problem, plan: Plan, seconds: TravelTable, metres: TravelTable) -> Table:
    """One row for each shift that is used: when, how much, and its visits with their start; late ones in red.

    Who stands by without a visit has a row as well. Several days stand below each other, each under its date.

    Parameters
    ----------
    problem, plan
        The plan must be one of this problem.
    seconds, metres : n×n
        Travel between the problem's places, in their order.
    """
    shown = figures(problem, plan, seconds, metres)
    used_count = sum(len(day.used) for day in shown.days)
    table = plain_table(f"Routes ({used_count} of {len(shown.shifts)} shifts used)")
    table.add_column("Engineer", overflow="fold", max_width=16)
    table.add_column("Out", no_wrap=True)
    for heading in ("No.", "km", "Drive", "Over"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Visits and their start", ratio=1, overflow="fold", min_width=18)
    for day in shown.days:
        if shown.several_days:
            table.add_section()
            table.add_row(Text(ENGLISH[f"day_{day.day.weekday()}"].format(day=day.day), "bold"), *_day_row(day))
        _add_routes(table, shown, day)
    return table


def summary_text(problem: Problem, plan: Plan, seconds: TravelTable, metres: TravelTable) -> Text:
    """The plan in one line: cost, served, late, left out, driven."""
    totals = figures(problem, plan, seconds, metres).totals
    parts = [
        Text(f"cost {money(totals.cost.total)}", "bold"),
        Text(f"{totals.served_count} of {totals.visit_count} visits served"),
        Text(f"{totals.late_count} late", LATE_STYLE if totals.late_count else ""),
        Text(f"{totals.unserved_count} left out"),
        Text(f"{totals.engineers_used} of {totals.engineer_count} engineers"),
        Text(f"{km(totals.travel_m)} km"),
        Text(f"{hours(totals.travel_s)} h driving"),
    ]
    return Text(", ").join(parts)


def bound_text(bound: Bound) -> Text:
    """How cheap any plan can be, and how much less than this one that is."""
    return Text(f"no plan costs less than {money(bound.lower)}: at most {bound.gap:.1%} could be saved")


def cost_table(cost: Cost) -> Table:
    """What a plan costs, by part."""
    table = plain_table("Cost")
    table.add_column("Part")
    table.add_column("Cost", justify="right", no_wrap=True)
    for part in COST_PARTS:
        amount = getattr(cost, part)
        table.add_row(ENGLISH[part], money(amount), style="" if amount else "dim")
    table.add_section()
    table.add_row("Total", money(cost.total), style="bold")
    return table


def late_table(problem: Problem, plan: Plan, seconds: TravelTable, metres: TravelTable) -> Table:
    """Every missed deadline, the dearest first."""
    shown = figures(problem, plan, seconds, metres)
    table = plain_table(f"Late ({shown.totals.late_count})")
    table.add_column("Visit", overflow="fold", max_width=30)
    table.add_column("Engineer", overflow="fold", max_width=16)
    table.add_column("Due", no_wrap=True)
    table.add_column("Late by", justify="right", no_wrap=True)
    table.add_column("Price", justify="right", no_wrap=True)
    for missed in shown.missed:
        due = f"{shown.clock(missed.due_at)} {ENGLISH[missed.deadline].removesuffix(' by')}"
        table.add_row(
            printable(missed.visit.id, shown.note(missed.visit)),
            printable(engineer_name(missed.engineer)),
            due,
            Text(f"+{span(missed.late_s)}", LATE_STYLE),
            money(missed.price),
        )
    return table


def unserved_table(problem: Problem, plan: Plan, limit: int | None = 20) -> Table:
    """The visits that are left out: why, and the nearest change with its price.

    Parameters
    ----------
    problem, plan
        The plan must be one of this problem.
    limit : int or None
        How many rows to show at most; the caption counts the rest.
    """
    changes, skip_costs = Changes(problem), {visit.id: visit.skip_cost for visit in problem.visits}
    table = plain_table(f"Left out ({len(plan.unserved)})")
    table.add_column("Visit", overflow="fold", max_width=20)
    table.add_column("Skip cost", justify="right", no_wrap=True)
    table.add_column("Why", overflow="fold", ratio=1)
    table.add_column("Nearest change", overflow="fold", ratio=1)
    table.add_column("Plan cost", justify="right", no_wrap=True)

    def dearest_first(unserved: Unserved) -> tuple[bool, float]:
        skip_cost = skip_costs[unserved.visit]
        return skip_cost is not None, -(skip_cost or 0.0)

    for unserved in sorted(plan.unserved, key=dearest_first)[:limit]:
        skip_cost = skip_costs[unserved.visit]
        nearest = nearest_change(unserved)
        table.add_row(
            printable(unserved.visit),
            Text("must", "bold") if skip_cost is None else Text(money(skip_cost)),
            printable(_why(unserved, nearest)),
            printable("" if nearest is None else "; ".join(_described(changes, nearest))),
            "" if nearest is None or nearest.cost_change is None else signed_money(nearest.cost_change),
        )
    if limit is not None and len(plan.unserved) > limit:
        table.caption = f"and {len(plan.unserved) - limit} more"
    return table


def violations_table(verdict: Verdict) -> Table:
    """Everything that the checker finds wrong with a plan."""
    table = plain_table(f"Violations ({len(verdict.violations)})")
    table.add_column("Rule", overflow="fold")
    table.add_column("About", overflow="fold", max_width=20)
    table.add_column("What", overflow="fold", ratio=1)
    for violation in verdict.violations:
        about = violation.visit or violation.shift or violation.engineer or ""
        table.add_row(printable(violation.code), printable(about), printable(violation.message))
    return table


def nearest_change(unserved: Unserved) -> Reason | None:
    """The reason whose change costs least, if any has one."""
    changeable = [reason for reason in unserved.reasons if reason.cost_change is not None and reason.change]
    return min(changeable, key=lambda reason: reason.cost_change or 0.0, default=None)


class LiveProgress:
    """A line that lives while a plan is searched: elapsed, cost, served, late. Silent where nobody watches.

    Parameters
    ----------
    console : Console, optional
        Where the line is written; standard error unless told otherwise.

    Examples
    --------
    >>> with LiveProgress() as progress:
    ...     progress.update(1.5, 2091.0, 98, 2)
    """

    def __init__(self, console: Console | None = None) -> None:
        console = console or Console(stderr=True)
        self._live = (
            Live(Text(), console=console, transient=True, refresh_per_second=8) if console.is_terminal else None
        )

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def note(self, what: str) -> None:
        """Say what is going on before there is a plan: compiling, asking for travel times."""
        if self._live:
            self._live.update(Text(what, "dim"))

    def update(self, elapsed_s: float, cost_total: float, served: int, late: int) -> None:
        """Show how far the search is."""
        if self._live:
            self._live.update(
                Text.assemble(
                    (f"{elapsed_s:6.1f} s", "dim"),
                    ("   cost ", "dim"),
                    (money(cost_total), "bold"),
                    ("   served ", "dim"),
                    str(served),
                    ("   late ", "dim"),
                    (str(late), LATE_STYLE if late else ""),
                )
            )


def plain_table(title: str) -> Table:
    """A table with a title, without a frame."""
    return Table(title=Text(title, "bold"), title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)


def _day_row(day: ShownDay) -> list[Text]:
    """What is done on a day in all."""
    cells = [f"{len(day.used)} of {len(day.shifts)}", str(day.visit_count), km(day.travel_m)]
    return [Text(cell, "bold") for cell in cells]


def _add_routes(table: Table, shown: Figures, day: ShownDay) -> None:
    """The rows of a day: its routes, and who stands by."""
    rows = [shift for _, shift in day.shifts if not shift.idle or shift.stands]
    several = {id_ for id_, count in Counter(shift.engineer.id for shift in rows).items() if count > 1}
    for shift in rows:
        name = printable(engineer_name(shift.engineer), _shift_name(shift) if shift.engineer.id in several else None)
        table.add_row(name, *(_standby_row(shown, day, shift) if shift.idle else _route_row(shown, day, shift)))


def _shift_name(shift: ShownShift) -> str:
    """What tells an engineer's shifts of a day apart: what they are for, else their id."""
    return ENGLISH[f"as_{shift.kind}"] if shift.kind else shift.shift.id


def _standby_row(shown: Figures, day: ShownDay, shift: ShownShift) -> list[Text]:
    """A shift without a visit in which somebody is where he has to be."""
    times = (shown.clock(at, day.day) for at in (shift.shift.start, shift.shift.end))
    words = ENGLISH[f"stands_{shift.stands}"].format(place=shown.place_name(shift.shift.from_))
    return [Text("–".join(times)), *[Text()] * 4, printable(words)]


def _route_row(shown: Figures, day: ShownDay, shift: ShownShift) -> list[Text]:
    """One route."""
    times = [shown.clock(at, day.day) for at in shift.present]
    return [
        Text("–".join(times)),
        Text(str(len(shift.visits))),
        Text(km(shift.travel_m)),
        Text(span(shift.travel_s)),
        Text(span(shift.overtime_s) if shift.overtime_s else ""),
        Text(" ").join([_start(shown, day, stop) for stop in shift.visits]),
    ]


def _start(shown: Figures, day: ShownDay, stop: ShownVisit) -> Text:
    """``v3@09:10``; late ``v50@13:51+8m``. One word, so that it neither breaks over lines nor escapes a search."""
    word = f"{stop.visit.id}@{shown.clock(stop.start_at, day.day).replace(' ', '')}"
    if stop.late:
        word += f"+{_late(stop.late_s)}"
    text = printable(word)
    text.stylize(LATE_STYLE if stop.late else "")
    return text


def _late(seconds: float) -> str:
    """``8m``, ``2h05m``, ``6d21h``: roughly how late."""
    minutes = max(1, round(seconds / 60))
    if minutes < 120:
        return f"{minutes}m"
    return f"{minutes // 60}h{minutes % 60:02d}m" if minutes < 48 * 60 else f"{minutes // 1440}d{minutes % 1440 // 60}h"


def _why(unserved: Unserved, nearest: Reason | None) -> str:
    """The reason nearest to fitting, else how many shifts cannot for which reason."""
    if nearest is not None:
        return " ".join(filter(None, [nearest.engineer and f"{nearest.engineer}:", sentence(nearest, "en")]))
    counts = Counter(reason.code for reason in unserved.reasons)
    return ", ".join(f"{count} × {kind(code, 'en')}" for code, count in counts.most_common(3))


def _described(changes: Changes, reason: Reason) -> Sequence[str]:
    """What to change, a clause for each operation."""
    clauses = []
    for operation in reason.change or ():
        verb, what, value = changes.described(operation)
        clauses.append(f"{verb} {what}" if not value else f"{what} → {value}")
    return clauses
