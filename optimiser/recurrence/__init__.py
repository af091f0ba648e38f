"""Periodic inspections: which are due when, what is done on one trip, in parts, and levelled over a year.

::

    rfc5545 ── a rule's text: what is wrong with it, the days it names
    workdays, spans ── working days, tolerance and spacing around each day
    occurrences ── what of one rule is open, given when it was last done
    nesting ── what the visit of a higher rule includes
    due ── all of it: the inspections of a book in a span of days
    parts ── what is longer than a shift
    levelling ── a month or week for each, so that none has much more than the others
    faults ── rules that are overlapping, contradictory or endless
"""

from optimiser.recurrence.due import Recurrences, inspections_due
from optimiser.recurrence.faults import faults_of_rules
from optimiser.recurrence.inspection import Inspection, urgency
from optimiser.recurrence.levelling import Held, Levelled, PeriodLoad, levelled
from optimiser.recurrence.parts import split_into_parts

__all__ = [
    "Held", "Inspection", "Levelled", "PeriodLoad", "Recurrences", "faults_of_rules", "inspections_due", "levelled",
    "split_into_parts", "urgency",
]  # fmt: skip
