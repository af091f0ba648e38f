"""What the rules look up in a problem: things by their id, travel, and times as POSIX seconds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimiser.inputs import Engineer, Problem, Shift, Visit

#: A time that follows from another one may be rounded by as much. It is charged, and not added up along a route.
SLACK_S = 1.0
#: What floats lose between two times that should be the same.
TINY_S = 1e-3


def instant_s(moment: datetime | None, default_s: float) -> float:
    """POSIX seconds of an aware datetime; `default_s` for None.

    ``timestamp`` and not a difference of datetimes: two of the same zone subtract as wall clocks, which is an hour
    wrong over a change to daylight-saving time.
    """
    return default_s if moment is None else moment.timestamp()


@dataclass(frozen=True)
class Lookup:
    """A problem and its travel, ready for looking things up."""

    problem: Problem
    visits: dict[str, Visit]
    shifts: dict[tuple[str, str], tuple[Engineer, Shift]]
    setups_s: dict[str, float]
    order: dict[str, int]
    seconds: NDArray[Any]
    metres: NDArray[Any]
    now_s: float

    @classmethod
    def of(cls, problem: Problem, seconds: Any, metres: Any) -> "Lookup":
        """Prepare `problem`; the n by n arrays of travel are in the order of its places."""
        seconds, metres, count = np.asarray(seconds), np.asarray(metres), len(problem.places)
        for name, array in (("seconds", seconds), ("metres", metres)):
            if array.shape != (count, count) and count:
                raise ValueError(f"{name} is an array of {array.shape}, but there are {count} places")
        return cls(
            problem=problem,
            visits={visit.id: visit for visit in problem.visits},
            shifts={(e.id, shift.id): (e, shift) for e in problem.engineers for shift in e.shifts},
            setups_s={place.id: place.setup.total_seconds() for place in problem.places},
            order={place.id: row for row, place in enumerate(problem.places)},
            seconds=seconds,
            metres=metres,
            now_s=instant_s(problem.now, -math.inf),
        )

    def leg(self, origin: str, target: str) -> tuple[float, float]:
        """Seconds and metres from one place to another; nothing within one place, whatever the arrays say."""
        if origin == target:
            return 0, 0
        row, column = self.order[origin], self.order[target]
        return self.seconds[row, column].item(), self.metres[row, column].item()

    def windows_s(self, visit: Visit) -> Sequence[tuple[float, float]]:
        """The bounds on the start of service: the visit's windows, or the horizon."""
        if not visit.windows:
            return [(self.problem.horizon.start.timestamp(), self.problem.horizon.end.timestamp())]
        return [(window.open.timestamp(), window.close.timestamp()) for window in visit.windows]

    def day_of(self, moment: datetime) -> date:
        """The date of a moment, by the offset of the horizon's start."""
        return moment.astimezone(timezone(self.problem.horizon.start.utcoffset() or timedelta(0))).date()

    def clock(self, moment_s: float) -> str:
        """A moment as a person reads it, in the zone of the horizon's start."""
        return datetime.fromtimestamp(moment_s, self.problem.horizon.start.tzinfo).isoformat(timespec="seconds")


def is_under_way(visit: Visit) -> bool:
    """Whether the visit's pin says that it has begun."""
    return visit.pin is not None and visit.pin.under_way
