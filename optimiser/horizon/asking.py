"""From a book and some days to what is asked of the horizon's planning."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from optimiser.agenda.frame import check_days
from optimiser.book import Book
from optimiser.calendars import calendars_of
from optimiser.horizon.chosen import HorizonPlan
from optimiser.horizon.question import HorizonQuestion, horizon_travel
from optimiser.recurrence import inspections_due
from optimiser.roster import Roster, shifts_of
from optimiser.travel import MatrixCache


def horizon_question(
    book: Book,
    first: date,
    last: date,
    *,
    done: Mapping[str, date] | None = None,
    promised: HorizonPlan | None = None,
    cache: MatrixCache | None = None,
    base: Path | None = None,
) -> HorizonQuestion:
    """Gather what is due from `first` to `last`, and who is on duty.

    Parameters
    ----------
    book : Book
    first, last : date
        Both included.
    done : mapping of str to date, optional
        When each rule was last done, where the book does not know it yet: that moves what is due next. What was planned
        before and not done is due still, and the more urgent the longer it is overdue.
    promised : HorizonPlan, optional
        What was planned before. Its nearest days stay as they are unless that costs too much.
    cache, base
        As in :func:`optimiser.travel.travel_times`.

    Raises
    ------
    FaultyInput
        With every fault of the book's rules and calendars; where there are no days between the two, or too many.
    """
    check_days(first, last)
    roster = shifts_of(book, first, last)
    return HorizonQuestion(
        book,
        first,
        last,
        inspections_due(book, first, last, done),
        [shift for shifts in roster.shifts.values() for shift in shifts],
        horizon_travel(book, cache=cache, base=base),
        dict(done or {}),
        promised,
        _warnings(book, roster),
    )


def _warnings(book: Book, roster: Roster) -> list[str]:
    """What the roster and the calendars have to say of these days, each once."""
    calendars = calendars_of(book).values()
    said = [warning for calendar in calendars for warning in calendar.warnings_for(roster.first, roster.last)]
    return list(dict.fromkeys([*(gap.message for gap in roster.gaps), *roster.warnings, *said]))
