"""What nobody knows before: traffic, how long inspections take, who falls ill.

Each number is drawn from what it belongs to alone: the same leg on the same day takes the same factor, the same
engineer falls ill on the same day, whatever else a scenario changes. So scenarios are compared under the same luck.
"""

import math
import zlib
from datetime import date, timedelta

import numpy as np

from scenarios.service import Reality


class Chances:
    """The luck of one replication.

    Parameters
    ----------
    reality : Reality
    seed, replication : int
    """

    def __init__(self, reality: Reality, seed: int, replication: int) -> None:
        self._reality, self._key = reality, (seed, replication)
        self._ill_until: dict[str, date] = {}

    def travel_s(self, planned_s: int, day: date, leg: tuple[int, int]) -> int:
        """How long a leg takes on a day, where the plan reckons with `planned_s`."""
        factor = self._lognormal(self._reality.travel_cv, "traffic", day.toordinal(), *leg)
        return round(planned_s * factor / self._reality.speed_factor)

    def work_s(self, planned_s: int, name: str) -> int:
        """How long an inspection or an appointment takes."""
        return max(1, round(planned_s * self._lognormal(self._reality.inspection_cv, "work", name)))

    def is_ill(self, engineer: str, day: date) -> bool:
        """Whether somebody is ill on a day; asked once for every day, in order."""
        begins, lasts = self._generator("illness", engineer, day.toordinal()).random(2)
        if day < self._ill_until.get(engineer, day):
            return True
        if begins >= self._sick_share(day):
            return False
        self._ill_until[engineer] = day + timedelta(days=_geometric(self._reality.sick_days, lasts))
        return True

    def _sick_share(self, day: date) -> float:
        factors = [flu.factor for flu in self._reality.flu if flu.first <= day <= flu.last]
        return self._reality.sick_share * math.prod(factors)

    def _lognormal(self, cv: float, *names: str | int) -> float:
        """A factor of mean 1."""
        if cv == 0.0:
            return 1.0
        variance = math.log1p(cv * cv)
        return math.exp(math.sqrt(variance) * self._generator(*names).standard_normal() - variance / 2)

    def _generator(self, *names: str | int) -> np.random.Generator:
        words = [name if isinstance(name, int) else zlib.crc32(name.encode()) for name in names]
        return np.random.Generator(np.random.Philox(np.random.SeedSequence([*self._key, *words])))


def _geometric(mean: float, uniform: float) -> int:
    """Days from 1 on, of that mean, by inversion."""
    if mean <= 1.0:
        return 1
    return 1 + int(math.log1p(-uniform) / math.log1p(-1.0 / mean))
