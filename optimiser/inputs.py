"""What the business says, as frozen dataclasses: the problem that is to be planned.

Times are aware datetimes, spans are timedeltas, costs are in one currency, distances are metres.
The documents of :mod:`optimiser.documents` are read into these and say what each field means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

NOTHING = timedelta(0)


@dataclass(frozen=True)
class Horizon:
    """The span of time that is planned."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class GreatCircle:
    """Travel as the crow flies, times a detour, at one speed."""

    detour: float
    speed_kmh: float
    kind: Literal["great_circle"] = "great_circle"


@dataclass(frozen=True)
class Matrix:
    """Travel as given: ``seconds[i][j]`` and ``metres[i][j]`` from place i to place j, in the order of the places."""

    seconds: Sequence[Sequence[int]]
    metres: Sequence[Sequence[int]]
    kind: Literal["matrix"] = "matrix"


@dataclass(frozen=True)
class Roads:
    """Travel over the road network of an OpenStreetMap extract (``.osm``, ``.osm.gz``, ``.osm.pbf``)."""

    extract: str
    speed_factor: float = 1.0
    kind: Literal["roads"] = "roads"


@dataclass(frozen=True)
class TableService:
    """Travel as an OSRM-style table service over HTTP answers it."""

    url: str
    profile: str = "driving"
    timeout: timedelta = timedelta(seconds=10)
    retries: int = 2
    kind: Literal["osrm"] = "osrm"


Travel = GreatCircle | Matrix | Roads | TableService


@dataclass(frozen=True)
class Place:
    """A point on the map. ``setup`` is paid once per stay, on arriving from another place."""

    id: str
    lat: float | None = None
    lon: float | None = None
    setup: timedelta = NOTHING
    carried: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Break:
    """A pause whose start lies between ``earliest`` and ``latest``."""

    earliest: datetime
    latest: datetime
    duration: timedelta
    carried: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Position:
    """Where an engineer was last known to be, and when: the route begins there and then."""

    place: str
    time: datetime


@dataclass(frozen=True)
class Shift:
    """One engineer, one working period. ``from_`` and ``to`` are ids of places.

    ``serves_only`` names the places whose visits the shift may serve; None: any. ``dated`` is the day to which the
    shift belongs; None: the date on which it starts.
    """

    id: str
    start: datetime
    end: datetime
    from_: str
    to: str
    overtime_limit: timedelta = NOTHING
    fixed_cost: float = 0.0
    at: Position | None = None
    breaks: Sequence[Break] = ()
    max_duration: timedelta | None = None
    max_distance_m: float | None = None
    max_stops: int | None = None
    capacity: Mapping[str, float] = field(default_factory=dict)
    serves_only: Sequence[str] | None = None
    dated: date | None = None
    carried: Mapping[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day to which the shift belongs: the one that is given, or the date of its start by its own offset."""
        return self.start.date() if self.dated is None else self.dated


@dataclass(frozen=True)
class Limit:
    """What an engineer may work and drive in a day or in a week (Monday to Sunday), all shifts of it together.

    ``working_time`` counts from leaving to being back, ``driving_time`` the travel. A shift counts where its day is.
    """

    per: Literal["day", "week"]
    working_time: timedelta | None = None
    driving_time: timedelta | None = None


@dataclass(frozen=True)
class Spent:
    """What an engineer has worked and driven on a day outside of the problem's routes; it counts towards limits.

    That is the time before the problem's days in the same week, and the part of a day's route that lies before its
    shift's ``at``.
    """

    on: date
    working_time: timedelta = NOTHING
    driving_time: timedelta = NOTHING


@dataclass(frozen=True)
class Engineer:
    """Who goes: skills by name with their level, prices, shifts.

    A skill with a certificate counts only in shifts whose day is not after the certificate's date. ``min_rest`` lies
    at least between being back from one route and leaving on the next, where their shifts are of different days.
    """

    id: str
    shifts: Sequence[Shift]
    skills: Mapping[str, float] = field(default_factory=dict)
    cost_per_km: float = 0.0
    cost_per_travel_hour: float = 0.0
    cost_per_overtime_hour: float = 0.0
    certificates: Mapping[str, date] = field(default_factory=dict)
    limits: Sequence[Limit] = ()
    spent: Sequence[Spent] = ()
    min_rest: timedelta = NOTHING
    carried: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Window:
    """Bounds on the start of service; the close may be met."""

    open: datetime
    close: datetime


@dataclass(frozen=True)
class Pin:
    """What holds a visit: to an engineer, a shift, a start; ``under_way`` says that it may have begun before now."""

    engineer: str | None = None
    shift: str | None = None
    start: datetime | None = None
    under_way: bool = False


@dataclass(frozen=True)
class Planned:
    """Where and when a visit stood in a plan that people were told of, and what it costs to depart from that.

    ``move_cost`` is paid in any shift but ``shift``, which may have gone. A start that is more than ``free`` earlier or
    later than ``start`` costs by the hour beyond that.
    """

    start: datetime
    shift: str
    free: timedelta = NOTHING
    earlier_cost_per_hour: float = 0.0
    later_cost_per_hour: float = 0.0
    move_cost: float = 0.0


@dataclass(frozen=True)
class Visit:
    """Work at one place: a ticket or an inspection, as the search sees it.

    ``skip_cost`` None means that it must be served. ``delivered`` and ``collected`` are quantities by name that the
    van carries from the start of the route to the visit, and from the visit to the end of the route.
    ``wait_cost_per_day`` is paid for every day from the one on which its first window opens (without windows, on which
    the horizon starts; both by the offset of the horizon's start) to the day of the shift that serves it.
    """

    id: str
    place: str
    duration: timedelta
    skip_cost: float | None
    kind: str | None = None
    windows: Sequence[Window] = ()
    skills: Mapping[str, float] = field(default_factory=dict)
    excluded_engineers: Sequence[str] = ()
    preference_costs: Mapping[str, float] = field(default_factory=dict)
    onsite_by: datetime | None = None
    late_cost_per_hour: float = 0.0
    late_cost_per_started_day: float = 0.0
    late_cost_cap: float | None = None
    restore_by: datetime | None = None
    restore_late_cost_per_hour: float = 0.0
    pin: Pin | None = None
    delivered: Mapping[str, float] = field(default_factory=dict)
    collected: Mapping[str, float] = field(default_factory=dict)
    wait_cost_per_day: float = 0.0
    planned: Planned | None = None
    carried: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Series:
    """Visits whose days must go together: all different, and all in one of the patterns.

    Visits that are left out take no day; the days of the others still lie in one pattern.
    """

    id: str
    visits: Sequence[str]
    patterns: Sequence[Sequence[date]]
    carried: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """One planning problem.

    ``carried`` holds the fields that nobody reads (``x_…``, ``name``, ``note``, ``severity``).
    """

    horizon: Horizon
    travel: Travel
    places: Sequence[Place]
    engineers: Sequence[Engineer]
    visits: Sequence[Visit]
    now: datetime | None = None
    series: Sequence[Series] = ()
    format: str = "roundsman/1"
    carried: Mapping[str, Any] = field(default_factory=dict)
