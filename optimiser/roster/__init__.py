"""The roster: who is on when. Duties, residents and who stands in for them, cover of events, the on-call rota.

::

    shifts ── RosterShift, Gap, Roster: what comes out
    duties ── regular shifts, without absences
    absences ── what is left of a shift, and what is missing, where somebody is away
    fairness ── what "evenly" means to CP-SAT, and how it is asked so that the answer is always the same
    covers ── a named event, around the clock
    residents ── who stands in at the site of a resident engineer who is away
    hours, turns, rota ── on-call: which hours, whose turn, who is called
    planning ── all shifts of some days
"""

from optimiser.roster.planning import Rostering, shifts_of
from optimiser.roster.rota import MonthlyRotas, Rota, Stint, owner_of, plan_rota, rota_of_days, who_is_on_call
from optimiser.roster.shifts import Gap, Roster, RosterShift, ShiftKind, can_do

__all__ = [
    "Gap",
    "MonthlyRotas",
    "Roster",
    "RosterShift",
    "Rostering",
    "Rota",
    "ShiftKind",
    "Stint",
    "can_do",
    "owner_of",
    "plan_rota",
    "rota_of_days",
    "shifts_of",
    "who_is_on_call",
]
