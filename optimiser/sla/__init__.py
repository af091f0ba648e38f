"""Promises counted out: what a policy says about a ticket becomes deadlines, prices and figures.

::

    zones          which zone a site lies in
    events         which event settles which promise
    history        pauses, what was known when, contradictions
    promises       the book, indexed: what is promised for a ticket
    clock          the deadlines of one ticket
    table          the deadlines of many tickets, as arrays
    prices         what being late costs
    keeping        shares on time, penalties owed
    repeats, loans, charges, ratings, risk
    faults         what is wrong with the promises of a book

Deadlines move with the clock: paused, they wait. All of it is worked out from the book and ``now``, which is given.
"""

from optimiser.sla.charges import Charged, charges
from optimiser.sla.clock import Deadline, State, TicketClock, deadlines_of
from optimiser.sla.events import SETTLED_BY
from optimiser.sla.faults import FAULT_CODES, faults_of_promises
from optimiser.sla.history import faults_of_history
from optimiser.sla.keeping import OnTime, Penalty, on_time, penalties
from optimiser.sla.loans import LoanOut, loans_out
from optimiser.sla.prices import LatePrices, late_prices, penalty
from optimiser.sla.promises import Promises
from optimiser.sla.ratings import Rating, rating_totals
from optimiser.sla.repeats import Replacement, to_replace
from optimiser.sla.risk import risk
from optimiser.sla.table import STATES, DeadlineTable, deadlines
from optimiser.sla.zones import holds, in_polygon, zone_of

__all__ = [
    "FAULT_CODES", "SETTLED_BY", "STATES", "Charged", "Deadline", "DeadlineTable", "LatePrices", "LoanOut", "OnTime",
    "Penalty", "Promises", "Rating", "Replacement", "State", "TicketClock", "charges", "deadlines", "deadlines_of",
    "faults_of_history", "faults_of_promises", "holds", "in_polygon", "late_prices", "loans_out", "on_time",
    "penalties", "penalty", "rating_totals", "risk", "to_replace", "zone_of",
]  # fmt: skip
