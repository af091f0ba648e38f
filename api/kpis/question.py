"""What is asked for: which territories, which days, by month or as a whole."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from api.store.kpis import Slices
from optimiser import Fault, FaultyInput

Per = Literal["month"]
MOST_DAYS = 3660
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Question:
    """Some territories in some days, in the zone in which days begin and end; ``now`` is when it is asked."""

    territories: tuple[str, ...]
    first: date
    last: date
    time_zone: str
    now: datetime
    per: Per | None = None

    @property
    def slices(self) -> Slices:
        """The months, or the whole; months at the ends may be cut off."""
        starts = [self.first]
        if self.per == "month":
            while (following := (starts[-1].replace(day=1) + 31 * _DAY).replace(day=1)) <= self.last:
                starts.append(following)
        names = [f"{day:%Y-%m}" for day in starts] if self.per == "month" else [f"{self.first}/{self.last}"]
        days = [*starts, self.last + _DAY]
        zone = ZoneInfo(self.time_zone)
        edges = tuple(datetime.combine(day, time(0), zone) for day in days)
        return Slices(self.territories, tuple(names), tuple(days), edges)

    @property
    def as_of(self) -> datetime:
        """For what is counted at one time: the end of the days, or now where that is earlier."""
        return min(self.now, self.slices.edges[-1])


def require_days(first: date, last: date) -> None:
    """See to it that days can be asked for.

    Raises
    ------
    FaultyInput
        Where the last comes before the first, or they are too many.
    """
    if last < first:
        message = f"last={last} comes before first={first}; exchange them"
    elif (last - first).days >= MOST_DAYS:
        message = f"{first} to {last} are {(last - first).days + 1} days; ask for {MOST_DAYS} at most"
    else:
        return
    raise FaultyInput([Fault("query last", "bad_value", message, last.isoformat())])
