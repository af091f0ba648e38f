"""What a planned day holds beside its routes: who stands by, and what will be owed after the visits."""

from collections.abc import Sequence
from datetime import datetime

from rich.table import Table

from api.printable import printable
from api.terminal import plain_table
from optimiser import Paper, Problem

_STANDBY = {"on_call": "on call", "resident": "resident", "cover": "cover of an event"}
_MOST_ROWS = 12


def standby_table(problem: Problem) -> Table:
    """Who is somewhere, or ready, whether or not a visit comes: residents, cover of an event, on-call.

    Parameters
    ----------
    problem
        One that was made from a book.
    """
    table = plain_table("Standing by")
    for heading in ("Engineer", "As", "From", "Until"):
        table.add_column(heading, no_wrap=True)
    table.add_column("At", overflow="fold")
    names = {place.id: str(place.carried.get("name", place.id)) for place in problem.places}
    standby = [
        (shift.start, engineer.id, shift, _STANDBY[shift.carried["x_kind"]])
        for engineer in problem.engineers
        for shift in engineer.shifts
        if shift.carried.get("x_kind") in _STANDBY
    ]
    for start, engineer, shift, kind in sorted(standby, key=lambda row: row[:2]):
        at = names[shift.from_] if shift.serves_only else "home"
        table.add_row(printable(engineer), kind, _when(start), _when(shift.end), printable(at))
    return table


def owed_table(title: str, papers: Sequence[Paper]) -> Table:
    """Reports, or calls, that will be owed after the visits of a plan, the first due first.

    Parameters
    ----------
    title : str
    papers : sequence of Paper
        Beyond a dozen they are only counted.
    """
    table = plain_table(f"{title} ({len(papers)})")
    for heading in ("By", "For", "Site", "Done", "Engineer"):
        table.add_column(heading, overflow="fold")
    for paper in papers[:_MOST_ROWS]:
        table.add_row(
            _when(paper.due_at),
            printable(paper.source.id),
            printable(paper.source.site),
            _when(paper.done_at),
            printable(paper.engineer),
        )
    if len(papers) > _MOST_ROWS:
        table.caption = f"and {len(papers) - _MOST_ROWS} more"
    return table


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
