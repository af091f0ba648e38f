"""From values to places in a chart, in per cent of its width or height, and the round numbers along its axis."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tick:
    """One step of an axis: how far along, in per cent, and what it says."""

    at: float
    label: str


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high`; `steps` are the values that it names."""

    low: float
    high: float
    steps: Sequence[float]

    def at(self, value: float) -> float:
        """How far along a value lies, in per cent; what lies outside stands at the end."""
        share = (value - self.low) / (self.high - self.low)
        return round(100 * min(1.0, max(0.0, share)), 2)

    def ticks(self, label: Callable[[float], str]) -> Sequence[Tick]:
        """The steps with their labels."""
        return [Tick(self.at(step), label(step)) for step in self.steps]


def around(values: Iterable[float], count: int = 4, least: float | None = None, most: float | None = None) -> Scale:
    """Choose a scale with about so many steps that shows all values, and no more than from `least` to `most`.

    Parameters
    ----------
    values : iterable of float
    count : int
        About how many steps.
    least, most : float, optional
        What the scale cannot go beyond, as a share cannot go beyond 1; values that do widen it.
    """
    shown = list(values) or [0.0, 1.0]
    low, high = min(shown), max(shown)
    spread = high - low or abs(high) * 0.1 or 1.0
    low, high = low - 0.06 * spread, high + 0.06 * spread
    low = low if least is None else max(low, min(least, min(shown)))
    high = high if most is None else min(high, max(most, max(shown)))
    step = _step((high - low) / count)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return Scale(low, high, [k * step for k in range(first, last + 1)])


def _step(about: float) -> float:
    """A round number of at least so much: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(about))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= about * (1 - 1e-9))
