"""The tables of the command line."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console, RenderableType
from rich.text import Text

from api.terminal import (
    LiveProgress,
    cost_table,
    late_table,
    routes_table,
    summary_text,
    unserved_table,
    violations_table,
)
from optimiser.checker.verdict import Verdict, Violation
from optimiser.plan import Cost, Unserved

from .days import small_day

HOSTILE = ["[bold]v0[/bold]", "[/]", "v\x1b[31m2", "[link=x]"]
PEOPLE = ["[red]", "e[1]", "[/red]"]


def printed(renderable: RenderableType, width: int = 80, colour: bool = False) -> str:
    """What comes out at that width."""
    console = Console(file=StringIO(), width=width, force_terminal=colour, color_system="standard" if colour else None)
    console.print(renderable, soft_wrap=isinstance(renderable, Text))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_a_route_is_a_row_with_its_times_sums_and_visits() -> None:
    day = small_day()
    lines = printed(routes_table(day.problem, day.plan, day.seconds, day.metres), 120).splitlines()
    (row,) = [line for line in lines if line.strip().startswith("e0")]
    assert row.split() == ["e0", "08:15–17:30", "2", "22.5", "0:45", "0:30", "v0@09:00", "v1@12:30+30m"]
    assert "v2@23:30" in "\n".join(lines) and "00:30 +1d" in "\n".join(lines)
    assert "2 of 3 shifts used" in lines[0]


def test_only_late_visits_are_red() -> None:
    day = small_day()
    out = printed(routes_table(day.problem, day.plan, day.seconds, day.metres), 120, colour=True)
    red = [piece.split("\x1b[0m")[0] for piece in out.split("\x1b[1;31m")[1:]]
    assert [piece.strip() for piece in red] == ["v1@12:30+30m"]


def test_the_cost_table_adds_up() -> None:
    out = printed(cost_table(Cost(20.0, 24.0, 45.0, 60.0)))
    assert out.split()[-2:] == ["Total", "149.00"]


def test_the_late_table_tells_by_how_much_and_at_what_price() -> None:
    day = small_day()
    out = printed(late_table(day.problem, day.plan, day.seconds, day.metres))
    assert ["v1", "e0", "12:00", "on", "site", "+0:30", "60.00"] in [line.split() for line in out.splitlines()]


def test_the_unserved_table_tells_the_nearest_change_and_its_price() -> None:
    day = small_day()
    out = " ".join(printed(unserved_table(day.problem, day.plan), 160).split())
    assert "v3 must e1: 25 minutes past the limit. e1 › night › overtime_limit → PT2H25M −3.00" in out


def test_unserved_without_any_change_counts_the_reasons() -> None:
    day = small_day()
    reasons = [replace(reason, change=None, cost_change=None) for reason in day.plan.unserved[0].reasons]
    plan = replace(day.plan, unserved=[Unserved("v3", [*reasons, reasons[0]])])
    assert "2 × lacks a skill" in printed(unserved_table(day.problem, plan), 160)


def test_more_unserved_than_the_limit_are_counted() -> None:
    day = small_day()
    plan = replace(day.plan, unserved=[Unserved(f"v{i}") for i in range(4)])
    assert "and 2 more" in printed(unserved_table(day.problem, plan, limit=2))


def test_a_verdict_names_rule_and_visit() -> None:
    verdict = Verdict((Violation("LATE_BACK", "is [bold]back late", shift="e0-[mon]"),), Cost(), 0, (), 0)
    out = printed(violations_table(verdict))
    assert "LATE_BACK" in out and "e0-[mon]" in out and "is [bold]back late" in out


@pytest.mark.parametrize("width", [80, 60, 200])
def test_markup_and_control_characters_in_ids_are_only_text(width: int) -> None:
    day = small_day(HOSTILE, PEOPLE)
    tables: list[RenderableType] = [
        routes_table(day.problem, day.plan, day.seconds, day.metres),
        late_table(day.problem, day.plan, day.seconds, day.metres),
        unserved_table(day.problem, day.plan),
        summary_text(day.problem, day.plan, day.seconds, day.metres),
    ]
    out = "".join(printed(table, width) for table in tables)
    assert "\x1b" not in out
    assert all(len(line) <= width for table in tables[:3] for line in printed(table, width).splitlines())
    if width == 200:
        assert "[bold]v0[/bold]@09:00" in out and "e[1]" in out and "[link=x]" in out


def test_the_live_line_is_silent_where_nobody_watches() -> None:
    console = Console(file=StringIO(), force_terminal=False)
    with LiveProgress(console) as progress:
        progress.note("compiling")
        progress.update(1.5, 2091.0, 98, 2)
    assert isinstance(console.file, StringIO) and console.file.getvalue() == ""


def test_the_live_line_shows_cost_served_and_late_and_leaves_nothing_behind() -> None:
    console = Console(file=StringIO(), force_terminal=True, width=80, color_system=None)
    with LiveProgress(console) as progress:
        progress.update(1.5, 2091.0, 98, 2)
    assert isinstance(console.file, StringIO)
    out = console.file.getvalue()
    assert "1.5 s   cost 2,091.00   served 98   late 2" in out
    assert out.endswith("\x1b[2K"), "the line is erased at the end"
