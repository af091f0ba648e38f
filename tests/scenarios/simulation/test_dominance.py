"""The optimiser's policy, which knows durations and prices, is never worse on the priced objective than simple ones."""

from functools import cache

import pytest

from scenarios.statistics import paired
from tests.scenarios.simulation.lives import live
from tests.scenarios.simulation.services import campus

_DAYS, _REPLICATIONS = 4, 3


@cache
def _costs(policy: str, growth: float) -> tuple[float, ...]:
    """What a day costs, wages, ways, overtime and penalties, in each replication."""
    tallies = (live(campus(_DAYS, growth), policy, k)[0] for k in range(_REPLICATIONS))
    return tuple(float(tally.of("cost_per_day")[0].sum() / _DAYS) for tally in tallies)


@pytest.mark.parametrize("growth", [0.6, 1.5], ids=["slack", "tight"])
@pytest.mark.parametrize("policy", ["first_come", "nearest_first", "severity_first", "by_hand"])
def test_the_optimiser_costs_no_more_than_a_simple_policy(policy: str, growth: float) -> None:
    difference = paired(_costs("optimiser", growth), _costs(policy, growth))
    assert difference.mean <= 0.0, f"{policy}: {difference}"
