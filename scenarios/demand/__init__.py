"""Demand: what is reported, where, when, and what becomes of it.

::

    model        streams of tickets, surges, fates, as frozen dataclasses
    rates        how much is to be expected, by day, hour and site
    checking     what is wrong with a demand
    chance       generators that belong to a name; inverse distributions
    fates        what becomes of tickets
    places       where they come from
    drawing      tickets, day by day
    still_open   what becomes of those that are open before
    counting     how many tickets come, without making any
    history      what was reported in the past
    experience   what became of it
    watched      the days of a history, as arrays
    estimates    estimators: dispersion, levels, shares
    course       a type's level, weekdays, holidays, storms and dispersion
    profiles     its hours
    goodness     how well a fit fits
    fitting      from a history to a demand
    held_out     weeks that a fit has not seen

Each name is loaded when it is first asked for: whoever only describes demand does not wait for what fits it.
"""

from typing import TYPE_CHECKING

__all__ = [
    "Columns",
    "Demand",
    "Drawing",
    "Fate",
    "FittedDemand",
    "Goodness",
    "HeldOut",
    "Reported",
    "Reports",
    "Stream",
    "Surge",
    "WorkTime",
    "at_sites",
    "demand_faults",
    "draw_counts",
    "expected_counts",
    "fate_from",
    "fit_demand",
    "generator_of",
    "hold_out",
    "interval_score",
    "is_answered",
    "is_sorted",
    "read_reports",
    "reports_from",
    "reports_of",
    "stream_like",
    "templates_of",
    "work_by_site",
]

if TYPE_CHECKING:
    from scenarios.demand.chance import generator_of
    from scenarios.demand.checking import demand_faults
    from scenarios.demand.counting import draw_counts, expected_counts
    from scenarios.demand.drawing import Drawing
    from scenarios.demand.experience import templates_of
    from scenarios.demand.fitting import FittedDemand, fit_demand
    from scenarios.demand.goodness import Goodness
    from scenarios.demand.held_out import HeldOut, hold_out, interval_score
    from scenarios.demand.history import Columns, Reports, read_reports, reports_from, reports_of
    from scenarios.demand.model import Demand, Fate, Reported, Stream, Surge, WorkTime
    from scenarios.demand.places import at_sites, work_by_site
    from scenarios.demand.still_open import fate_from, is_answered, is_sorted, stream_like

_FILES = {
    "chance": "generator_of",
    "checking": "demand_faults",
    "counting": "draw_counts expected_counts",
    "drawing": "Drawing",
    "experience": "templates_of",
    "fitting": "FittedDemand fit_demand",
    "goodness": "Goodness",
    "held_out": "HeldOut hold_out interval_score",
    "history": "Columns Reports read_reports reports_from reports_of",
    "model": "Demand Fate Reported Stream Surge WorkTime",
    "places": "at_sites work_by_site",
    "still_open": "fate_from is_answered is_sorted stream_like",
}

if not TYPE_CHECKING:  # a type checker that saw this would let every misspelt name pass
    import lazy_loader

    __getattr__, __dir__, _ = lazy_loader.attach(
        __name__, submod_attrs={file: names.split() for file, names in _FILES.items()}
    )
