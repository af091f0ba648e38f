"""When an engineer will be where: the published route, pushed by what was reported and by what was not.

What is expected is never better than the plan, and otherwise the best that can still happen: an engineer who should
have left may leave now, one on the way may drive as the crow flies. So nobody is warned of what may well go right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from geopy.distance import great_circle

from api.watch.scene import DayRoute, LastSeen, PlannedStop, Reported

FORGOTTEN_AFTER = timedelta(hours=4)
"""So long after its end a route that nobody reported on promises nothing any more."""
_FASTEST_M_S = 25.0
_FIRST_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class ExpectedStop:
    """A stop that is not over, with when it will start and end at the earliest."""

    route: DayRoute
    stop: PlannedStop
    start_at: datetime
    end_at: datetime
    has_begun: bool

    @property
    def behind(self) -> timedelta:
        """By how much it starts later than planned; where it has begun, by how much it lasts longer."""
        if self.has_begun:
            return self.end_at - max(self.stop.end_at, self.start_at + (self.stop.end_at - self.stop.start_at))
        return self.start_at - self.stop.start_at


def follow(
    route: DayRoute, reported: Mapping[str, Reported], last_seen: LastSeen | None, now: datetime
) -> list[ExpectedStop]:
    """Walk along a route from where its engineer is.

    Parameters
    ----------
    reported : mapping of str to Reported
        By visit; a visit that is not in it was not reported on.
    last_seen : LastSeen, optional
        The engineer's last ping.
    """
    if not route.stops or now > max(stop.end_at for stop in route.stops) + FORGOTTEN_AFTER:
        return []
    expected: list[ExpectedStop] = []
    free_at: datetime | None = None
    for stop in route.stops:
        told = told_of(reported, route, stop)
        if told.is_over:
            free_at = max(filter(None, (told.ended_at, free_at)), default=None)
            continue
        if stop.off is not None:
            continue
        start_at, end_at = _times(stop, told, free_at, last_seen, now)
        if stop.visit is not None:
            expected.append(ExpectedStop(route, stop, start_at, end_at, told.arrived_at is not None))
        free_at = end_at
    return expected


def told_of(reported: Mapping[str, Reported], route: DayRoute, stop: PlannedStop) -> Reported:
    """Find what was reported of a stop on the day of its route; nothing, where nobody did."""
    told = reported.get(stop.visit or "", Reported())
    return told if told.on in (None, route.on) else Reported()


def _times(
    stop: PlannedStop, told: Reported, free_at: datetime | None, last_seen: LastSeen | None, now: datetime
) -> tuple[datetime, datetime]:
    duration = stop.end_at - stop.start_at
    if told.arrived_at is not None:
        return told.arrived_at, max(told.arrived_at + duration, now)
    start_at = max(stop.start_at, free_at or stop.start_at)
    if stop.visit is None:  # a break needs nobody's report: it is over when its time has passed
        return start_at, start_at + duration
    if told.travelling_at is not None:
        earliest = max(told.travelling_at + _FIRST_MINUTE, _from_ping(stop, last_seen, told.travelling_at) or now, now)
    else:
        travel = timedelta(seconds=stop.travel_s)
        earliest = max(now, now if free_at is None else free_at + travel)
    start_at = max(stop.start_at, earliest)
    return start_at, start_at + duration


def _from_ping(stop: PlannedStop, last_seen: LastSeen | None, since: datetime) -> datetime | None:
    """Say when the engineer can be there at the earliest, going by a ping of the same way."""
    if last_seen is None or last_seen.at < since or stop.lat is None or stop.lon is None:
        return None
    metres = great_circle((last_seen.lat, last_seen.lon), (stop.lat, stop.lon)).m
    return last_seen.at + timedelta(seconds=round(metres / _FASTEST_M_S))
