"""A chart of columns: the geometry of bars, the lines across them and the scale beside them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 960, 320
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 14, 40


@dataclass(frozen=True)
class Bar:
    """One bar, in the units of the drawing."""

    x: float
    y: float
    width: float
    height: float
    style: str


@dataclass(frozen=True)
class Column:
    """What stands above one label: bars beside each other, and how far the label's place reaches."""

    label: str
    under: str
    middle: float
    x: float
    width: float
    bars: Sequence[Bar]
    title: str


@dataclass(frozen=True)
class Tick:
    """One step of the scale."""

    y: float
    label: str


@dataclass(frozen=True)
class Columns:
    """A whole chart; ``y_of`` the places of the lines that cross it."""

    columns: Sequence[Column]
    ticks: Sequence[Tick]
    top: float

    def y_of(self, value: float) -> float:
        """How far down a value lies."""
        return round(HEIGHT - BOTTOM - value / self.top * (HEIGHT - TOP - BOTTOM), 2)


@dataclass(frozen=True)
class Entry:
    """What one column shows: values with their styles, its label, what stands below that, and what is told of it."""

    label: str
    under: str
    values: Sequence[tuple[float, str]]
    title: str


def columns_of(entries: Sequence[Entry], least_top: float) -> Columns:
    """Draw columns whose scale reaches at least to `least_top`."""
    highest = max([least_top, *(value for entry in entries for value, _ in entry.values)])
    step = _step(highest / 5)
    top = step * max(1, math.ceil(highest / step - 1e-9))
    chart = Columns([], [], top)
    ticks = [Tick(chart.y_of(k * step), f"{k * step:,.10g}") for k in range(round(top / step) + 1)]
    place = (WIDTH - LEFT - RIGHT) / max(1, len(entries))
    drawn = [_column(entry, LEFT + k * place, place, chart) for k, entry in enumerate(entries)]
    return Columns(drawn, ticks, top)


def _column(entry: Entry, x: float, place: float, chart: Columns) -> Column:
    width = place * 0.76 / len(entry.values)
    bars = []
    for k, (value, style) in enumerate(entry.values):
        y = chart.y_of(value)
        at = round(x + place * 0.12 + k * width, 2)
        bars.append(Bar(at, y, round(width * 0.94, 2), round(HEIGHT - BOTTOM - y, 2), style))
    middle = round(x + place / 2, 2)
    return Column(entry.label, entry.under, middle, round(x, 2), round(place, 2), bars, entry.title)


def _step(about: float) -> float:
    """A round number of at least so much: 1, 2, 2.5 or 5 times a power of ten."""
    if about <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(about))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= about * (1 - 1e-9))
