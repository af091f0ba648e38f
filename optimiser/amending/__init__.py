"""Edits by hand: lock, unlock, move, swap, assign, unassign, each with its price before it is done.

An edit that breaks a rule is refused with the code and the sentence of the explanation (:mod:`optimiser.explanation`),
or with one of these:

====================  ==================================================================================
Code of a refusal     Why the edit is not done, and its numbers
====================  ==================================================================================
UNDER_WAY             the visit is under way: it stays where it is
PINNED                the visit is pinned; unlock it first
MUST_BE_SERVED        the visit may not be left out
POSITION              it fits into the shift, but not there: ``position``, ``nearest_position``
ROUTE_CANNOT_HOLD     with the visit elsewhere, no timing of a route keeps the rules
====================  ==================================================================================
"""

from optimiser.amending.amending import Amended, amend
from optimiser.amending.edits import Assign, Edit, Lock, Move, Swap, Unassign, Unlock
from optimiser.amending.refusals import CODES, Refusal, Refused

__all__ = [
    "CODES",
    "Amended",
    "Assign",
    "Edit",
    "Lock",
    "Move",
    "Refusal",
    "Refused",
    "Swap",
    "Unassign",
    "Unlock",
    "amend",
]
