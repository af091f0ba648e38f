"""The horizon: which day, and who, for each inspection of the weeks to come.

::

    asking, question ── what is due, who is there
    slots, room, dividing ── their shifts, what tickets will take of them, parts of what is longer
    sieves, candidates ── where each inspection may go, and at what price
    facts, state, pricing, annealing, lanes ── the search
    planner ── the whole flow on one screen
    reading, measures, hindrances ── what comes out of it, and why something could not be kept
    checking ── a second pair of eyes
    document ── what comes out of it as JSON
    near ── the nearest days as routes, together with the tickets
"""

from optimiser.horizon.asking import horizon_question
from optimiser.horizon.checking import check_horizon
from optimiser.horizon.chosen import Choice, Hindrance, HorizonMeasures, HorizonPlan, Load, Unkept
from optimiser.horizon.document import read_horizon, write_horizon
from optimiser.horizon.near import near_days, near_inspections
from optimiser.horizon.params import HorizonParams
from optimiser.horizon.planner import HorizonProgress, plan_horizon
from optimiser.horizon.question import HorizonQuestion, horizon_travel

__all__ = [
    "Choice",
    "Hindrance",
    "HorizonMeasures",
    "HorizonParams",
    "HorizonPlan",
    "HorizonProgress",
    "HorizonQuestion",
    "Load",
    "Unkept",
    "check_horizon",
    "horizon_question",
    "horizon_travel",
    "near_days",
    "near_inspections",
    "plan_horizon",
    "read_horizon",
    "write_horizon",
]
