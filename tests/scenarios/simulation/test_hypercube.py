"""Units spread over a city, the nearest free one sent: as Larson's hypercube model says, solved exactly."""

from tests.scenarios.simulation.cases import HOMES, HYPERCUBE, SITES, preferences


def test_each_unit_is_as_busy_and_goes_as_often_to_each_site_as_the_hypercube_says():
    lived = HYPERCUBE.live()
    assert [str(claim) for claim in HYPERCUBE.claimed(lived) if not claim.holds] == []


def test_the_sites_of_that_city_prefer_their_units_in_different_orders():
    orders = {tuple(order) for order in preferences()}
    assert len(orders) >= len(HOMES) and len(preferences()) == len(SITES)
