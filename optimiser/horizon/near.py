"""The nearest days of the horizon as routes, together with the tickets."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from optimiser.agenda import Agenda, agenda_of
from optimiser.book import Book
from optimiser.horizon.chosen import Choice, HorizonPlan
from optimiser.recurrence import Inspection
from optimiser.roster import Rota


def near_days(
    book: Book,
    plan: HorizonPlan,
    first: date,
    last: date,
    now: datetime | None = None,
    done: Mapping[str, date] | None = None,
    rota: Rota | None = None,
) -> Agenda:
    """Make a problem of some days of a plan: its inspections on their days, and all tickets that are open.

    Each inspection may be done on its day only, preferably by its engineer; the hour, the order, and whether another
    engineer goes where tickets come in between, is for :func:`optimiser.solver.solve` to say.

    Parameters
    ----------
    plan : HorizonPlan
        Of the same book.
    first, last : date
        Days of the plan, both included.
    now, done, rota
        As in :func:`optimiser.agenda.agenda_of`.
    """
    return agenda_of(book, first, last, now, inspections=near_inspections(plan, first, last), done=done, rota=rota)


def near_inspections(plan: HorizonPlan, first: date, last: date) -> list[Inspection]:
    """The inspections that a plan puts on the days from `first` to `last`, each held to its day."""
    chosen = plan.by_inspection
    return [
        _held(inspection, chosen[inspection.id])
        for inspection in plan.inspections
        if inspection.id in chosen and first <= chosen[inspection.id].day <= last
    ]


def _held(inspection: Inspection, choice: Choice) -> Inspection:
    """Narrow an inspection to its day; a part stands alone, as its day already follows that of the part before."""
    return replace(
        inspection,
        ready_on=choice.day,
        ideal_on=choice.day,
        due_on=choice.day,
        preferred_engineer=choice.engineer,
        whole=inspection.id if inspection.parts > 1 else inspection.whole,
    )
