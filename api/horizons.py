"""The horizon as tables for a terminal: its weeks, its figures, what could not be kept."""

from collections.abc import Sequence
from datetime import date, timedelta

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.printable import printable
from api.terminal import plain_table
from optimiser import HorizonPlan, Load

_HOUR = timedelta(hours=1)
_LISTED = 20


def horizon_parts(plan: HorizonPlan) -> list[RenderableType]:
    """Everything that a person wants to know of a plan at once."""
    parts: list[RenderableType] = [_weeks(plan), _figures(plan)]
    if plan.unkept:
        parts.append(_unkept(plan))
    if plan.postponed:
        parts.append(Text(f"{len(plan.postponed)} inspections have time until after {plan.last}."))
    return parts


def _weeks(plan: HorizonPlan) -> Table:
    table = plain_table(f"Weeks, {plan.first} to {plan.last}")
    table.add_column("From", no_wrap=True)
    for heading in ("Inspections", "Work h", "Travel h", "km", "Full", "Fullest day"):
        table.add_column(heading, justify="right", no_wrap=True)
    weeks: dict[date, list[Load]] = {}
    for load in plan.loads:
        weeks.setdefault(load.day - timedelta(days=load.day.weekday()), []).append(load)
    for monday in sorted(weeks):
        loads = weeks[monday]
        days = {load.day for load in loads}
        inspections = sum(choice.day in days for choice in plan.choices)
        table.add_row(
            str(max(monday, plan.first)),
            f"{inspections:,}",
            f"{_hours([load.work for load in loads]):,.1f}",
            f"{_hours([load.travel for load in loads]):,.1f}",
            f"{sum(load.travel_m for load in loads) / 1000:,.0f}",
            f"{_share(loads):.0%}",
            f"{max(_share([load for load in loads if load.day == day]) for day in days):.0%}",
        )
    return table


def _hours(spans: Sequence[timedelta]) -> float:
    return sum(spans, timedelta(0)) / _HOUR


def _share(loads: Sequence[Load]) -> float:
    """Work and travel over the hours that there are."""
    there = _hours([load.capacity for load in loads])
    return _hours([load.work + load.travel for load in loads]) / there if there else 0.0


def _figures(plan: HorizonPlan) -> Text:
    m = plan.measures
    return Text(
        f"{m.inspection_count:,} inspections on {m.trip_count:,} trips, about {m.travel_km:,.0f} km and "
        f"{m.travel_hours:,.0f} h of travel\n"
        f"days {m.day_load_mean:.0%} full, give or take {m.day_load_spread:.1%}; engineers give or take "
        f"{m.engineer_load_spread:.1%}; {m.over_room_hours:,.1f} h reach into the room for tickets\n"
        f"{m.engineers_per_customer:.2f} engineers per customer; {m.off_ideal_days:.1f} days off the ideal day"
        + (f"; {m.moved_count} promised days moved" if m.moved_count else "")
    )


def _unkept(plan: HorizonPlan) -> Table:
    table = plain_table(f"Could not be kept ({len(plan.unkept)})")
    table.add_column("Inspection", overflow="fold")
    table.add_column("What", no_wrap=True)
    table.add_column("Why", ratio=1, overflow="fold")
    for each in plan.unkept[:_LISTED]:
        what = "left out" if each.late_days is None else f"{each.late_days} days late"
        table.add_row(printable(each.inspection), what, printable("; ".join(h.message for h in each.hindrances)))
    if len(plan.unkept) > _LISTED:
        table.add_row("…", "", f"and {len(plan.unkept) - _LISTED} more: see horizon.json")
    return table
