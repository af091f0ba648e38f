"""What the words of figures mean: late, travel share, utilisation. Defined once, for all who count."""

from datetime import datetime, timedelta

from optimiser.inputs import Shift, Visit

SECOND = timedelta(seconds=1)


def lateness_s(visit: Visit, start: datetime, end: datetime) -> float:
    """By how many seconds a visit misses its deadlines, at the worse of them; 0 where it is not late.

    Parameters
    ----------
    visit : Visit
        Has `onsite_by` for its start, `restore_by` for its end, or neither.
    start, end : datetime
        When it is served.
    """
    return max(past_s(start, visit.onsite_by), past_s(end, visit.restore_by))


def past_s(at: datetime, due: datetime | None) -> float:
    """By how many seconds a moment lies after another; 0 where it does not."""
    return max(0.0, (at - due) / SECOND) if due else 0.0


def travel_share(work_s: float, travel_s: float) -> float | None:
    """Travel as a share of work and travel; None where there is neither."""
    return travel_s / (work_s + travel_s) if work_s + travel_s else None


def utilisation_share(work_s: float, travel_s: float, paid_s: float) -> float | None:
    """Work and travel as a share of what paid shifts last; over 1 with overtime or calls, None without such shifts."""
    return (work_s + travel_s) / paid_s if paid_s else None


def is_paid_shift(shift: Shift) -> bool:
    """Whether the hours of a shift are paid as such: all but those on call, which are paid for standing by."""
    return shift.carried.get("x_kind") != "on_call"
