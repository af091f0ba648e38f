"""``roundsman due``: what a service book owes in some days, and by when."""

from typing import TYPE_CHECKING

from api.cli.books import BookFile, DaysOption, FromOption, NowOption, load_book
from api.cli.options import JsonOption
from api.cli.printing import print_json, print_parts

if TYPE_CHECKING:
    from optimiser import Agenda


def due(
    book: BookFile, first: FromOption, days: DaysOption = 7, now: NowOption = None, as_json: JsonOption = False
) -> None:
    """Show what is due: answers and parts, tickets with their deadlines, inspections, reports, and what waits."""
    gathered = load_book(book).agenda(first, days, now)
    if as_json:
        print_json(_data(gathered))
        return
    from api.dues import due_parts

    print_parts(*due_parts(gathered))


def _data(gathered: "Agenda") -> dict[str, object]:
    from api.dues import kept_shares

    return {
        "first": gathered.first.isoformat(),
        "last": gathered.last.isoformat(),
        "now": gathered.problem.now,
        "calls": [vars(call) for call in gathered.calls],
        "tickets": [vars(row) for row in gathered.tickets_due],
        "inspections": [
            {
                "id": each.id,
                "site": each.site,
                "kind": each.kind,
                "rules": list(each.rules),
                "ready_on": each.ready_on.isoformat(),
                "ideal_on": each.ideal_on.isoformat(),
                "due_on": each.due_on.isoformat(),
                "overdue_days": each.overdue_days,
                "remote": each.remote,
            }
            for each in gathered.inspections
        ],
        "paperwork": [
            {
                "kind": paper.kind,
                "of": paper.source.kind,
                "id": paper.source.id,
                "site": paper.source.site,
                "done_at": paper.done_at,
                "due_at": paper.due_at,
                "engineer": paper.engineer,
                "overdue": paper.overdue,
            }
            for paper in gathered.papers
        ],
        "waiting": [vars(each) for each in gathered.waiting],
        "on_time": [
            {**vars(figure), "tickets_share": figure.tickets_share, "is_kept": figure.is_kept}
            for figure in kept_shares(gathered)
        ],
        "warnings": list(gathered.warnings),
    }
