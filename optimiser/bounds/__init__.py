"""A cost that no plan of a problem can undercut, worked out beside the search and sharing nothing with it.

Every visit gets a price. What the prices add up to, less what the best route of each shift would earn with them beyond
its own cost, is a lower bound on the cost of any plan: the Lagrangian relaxation of "each visit is in one route" (Held
and Karp 1970; for routing with time windows Kohl and Madsen 1997). Routes are judged generously: they may come back to
a visit after two others, and what is not understood costs nothing.
"""

from optimiser.bounds.least_cost import LowerBound, lower_bound

__all__ = ["LowerBound", "lower_bound"]
