"""What can be said of a figure that was simulated a few times: how exact it is, and when to stop.

Knows arrays, nothing of what they measure.
"""

from scenarios.statistics.batches import batch_means
from scenarios.statistics.intervals import Interval, mean_interval, paired
from scenarios.statistics.precision import absolute_half_width, enough, replications_needed
from scenarios.statistics.warm_up import WarmUp, warm_up

__all__ = [
    "Interval",
    "WarmUp",
    "absolute_half_width",
    "batch_means",
    "enough",
    "mean_interval",
    "paired",
    "replications_needed",
    "warm_up",
]
