"""What leaving out a job costs, such that VROOM's order of aims holds.

VROOM wants the highest sum of priorities, then the most jobs, then the lowest cost. One number a job says the same:
with `most` above what any plan can cost, and n jobs, a job of priority p is worth ``p / g · (n + 1) · most + most``
(g is the greatest common divisor of the priorities). A plan with one job more is then cheaper whatever its travel, and
one with more priority whatever jobs and travel it takes. Where all priorities are equal, n jobs more are n · p more
priority, and `most` alone will do.

The numbers are exact as long as what a plan leaves out sums to less than 2⁵³: up to a thousand jobs always, and
beyond for plans that leave out a share of the jobs. Past that the first two aims still hold; of the last one,
differences of a few units of cost may go unseen.
"""

from collections.abc import Sequence
from math import gcd


def skip_costs(priorities: Sequence[int], most: int) -> list[float]:
    """What leaving out each job costs.

    Parameters
    ----------
    priorities : sequence of int
        From 0 to 100.
    most : int
        More than any plan can cost, left-out jobs aside.
    """
    unit = gcd(*priorities)
    if len(set(priorities)) < 2 or not unit:
        return [float(most)] * len(priorities)
    step = (len(priorities) + 1) * most
    return [float(priority // unit * step + most) for priority in priorities]
