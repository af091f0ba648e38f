"""Where a visit stands in a plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from optimiser.plan import Plan


@dataclass(frozen=True)
class Standing:
    """Who serves a visit, and when.

    Attributes
    ----------
    engineer, shift : str
        Ids.
    start, end : datetime
        Of service.
    """

    engineer: str
    shift: str
    start: datetime
    end: datetime


def standings_of(plan: Plan) -> dict[str, Standing]:
    """The standing of each visit that a plan serves, by id, in the order of its routes."""
    return dict(_standings(plan))


def _standings(plan: Plan) -> Iterator[tuple[str, Standing]]:
    for route in plan.routes:
        for stop in route.stops:
            if stop.visit is not None:
                yield stop.visit, Standing(route.engineer, route.shift, stop.start, stop.end)
