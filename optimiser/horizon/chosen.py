"""What the horizon's planning answers: a day and an engineer for each inspection, and what could not be kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from optimiser.recurrence import Inspection

Rule = Literal["tolerance", "served"]
"""What could not be kept: the last day that the tolerance allows, or being done at all."""


@dataclass(frozen=True)
class Choice:
    """The day and the engineer that were chosen for an inspection (or for one part of it).

    Attributes
    ----------
    rules : sequence of str
        The rules that it serves, the highest level first.
    order : int
        Its place among the engineer's inspections of that shift, from 1, as the estimate of travel drives them.
    """

    inspection: str
    kind: str
    site: str
    rules: Sequence[str]
    day: date
    engineer: str
    shift: str
    order: int
    duration: timedelta


@dataclass(frozen=True)
class Hindrance:
    """Why an inspection could not be had on some days of its span.

    Attributes
    ----------
    code : str
        ``no_shift``, ``no_skill``, ``reserved``, ``no_working_day``, ``site_closed``, ``too_long``, ``too_far``,
        ``parts``, ``spacing`` or ``full``.
    count : int
        How many of the shifts it rules out; of ``no_shift``: how many days have none at all.
    message : str
        A sentence with the numbers, and what to try.
    """

    code: str
    count: int
    message: str


@dataclass(frozen=True)
class Unkept:
    """A rule that could not be kept, and why.

    ``late_days`` is by how many days the tolerance is passed; None where the inspection is left out.
    """

    inspection: str
    rule: Rule
    late_days: int | None
    hindrances: Sequence[Hindrance]


@dataclass(frozen=True)
class Load:
    """How full one engineer's shift is: work and travel against what there is, and the room left for tickets."""

    engineer: str
    shift: str
    day: date
    start: datetime
    capacity: timedelta
    room: timedelta
    work: timedelta
    travel: timedelta
    travel_m: int


@dataclass(frozen=True)
class HorizonMeasures:
    """The figures that are weighed against each other.

    Attributes
    ----------
    inspection_count, trip_count : int
        Inspections due, and stays at a site that do them (what one engineer does at one site on one day is a trip).
    travel_km, travel_hours, work_hours : float
        Estimated along the inspections alone; tickets come on top.
    day_load_mean, day_load_spread, day_load_peak : float
        Inspections and their travel as shares of the hours that there are, over days: mean, standard deviation, most.
    engineer_load_spread : float
        The same standard deviation over engineers.
    over_room_hours : float
        Hours that reach into the room left for tickets.
    engineers_per_customer : float
        The mean number of engineers that a customer sees.
    off_ideal_days : float
        Mean distance from the ideal day.
    moved_count : int
        Promised days that were moved.
    late_count, unplaced_count : int
        Rules that could not be kept: see ``unkept``.
    """

    inspection_count: int
    trip_count: int
    travel_km: float
    travel_hours: float
    work_hours: float
    day_load_mean: float
    day_load_spread: float
    day_load_peak: float
    engineer_load_spread: float
    over_room_hours: float
    engineers_per_customer: float
    off_ideal_days: float
    moved_count: int
    late_count: int
    unplaced_count: int


@dataclass(frozen=True)
class HorizonPlan:
    """A day and an engineer for each inspection that is due from `first` to `last`.

    Attributes
    ----------
    choices : sequence of Choice
        In order of day, engineer and way.
    unkept : sequence of Unkept
        The rules that could not be kept, and why.
    loads : sequence of Load
        How full every shift is.
    inspections : sequence of Inspection
        Those that were asked about; what fits into no shift is divided into parts. None in a plan that was read from
        its document.
    cost : float
        What the search has made as small as it could, in the book's currency.
    postponed : sequence of str
        Inspections that are better done, or have time until, after the last day.
    """

    first: date
    last: date
    choices: Sequence[Choice]
    unkept: Sequence[Unkept]
    loads: Sequence[Load]
    measures: HorizonMeasures
    inspections: "Sequence[Inspection]" = ()
    cost: float = 0.0
    postponed: Sequence[str] = ()
    carried: Mapping[str, Any] = field(default_factory=dict)

    @property
    def by_inspection(self) -> dict[str, Choice]:
        """The choice of each inspection that has one."""
        return {choice.inspection: choice for choice in self.choices}
