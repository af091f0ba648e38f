"""What travel costs, in the terms of a problem: a price per kilometre and one per hour of travel, for each vehicle.

A problem's metres need not be metres. Where a request has a matrix of costs, its cells stand in their place, at a
price of one each. Where breaks make extra seconds necessary that nobody travels (see :mod:`api.interop.vroom.posing`),
the price of the true seconds stands there, so that the extra ones are free.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from api.interop.vroom.matrices import UNREACHABLE
from api.interop.vroom.question import Legs, Vehicle, Whole

_FINEST = 1000.0  # parts of one unit of cost
_LARGEST = 500_000_000  # what a leg may cost in those parts: two of them fit into 32 bits


class Tariff(NamedTuple):
    """Metres as the problem shall have them, and each vehicle's price per kilometre and per hour.

    ``extra_free`` says that seconds have no price, and ``true_metres`` that the metres are metres.
    """

    metres: Whole
    prices: Mapping[int, tuple[float, float]]
    extra_free: bool
    true_metres: bool


def tariff_of(vehicles: Sequence[Vehicle], legs: Legs) -> Tariff:
    """Choose what the metres of the problem stand for."""
    if legs.costs is not None:
        return Tariff(legs.costs, {v.id: (1000.0, 0.0) for v in vehicles}, extra_free=True, true_metres=False)
    metres = np.zeros_like(legs.seconds) if legs.metres is None else legs.metres
    if any(v.breaks for v in vehicles) and all(v.max_metres is None for v in vehicles) and _proportional(vehicles):
        return _as_costs(vehicles, legs.seconds, metres)
    prices = {v.id: (float(v.per_km), float(v.per_hour)) for v in vehicles}
    return Tariff(metres, prices, extra_free=False, true_metres=True)


def _proportional(vehicles: Sequence[Vehicle]) -> bool:
    """Whether all vehicles find the same legs cheap: their prices differ by a factor at most."""
    first = vehicles[0]
    return all((v.per_hour or v.per_km) for v in vehicles) and all(
        v.per_hour * first.per_km == v.per_km * first.per_hour for v in vehicles
    )


def _as_costs(vehicles: Sequence[Vehicle], seconds: Whole, metres: Whole) -> Tariff:
    first = vehicles[0]
    if not first.per_km:
        prices = {v.id: (v.per_hour / 3.6, 0.0) for v in vehicles}
        return Tariff(seconds, prices, extra_free=True, true_metres=False)
    if not first.per_hour:
        return Tariff(metres, {v.id: (float(v.per_km), 0.0) for v in vehicles}, extra_free=True, true_metres=True)
    money = seconds * (first.per_hour / 3600) + metres * (first.per_km / 1000)
    dearest = float(money[seconds < UNREACHABLE].max(initial=1.0))
    parts = min(_FINEST, _LARGEST / dearest)
    prices = {v.id: (v.per_km / first.per_km * 1000 / parts, 0.0) for v in vehicles}
    return Tariff(np.rint(money * parts).astype(np.int64), prices, extra_free=True, true_metres=False)


def most_cost(vehicles: Sequence[Vehicle], legs: Legs, places: Sequence[int]) -> int:
    """More than any plan can cost that goes once to each of these places and home with each vehicle."""
    reachable = legs.seconds < UNREACHABLE
    if legs.costs is not None:
        money = legs.costs.astype(float)
    else:
        metres = 0 if legs.metres is None else legs.metres
        per_s = max(v.per_hour for v in vehicles) / 3600
        money = legs.seconds * per_s + metres * (max(v.per_km for v in vehicles) / 1000)
    dearest = np.where(reachable, money, 0.0).max(axis=0, initial=0.0)
    homes = sum(float(dearest[v.end.place]) if v.end else 0.0 for v in vehicles)
    return 1 + int(np.ceil(float(dearest[list(places)].sum()) + homes + sum(v.fixed for v in vehicles)))
