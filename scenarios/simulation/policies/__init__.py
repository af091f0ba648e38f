"""Dispatch policies: how work is given out.

::

    fitting       what an engineer may take on
    waiting       those that look at who is free: the first come, the nearest, the most severe
    own_sites     who has which sites
    by_hand       lists by deadline, of own sites first
    optimised     the optimiser that plans the real day
"""

from collections.abc import Callable, Mapping

from scenarios.simulation.policies.by_hand import ByHand
from scenarios.simulation.policies.optimised import Optimised
from scenarios.simulation.policies.waiting import FirstCome, NearestFirst, SeverityFirst
from scenarios.simulation.world import Policy, World

POLICIES: Mapping[str, Callable[[World], Policy]] = {
    "optimiser": Optimised,
    "nearest_first": NearestFirst,
    "first_come": FirstCome,
    "by_hand": ByHand,
    "severity_first": SeverityFirst,
}

__all__ = ["POLICIES", "Optimised"]
