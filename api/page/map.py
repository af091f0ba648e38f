"""The map in numbers: places on a plane, routes as lines, visits as numbered markers. No tiles, no outside request."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, floor, log10, radians

from api.page.figures import Figures
from api.page.formats import span
from api.page.names import engineer_name
from api.page.routes import ShownShift, ShownVisit
from optimiser import Place

WIDTH = 1000.0
LOWEST, HIGHEST = 420.0, 900.0
MARGIN = 36.0
DEGREE_M = 111_195.0
"""Metres to a degree of latitude on the sphere that travel is measured on."""

SMALLEST_M = 400.0
"""The least that the map spans, so that visits at one door do not fill it."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Marker:
    """A visit, served (with its number along the route) or not (without). ``step`` counts markers at the same point."""

    id: str
    at: Point
    step: int
    number: int | None
    late: bool
    tip: str


@dataclass(frozen=True)
class Line:
    """A route of a day: from its beginning along its visits to its end."""

    index: int
    hue: int
    day: date
    name: str
    points: Sequence[Point]
    ends: Sequence[Point]
    markers: Sequence[Marker]


@dataclass(frozen=True)
class Map:
    """The whole map; `scale_m` is the length of the scale bar, `scale_width` its width on the plane."""

    height: float
    unit_m: float
    scale_m: float
    scale_width: float
    lines: Sequence[Line]
    unserved: Sequence[Marker]
    unmapped_count: int

    @property
    def width(self) -> float:
        """Every map is as wide."""
        return WIDTH

    @property
    def scale_label(self) -> str:
        """``5 km`` or ``200 m``."""
        return f"{self.scale_m / 1000:g} km" if self.scale_m >= 1000 else f"{self.scale_m:g} m"


def route_map(shown: Figures) -> Map | None:
    """Lay out the map; None where no place that matters has coordinates."""
    wanted = list(dict.fromkeys(_place_ids(shown)))
    places = {id_: shown.places[id_] for id_ in wanted if has_coordinates(shown.places[id_])}
    if not places:
        return None
    plane = _Plane(places.values())
    at = {id_: plane.point(place) for id_, place in places.items()}
    taken: Counter[Point] = Counter()
    lines = [_line(shown, at, taken, day.day, number, shift) for day in shown.days for number, shift in day.used]
    scale_m = nice(plane.unit_m * WIDTH / 6)
    return Map(
        height=plane.height,
        unit_m=plane.unit_m,
        scale_m=scale_m,
        scale_width=scale_m / plane.unit_m,
        lines=lines,
        unserved=_unserved(shown, at, taken),
        unmapped_count=len(wanted) - len(places),
    )


def has_coordinates(place: Place) -> bool:
    """Whether a place can be drawn."""
    return place.lat is not None and place.lon is not None


def nice(length: float) -> float:
    """The largest of 1, 2, 5, 10 … that is not longer."""
    power = 10.0 ** floor(log10(length))
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= length or step == 1.0)


class _Plane:
    """Equirectangular: longitudes shrunk by the cosine of the middle latitude, north up, fitted into the width."""

    def __init__(self, places: Iterable[Place]) -> None:
        lats, lons = zip(*((place.lat or 0.0, place.lon or 0.0) for place in places), strict=True)
        self.east = max(lons) - min(lons) <= 180  # else they lie on both sides of the date line
        lons = tuple(map(self._lon, lons))
        self.shrink = max(0.01, cos(radians((min(lats) + max(lats)) / 2)))
        self.middle = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
        wide_m = max(SMALLEST_M, (max(lons) - min(lons)) * self.shrink * DEGREE_M)
        high_m = max(SMALLEST_M, (max(lats) - min(lats)) * DEGREE_M)
        self.unit_m = max(wide_m / (WIDTH - 2 * MARGIN), high_m / (HIGHEST - 2 * MARGIN))
        self.height = round(max(LOWEST, high_m / self.unit_m + 2 * MARGIN), 1)

    def _lon(self, lon: float) -> float:
        return lon if self.east or lon >= 0 else lon + 360

    def point(self, place: Place) -> Point:
        """Where a place lies on the plane."""
        x = (self._lon(place.lon or 0.0) - self.middle[0]) * self.shrink * DEGREE_M / self.unit_m
        y = ((place.lat or 0.0) - self.middle[1]) * DEGREE_M / self.unit_m
        return round(WIDTH / 2 + x, 1), round(self.height / 2 - y, 1)


def _place_ids(shown: Figures) -> Iterable[str]:
    for shift in shown.shifts:
        if not shift.idle:
            yield from (shift.from_, shift.shift.to, *(stop.visit.place for stop in shift.visits))
    yield from (unserved.visit.place for unserved in shown.unserved)


def _line(
    shown: Figures, at: dict[str, Point], taken: Counter[Point], day: date, index: int, shift: ShownShift
) -> Line:
    """One route."""
    ids = [shift.from_, *(stop.visit.place for stop in shift.visits), shift.shift.to]
    ends = dict.fromkeys(at[id_] for id_ in (shift.from_, shift.shift.to) if id_ in at)
    return Line(
        index=index,
        hue=shown.hues[shift.engineer.id],
        day=day,
        name=engineer_name(shift.engineer),
        points=[at[id_] for id_ in ids if id_ in at],
        ends=list(ends),
        markers=[marker for stop in shift.visits if (marker := _marker(shown, at, taken, shift, stop))],
    )


def _marker(
    shown: Figures, at: dict[str, Point], taken: Counter[Point], shift: ShownShift, stop: ShownVisit
) -> Marker | None:
    """A served visit."""
    visit = stop.visit
    if visit.place not in at:
        return None
    point = at[visit.place]
    taken[point] += 1
    times = "–".join(shown.clock(moment) for moment in (stop.start_at, stop.end_at))
    tip = [
        " · ".join(filter(None, [visit.id, shown.note(visit)])),
        f"{engineer_name(shift.engineer)} #{stop.number}   {times}",
    ]
    tip += [f"+{span(stop.late_s)}"] if stop.late else []
    return Marker(visit.id, point, taken[point] - 1, stop.number, stop.late, "\n".join(tip))


def _unserved(shown: Figures, at: dict[str, Point], taken: Counter[Point]) -> list[Marker]:
    """The visits that are left out."""
    markers = []
    for unserved in shown.unserved:
        visit = unserved.visit
        if visit.place in at:
            point = at[visit.place]
            taken[point] += 1
            name = " · ".join(filter(None, [visit.id, shown.note(visit)]))
            markers.append(Marker(visit.id, point, taken[point] - 1, None, False, name))
    return markers
