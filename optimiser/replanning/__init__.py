"""Replanning in the day: a published plan is kept as far as the world lets it, and every change is told with why.

================  ======================================================================================
Code of a change  Why the visit stands elsewhere, and its numbers besides ``undone_cost``
================  ======================================================================================
SHIFT_GONE        the shift in which it stood is no longer there
NOT_ALLOWED       its engineer may no longer serve it: the numbers of the reason
PLACE_TAKEN       another visit now stands where it stood, or before it: ``other``
BEHIND_LATE_STOP  a stop before it ends later than planned: ``other``, ``late_s``
STOP_GONE         a stop before it is no longer on the route: ``other``
NO_LONGER_FITS    where it stood it would break a rule now
CHEAPER           it could have stayed, and the plan would cost more
NEW_WORK          it was not in the published plan at all
ROOM_FOUND        the published plan left it out
================  ======================================================================================
"""

from optimiser.replanning.changes import PlanChange, changes_between
from optimiser.replanning.prices import DisruptionPrices, with_planned
from optimiser.replanning.replanner import Replanned, replan
from optimiser.replanning.standings import Standing

__all__ = ["DisruptionPrices", "PlanChange", "Replanned", "Standing", "changes_between", "replan", "with_planned"]
