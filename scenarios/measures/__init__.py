"""What a simulated run is measured by: the measures, the sums they are made of, and their values.

Their tables are in `scenarios.measures.rows`, apart from here, so that who only simulates need not load pandas.
"""

from scenarios.measures.catalogue import MEASURES, Measure, group_label, group_name, group_parts
from scenarios.measures.quantiles import WAIT_ERROR_SHARE
from scenarios.measures.readings import readings
from scenarios.measures.tally import ALL, WAIT_EDGES_S, Tally

__all__ = [
    "ALL",
    "MEASURES",
    "WAIT_EDGES_S",
    "WAIT_ERROR_SHARE",
    "Measure",
    "Tally",
    "group_label",
    "group_name",
    "group_parts",
    "readings",
]
