"""Loan units that were lent: fetched back once the customer's own unit works again."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from optimiser.agenda.entries import Entry, Source, Waiting
from optimiser.agenda.frame import Frame
from optimiser.agenda.names import Names
from optimiser.agenda.prices import LOAN_SKIP_COST
from optimiser.agenda.windows import is_whole, windows_within
from optimiser.inputs import Visit
from optimiser.sla import LoanOut, loans_out

FETCHING = timedelta(minutes=20)
"""How long it takes to fetch a loan unit, once there. Our assumption."""


class LoanRoom:
    """Makes visits of loan units.

    Attributes
    ----------
    entries : list of Entry
    waiting : list of Waiting
        Units that are still needed, or that cannot be fetched in these days.
    """

    def __init__(self, frame: Frame, places: Mapping[str, str], names: Names) -> None:
        self._frame, self._places, self._names = frame, places, names
        self.entries: list[Entry] = []
        self.waiting: list[Waiting] = []

    def add(self) -> None:
        """Take in all units that are out by now."""
        frame = self._frame
        for loan in loans_out(frame.promises, list(frame.tickets.values()), frame.now):
            if loan.fetch_from is None:
                self.waiting.append(Waiting("loan", loan.ticket.id, loan.site, "repair", loan.lent_at))
            elif loan.fetch_from >= frame.horizon.end:
                self.waiting.append(Waiting("loan", loan.ticket.id, loan.site, "later", loan.fetch_from))
            else:
                self._fetch(loan, max(loan.fetch_from, frame.horizon.start))

    def _fetch(self, loan: LoanOut, begins: datetime) -> None:
        frame = self._frame
        windows = windows_within(frame, frame.sites[loan.site], [(begins, frame.horizon.end)], FETCHING)
        if not windows:
            self.waiting.append(Waiting("loan", loan.ticket.id, loan.site, "access"))
            return
        visit = Visit(
            id=self._names.give(f"loan {loan.ticket.id}", "loan"),
            place=self._places[loan.site],
            duration=FETCHING,
            skip_cost=LOAN_SKIP_COST,
            kind="loan",
            windows=() if is_whole(frame, windows) else tuple(windows),
        )
        self.entries.append(Entry(visit, Source("loan", loan.ticket.id, loan.site)))
