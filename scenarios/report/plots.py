"""Charts with two axes; their places are in per cent, their curves on a canvas of 1000 × 1000, to fit any width."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scenarios.report.reading import Case
from scenarios.report.scale import Scale, Tick

CANVAS = 1000.0


@dataclass(frozen=True)
class Curve:
    """A path, or the band around one; `style` names how it is drawn."""

    path: str
    style: str


@dataclass(frozen=True)
class Dot:
    """A case as a point with its intervals; the place from the top left, in per cent."""

    case: Case
    x: float
    y: float
    across: tuple[float, float] | None
    along: tuple[float, float] | None
    label: str
    style: str
    told: str


@dataclass(frozen=True)
class Plot:
    """A whole chart; `told` is what it shows, in words, for those who do not see it."""

    title: str
    told: str
    across: Sequence[Tick]
    along: Sequence[Tick]
    curves: Sequence[Curve]
    dots: Sequence[Dot] = ()
    shade: float = 0.0


def upright(ticks: Iterable[Tick]) -> Sequence[Tick]:
    """The ticks of a vertical axis, which counts from the bottom, as places from the top."""
    return [Tick(round(100 - tick.at, 2), tick.label) for tick in ticks]


def path(xs: Sequence[float], ys: Sequence[float], across: Scale, along: Scale) -> str:
    """Draw a line through points."""
    points = [f"{_place(across.at(x))} {_place(100 - along.at(y))}" for x, y in zip(xs, ys, strict=True)]
    return "M" + "L".join(points) if points else ""


def band(xs: Sequence[float], low: Sequence[float], high: Sequence[float], across: Scale, along: Scale) -> str:
    """Draw the area between two lines."""
    there, back = path(xs, low, across, along), path(xs[::-1], high[::-1], across, along)
    return f"{there}L{back[1:]}Z" if there else ""


def _place(per_cent: float) -> str:
    return f"{per_cent * CANVAS / 100:.1f}".removesuffix(".0")
