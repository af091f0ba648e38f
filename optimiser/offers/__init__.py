"""Quick questions about an open plan, answered without planning anew: who can be there first, which slots are free."""

from optimiser.offers.arrivals import Arrival, first_there
from optimiser.offers.free_slots import Slot, raster, slots
from optimiser.offers.holding import Holding, hold
from optimiser.offers.legs import legs_to
from optimiser.offers.opened import OpenPlan, open_plan
from optimiser.offers.present import as_of
from optimiser.offers.way_home import with_way_home

__all__ = [
    "Arrival",
    "Holding",
    "OpenPlan",
    "Slot",
    "as_of",
    "first_there",
    "hold",
    "legs_to",
    "open_plan",
    "raster",
    "slots",
    "with_way_home",
]
