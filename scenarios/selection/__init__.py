"""The cheapest staffing that keeps a measure: ranking and selection over combinations of head count, skills and shifts.

::

    space              what is chosen among
    goal               what is looked for, and how much may be sampled for it
    looks, evidence    what samples say, with which confidence
    guess              what they hint at, which decides what is sampled next
    answer             what a search answers
    search, driving    ask, sample, tell
    asking, described, costing, axes, reading    a search as a study says it
    simulated          the search on simulated weeks
"""

from scenarios.selection.answer import VERDICTS, Selection
from scenarios.selection.asking import Search
from scenarios.selection.driving import BATCH, select
from scenarios.selection.goal import Effort, Goal
from scenarios.selection.reading import read_search, search_of
from scenarios.selection.search import Sample, StaffingSearch
from scenarios.selection.simulated import run_selection
from scenarios.selection.space import Axis, Candidate, Choice, Space

__all__ = [
    "BATCH",
    "VERDICTS",
    "Axis",
    "Candidate",
    "Choice",
    "Effort",
    "Goal",
    "Sample",
    "Search",
    "Selection",
    "Space",
    "StaffingSearch",
    "read_search",
    "run_selection",
    "search_of",
    "select",
]
