"""What can be said of a figure that was simulated a few times: how exact it is, and when to stop.

Knows arrays, nothing of what they measure.
"""

from scenarios.statistics.intervals import Interval, mean_interval, paired
from scenarios.statistics.precision import enough, replications_needed
from scenarios.statistics.warm_up import WarmUp, warm_up

__all__ = [
    "Interval",
    "WarmUp",
    "enough",
    "mean_interval",
    "paired",
    "replications_needed",
    "warm_up",
]
