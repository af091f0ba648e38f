"""What engineers have worked and driven in the week, and what their limits leave to them.

Work is the time from leaving to being back, without standing by and without breaks after which there was no more work.
"""

from datetime import date, timedelta

from optimiser import Spent
from scenarios.simulation.presence import Presence


class Hours:
    """The shifts of everybody who has limits, until the week is over."""

    def __init__(self) -> None:
        self._spent: dict[str, list[Spent]] = {}

    def close(self, presence: Presence, on: date, back_s: int) -> None:
        """Write down a shift whose engineer is home."""
        if presence.engineer.limits and presence.out_s is not None:
            week = [each for each in self._spent.get(presence.engineer.id, ()) if _is_one_week(each.on, on)]
            self._spent[presence.engineer.id] = [*week, _spent(presence, on, back_s)]

    def until(self, presence: Presence, on: date, free_s: int) -> list[Spent]:
        """What counts towards the limits of a shift that goes on at a time: earlier shifts, and its own beginning."""
        before = self._before(presence, on)
        return before if presence.out_s is None else [*before, _spent(presence, on, free_s)]

    def keeps_limits(self, presence: Presence, on: date, now_s: int, home_s: int, more_driving_s: int) -> bool:
        """Whether somebody who is home then, after so much more travel, has kept to every limit."""
        worked = timedelta(seconds=_worked_s(presence, now_s) + presence.rested_s + home_s - now_s)
        driven = timedelta(seconds=presence.travelled_s + more_driving_s)
        for limit in presence.engineer.limits:
            own = [each for each in self._before(presence, on) if limit.per == "week" or each.on == on]
            work = sum((each.working_time for each in own), worked)
            driving = sum((each.driving_time for each in own), driven)
            if limit.working_time is not None and work > limit.working_time:
                return False
            if limit.driving_time is not None and driving > limit.driving_time:
                return False
        return True

    def _before(self, presence: Presence, on: date) -> list[Spent]:
        return [each for each in self._spent.get(presence.engineer.id, ()) if _is_one_week(each.on, on)]


def _spent(presence: Presence, on: date, until_s: int) -> Spent:
    return Spent(on, timedelta(seconds=_worked_s(presence, until_s)), timedelta(seconds=presence.travelled_s))


def _worked_s(presence: Presence, until_s: int) -> int:
    if presence.out_s is None:
        return 0
    if presence.waits_since_s is not None:
        until_s = min(until_s, presence.waits_since_s)
    return max(0, until_s - presence.out_s - presence.stood_by_s - presence.rested_s)


def _is_one_week(one: date, other: date) -> bool:
    return one.isocalendar()[:2] == other.isocalendar()[:2]
